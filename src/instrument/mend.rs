//! How to mend what an instrument is refused for, in a sentence for the person who writes it.

use super::Reason;
use crate::config::{Code, mend as config};

/// One sentence that says what to do about a refusal.
pub fn mend(reason: Reason) -> &'static str {
    match reason {
        Reason::Shape(Code::SchemaUnknown) => {
            "Set `schema` to \"touchbase-instrument/1\", the format that this version reads."
        }
        Reason::Shape(Code::UnknownKey) => {
            "This key is not part of the format: check its spelling against the schema, or remove \
             it."
        }
        Reason::Unreachable => {
            "The instrument could not be fetched: check its address, that it answers with status \
             200, and that `connect-src` of the content security policy allows it."
        }
        Reason::NotJson => {
            "The instrument is not JSON: check the address for a login page, and the file for a \
             missing quote, a comma after the last item, or a comment."
        }
        Reason::Shape(Code::BadId) => {
            "Use 1 to 64 lower-case letters, digits and hyphens; the instrument's own id starts \
             with a letter, all others with a letter or a digit."
        }
        Reason::Shape(Code::OutOfRange) => {
            "Use a number within the range that the schema gives, whole where it says so and \
             otherwise with three decimals at most."
        }
        Reason::Shape(code) => config::mend(code),
        Reason::MethodUnknown => {
            "Use one of the methods: sum, mean, count, weighted or maximum, and beside it `transform` \
             or `lookup` where points are converted. What these do not say cannot be scored here."
        }
        Reason::AttributionMissing => {
            "Add `attribution` with the text that names whose work this is; it is shown with the \
             questions."
        }
        Reason::PermissionMissing => {
            "Add `permission` with holder, reference, date and commercial_ok: who allowed you to \
             use this wording, and where that is written down."
        }
        Reason::SafetyProtocolMissing => {
            "Add `safety_protocol` with text, owner and date: what happens when someone marks an \
             item of `safety_items`, and who answers for it. Without one, take the questions out."
        }
        Reason::WordingMissing => {
            "Put the wording here: nothing is shown while a title, a language, a question, an \
             answer, a score or a band has none."
        }
        Reason::ScoresMissing => {
            "Add `scores`: which items count, how, and what is said of the result. The published \
             form has the rule."
        }
        Reason::WordingHalf => {
            "Put the wording here too, or take all wording out: a recipe has all of it or none."
        }
        Reason::LicenceMissing => {
            "Add `licence` with status and text: the terms under which the wording may be used."
        }
        Reason::SourcesMissing => "Add `sources`: where each number of this recipe was published.",
        Reason::LanguageBad => "Write the language as a tag, for example en, en-US or es.",
        Reason::AnswersNotRising => {
            "List the answers from the lowest value to the highest, no two alike; an item that \
             counts the other way round has `reverse`."
        }
        Reason::ScaleUnknown => "Name the id of an entry of `scales`.",
        Reason::ItemUnknown => "Name the id of an entry of `items`.",
        Reason::ItemTwice => "Name each item once.",
        Reason::NotForMethod => {
            "Remove this key: it has no meaning with this method, lookup or rule for missing \
             answers."
        }
        Reason::NeededByMethod => "Add this key: the method cannot be worked out without it.",
        Reason::WeightsLength => "Give one weight for each entry of this score's `items`.",
        Reason::ThresholdOutside => {
            "Use a value above the least and up to the greatest of the scale, or it would hold for \
             every answer or for none."
        }
        Reason::ScalesDiffer => {
            "Use \"none\" or \"lowest\" as `missing`, or items whose scales have the same least \
             and greatest value: only those can stand for each other."
        }
        Reason::MinAnsweredAbove => "Ask for no more answers than this score has items.",
        Reason::RangeNotReachable => {
            "Set `range` to the least and the greatest score that the answers can give; if that is \
             not what was published, a value, a reversed item or the method is wrong."
        }
        Reason::FactorZero => "Use another factor than 0, which makes all scores alike.",
        Reason::LookupNotTotal => {
            "List every number that the method can give, each as [number, score]."
        }
        Reason::LookupUnreachable => {
            "Remove this row, or correct the items or the method: no answers give this number."
        }
        Reason::LookupNotRising => {
            "Sort the rows by their first number, and give each number once."
        }
        Reason::BandsStart => "Let the first band begin with the least score of `range`.",
        Reason::BandsOverlap => {
            "Let this band begin above the one before it: a score belongs to one band."
        }
        Reason::BandsGap => {
            "Let this band begin right after the `to` of the one before it and the last one end \
             with the range, or leave `to` out: a band then holds up to the next."
        }
        Reason::BandOutside => "Use a score within `range`, and no `to` below the band's `from`.",
        Reason::GateScored => {
            "Take the gate's item out of this score, or let only its lowest answer leave the gate \
             closed: a closed gate counts every item as lowest."
        }
    }
}
