//! The published JSON Schema (2020-12) of instruments, printed from the table that the loader
//! walks. What a table cannot say (ranges, bands, ids that name each other) the loader alone
//! checks.

use super::format::DOCUMENT;
use crate::config::schema::publish;
use crate::value::Value;

/// The JSON Schema of an instrument's document.
pub fn schema() -> Value {
    publish(
        "touchbase instrument",
        "A questionnaire as data: items, answer scales and how answers are scored. Without wording \
         it is a recipe.",
        &DOCUMENT,
        description,
    )
}

/// What a key holds, for the keys whose name does not say it all.
fn description(path: &str) -> Option<&'static str> {
    Some(match path {
        "schema" => "The format of this document.",
        "name" => "Short name of the published instrument.",
        "version" => "Version of this document, shown beside the label.",
        "language" => {
            "BCP 47. Needed with wording: a translation is a different instrument, with its own \
             document."
        }
        "validated_translation" => "Whether this translation was validated. People are told.",
        "title" => "Wording. Needed to show the instrument.",
        "interpretation" => "What a result may be taken for; shown before the first question.",
        "look_back_days" => "How far back the questions look.",
        "min_days_since_event" => {
            "How many days after an event it is made for; sooner, it can mislead. People are told."
        }
        "skippable" => "Whether items can be left open. True unless set to false.",
        "scales" => "Answer scales; items that are answered alike share one.",
        "scales.answers" => "From the lowest value to the highest.",
        "items.reverse" => {
            "Whether it counts as the scale's least and greatest value together less its own."
        }
        "gate" => {
            "An item that is asked first. Where its answer is below `at_least`, no other is asked \
             and every item counts as lowest; left open, there is no score."
        }
        "scores.items" => "Ids of items, each once.",
        "scores.threshold" => "With the method count: answers of at least this value count 1 each.",
        "scores.weights" => "With the method weighted: one for each item, in their order.",
        "scores.transform" => "Applied to what the method gives: times `multiply`, plus `add`.",
        "scores.lookup" => {
            "In place of `transform`: pairs of what the method gives, rising, and the score. Every \
             number that answers can give is there."
        }
        "scores.missing" => {
            "Items left open: \"none\" gives no score, \"lowest\" counts them as the scale's least \
             value, \"prorate\" lets the mean of the others stand for them."
        }
        "scores.min_answered" => {
            "With lowest or prorate: with fewer answers there is no score. 1 unless set."
        }
        "scores.range" => "The least and the greatest score. Held against what answers can give.",
        "scores.bands" => "Rising; the first begins with the range, and each holds up to the next.",
        "scores.bands.from" => "The least score of the band.",
        "scores.bands.to" => "The greatest score of the band. Optional; it is only checked.",
        "scores.bands.load" => {
            "What you take the band to mean for the order of the list of support. It hides nothing."
        }
        "safety_items" => {
            "Items that open crisis help at once from this answer on, whatever the scores are."
        }
        "safety_protocol" => "What happens then and who answers for it. Needed to show such items.",
        "attribution" => "Whose work this is; always shown.",
        "permission" => "Who allowed you to use the wording. Needed to show the instrument.",
        "licence" => "The terms of the wording. Needed in a recipe.",
        "sources" => "Where the numbers were published. Needed in a recipe.",
        _ => return None,
    })
}
