//! What a language is called, for a coordinator who reads English.

use std::borrow::Cow;

/// The name of the language that a tag (BCP 47) stands for, with the tag where it says more than
/// that. A label of the host's, and a tag of a language that is not known here, stay as they are.
pub(super) fn named(tag: &str) -> Cow<'_, str> {
    let primary = tag.split('-').next().unwrap_or_default();
    let known = NAMES
        .iter()
        .find(|(code, _)| code.eq_ignore_ascii_case(primary));
    match known {
        None => tag.into(),
        Some((_, name)) if primary.len() == tag.len() => (*name).into(),
        Some((_, name)) => format!("{name} ({tag})").into(),
    }
}

/// By the codes of ISO 639, those that are spoken in many hospitals.
const NAMES: [(&str, &str); 72] = [
    ("ar", "Arabic"),
    ("bg", "Bulgarian"),
    ("bn", "Bengali"),
    ("bs", "Bosnian"),
    ("ca", "Catalan"),
    ("cs", "Czech"),
    ("cy", "Welsh"),
    ("da", "Danish"),
    ("de", "German"),
    ("el", "Greek"),
    ("en", "English"),
    ("es", "Spanish"),
    ("et", "Estonian"),
    ("eu", "Basque"),
    ("fa", "Persian"),
    ("fi", "Finnish"),
    ("fil", "Filipino"),
    ("fr", "French"),
    ("ga", "Irish"),
    ("gl", "Galician"),
    ("gu", "Gujarati"),
    ("he", "Hebrew"),
    ("hi", "Hindi"),
    ("hmn", "Hmong"),
    ("hr", "Croatian"),
    ("ht", "Haitian Creole"),
    ("hu", "Hungarian"),
    ("hy", "Armenian"),
    ("id", "Indonesian"),
    ("is", "Icelandic"),
    ("it", "Italian"),
    ("ja", "Japanese"),
    ("ka", "Georgian"),
    ("km", "Khmer"),
    ("ko", "Korean"),
    ("lt", "Lithuanian"),
    ("lv", "Latvian"),
    ("mk", "Macedonian"),
    ("ml", "Malayalam"),
    ("mr", "Marathi"),
    ("ms", "Malay"),
    ("mt", "Maltese"),
    ("nb", "Norwegian"),
    ("ne", "Nepali"),
    ("nl", "Dutch"),
    ("no", "Norwegian"),
    ("nv", "Navajo"),
    ("pa", "Punjabi"),
    ("pl", "Polish"),
    ("ps", "Pashto"),
    ("pt", "Portuguese"),
    ("ro", "Romanian"),
    ("ru", "Russian"),
    ("sk", "Slovak"),
    ("sl", "Slovenian"),
    ("so", "Somali"),
    ("sq", "Albanian"),
    ("sr", "Serbian"),
    ("sv", "Swedish"),
    ("sw", "Swahili"),
    ("ta", "Tamil"),
    ("te", "Telugu"),
    ("th", "Thai"),
    ("ti", "Tigrinya"),
    ("tl", "Tagalog"),
    ("tr", "Turkish"),
    ("uk", "Ukrainian"),
    ("ur", "Urdu"),
    ("vi", "Vietnamese"),
    ("yi", "Yiddish"),
    ("yo", "Yoruba"),
    ("zh", "Chinese"),
];

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_tag_has_a_name_and_a_label_keeps_its_own() {
        for (tag, name) in [
            ("es", "Spanish"),
            ("EN", "English"),
            ("es-MX", "Spanish (es-MX)"),
            ("American Sign Language", "American Sign Language"),
            ("xx", "xx"),
            ("", ""),
        ] {
            assert_eq!(named(tag), name);
        }
    }
}
