//! How to mend each fault, in a sentence for the person who writes the configuration.

use super::fault::Code;
use crate::jose::KeyFault;

/// One sentence that says what to do about a fault.
pub fn mend(code: Code) -> &'static str {
    match code {
        Code::Unreachable => {
            "The configuration could not be fetched: check the address in the attribute `config`, \
             that it answers with status 200, and that `connect-src` of the content security \
             policy allows it."
        }
        Code::NotGiven => {
            "Set the attribute `config` to the address of the configuration, or the property \
             `config` to the document itself."
        }
        Code::NotJson => {
            "The document is not JSON: check the address for a login page, and the file for a \
             missing quote, a comma after the last item, or a comment."
        }
        Code::SchemaUnknown => {
            "Set `schema` to \"touchbase/1\", the format that this version reads."
        }
        Code::UnknownKey => {
            "This key is not part of the format and is ignored: check its spelling against the \
             schema, or remove it."
        }
        Code::Missing => "Add this key; the schema says what it holds.",
        Code::WrongType => {
            "Give this value the JSON type that the schema asks for (text in quotes, numbers and \
             true or false without)."
        }
        Code::Empty => "Put something here, or remove the key where the schema allows it.",
        Code::TooLong => "Shorten this text or list to the length that the schema allows.",
        Code::NotAllowed => "Use one of the values that the schema lists for this key.",
        Code::OutOfRange => "Use a number of the kind and within the range that the schema gives.",
        Code::BadDate => "Write the date as YYYY-MM-DD, for example 2026-11-30.",
        Code::BadTime => "Write the time of day as HH:MM on a 24-hour clock, for example 08:30.",
        Code::BadId => {
            "Use 1 to 64 lower-case letters, digits and hyphens, starting with a letter."
        }
        Code::BadUrl => {
            "Use an address that starts with https://, or one relative to the page, without \
             spaces."
        }
        Code::BadLanguage => "Write the language as a BCP 47 tag, for example en, es or es-MX.",
        Code::BadCountry => {
            "Write the country as its two letters of ISO 3166-1, for example US or GB."
        }
        Code::Duplicate => "Remove this entry or change it; one before it says the same.",
        Code::DuplicateId => "Give this entry an id of its own; another entry has the same one.",
        Code::CrisisMissing => {
            "Add at least one entry to `crisis` with a name and a phone or text route that works \
             in this country; until then only the text inside the tag is shown."
        }
        Code::PrivacyNoticeMissing => {
            "Add `privacy_notice` with version, date and text; without it nobody is asked for a \
             name."
        }
        Code::EndpointUnsafe => {
            "Use an https:// address or one relative to the page as endpoint; http:// is taken \
             for 127.0.0.1, localhost and [::1] only."
        }
        Code::KeyPrivate => {
            "Remove the private part (`d` and, of an RSA key, p, q, dp, dq, qi) at once and make a new pair: this document is public, \
             so whoever has read it can open every request sealed to this key."
        }
        Code::KeyUnsupported => KeyFault::Unsupported.mend(),
        Code::RecipientUnknown => {
            "Set `recipient` to the id of an entry in `referral.recipients` that has no fault of \
             its own; this route is left out until then."
        }
        Code::ReviewPassed => {
            "Check the facts of this entry, then set `reviewed_on` and `review_by` anew; people \
             are shown when it was last checked."
        }
        Code::OptionLeftOut => {
            "This option is left out because of the other faults on its path; mend those."
        }
        Code::AttributeUnknown => {
            "Give this attribute one of the values in the README; its default is used until then."
        }
        Code::IsolatedSameOrigin => {
            "Load touchbase.js from another origin of your site: from the page's own, nothing can \
             be isolated, and the widget runs inline."
        }
        Code::IsolatedReloaded => {
            "Do not move the element while it is in use, or move it with `moveBefore`: the \
             browser loaded its frame anew, and what was begun in it is gone."
        }
        Code::LoadFailed => {
            "A file beside touchbase.js could not be loaded or run: check that all files of the \
             package are served, .wasm as application/wasm, and that `script-src` of the content \
             security policy holds 'wasm-unsafe-eval'."
        }
        Code::Stopped => {
            "The app stopped unexpectedly and shows phone routes only; reload the page, and \
             report what led there without any personal details."
        }
    }
}
