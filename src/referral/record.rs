//! The record inside the seal: the minimum that a program needs to reach someone.

use super::draft::{Draft, Given, Problem, check, given};
use super::field::{Field, Holds};
use super::policy::Policy;
use crate::time::{Millis, rfc3339_hour};
use crate::value::Value;

/// The record's format.
pub const SCHEMA: &str = "touchbase-referral/1";

/// What the page knows and the person did not have to type.
#[derive(Clone, Copy, Debug)]
pub struct Context<'a> {
    /// The referral's UUID, also its idempotency key.
    pub id: &'a str,
    /// The program's identifier.
    pub program: &'a str,
    /// The option's identifier.
    pub option: &'a str,
    /// The version of the privacy notice that was shown.
    pub notice_version: &'a str,
    /// The language it was shown in.
    pub locale: &'a str,
    /// Now.
    pub now: Millis,
}

/// The record of what was written, as far as the host asks for it: the fields of
/// [`Field::ALL`] in that order. A field left empty is absent.
///
/// # Errors
///
/// What has to be mended first.
pub fn record(
    draft: &Draft,
    policy: &Policy,
    context: &Context<'_>,
) -> Result<Value, Vec<Problem>> {
    let problems = check(draft, policy);
    if !problems.is_empty() {
        return Err(problems);
    }
    let mut members: Vec<(String, Value)> = Vec::new();
    for field in Field::ALL {
        let Some(value) = value(*field, draft, policy, context) else {
            continue;
        };
        let Some((object, key)) = field.name().split_once('.') else {
            members.push((field.name().to_owned(), value));
            continue;
        };
        // The members of an object stand next to each other in the table.
        match members.last_mut() {
            Some((last, Value::Object(inner))) if last == object => {
                inner.push((key.to_owned(), value));
            }
            _ => {
                let inner = Value::Object(vec![(key.to_owned(), value)]);
                members.push((object.to_owned(), inner));
            }
        }
    }
    Ok(Value::Object(members))
}

fn value(field: Field, draft: &Draft, policy: &Policy, context: &Context<'_>) -> Option<Value> {
    let labels = policy.labels(field);
    Some(match (field.holds(), given(field, draft, policy)) {
        (Holds::Page, _) => match field {
            Field::Id => context.id.into(),
            Field::Program => context.program.into(),
            Field::Option => context.option.into(),
            Field::NoticeVersion => context.notice_version.into(),
            Field::Locale => context.locale.into(),
            Field::SentAt => rfc3339_hour(context.now).into(),
            _ => SCHEMA.into(),
        },
        (_, Given::Text(text)) => text.into(),
        (Holds::Word(words), Given::Choice(place)) => (*words.get(place)?).into(),
        (Holds::Label, Given::Choice(place)) => labels.get(place)?.recorded.as_str().into(),
        (Holds::Leave, Given::Ticks(_)) => true.into(),
        (Holds::Labels(words), Given::Ticks(ticks)) => {
            let count = if labels.is_empty() {
                words.len()
            } else {
                labels.len()
            };
            let chosen = (0..count).filter(|place| ticks >> place & 1 == 1);
            let word = |place: usize| match labels.get(place) {
                Some(label) => label.recorded.as_str(),
                None => words[place],
            };
            Value::Array(chosen.map(|place| word(place).into()).collect())
        }
        _ => return None,
    })
}
