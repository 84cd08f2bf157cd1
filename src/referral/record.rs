//! The record inside the seal: the minimum that a program needs to reach someone.

use super::draft::{Channel, Draft, Field, Problem, WINDOWS, check};
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

/// The record of a request for oneself. A field left empty is absent. There is no field for the
/// event, a patient, an answer or a score, and no free text.
///
/// # Errors
///
/// What has to be mended first.
pub fn record(draft: &Draft, context: &Context<'_>) -> Result<Value, Vec<Problem>> {
    let problems = check(draft);
    let channel = match draft.channel {
        Some(channel) if problems.is_empty() => channel,
        _ => return Err(problems),
    };
    let mut members: Vec<(String, Value)> = Vec::new();
    let mut put = |key: &str, value: Value| members.push((key.to_owned(), value));
    put("schema", SCHEMA.into());
    put("id", context.id.into());
    put("kind", "self".into());
    put("program", context.program.into());
    put("option", context.option.into());
    put(Field::Name.name(), draft.name.as_str().into());
    put(Field::ContactChannel.name(), channel.as_str().into());
    put(Field::ContactValue.name(), draft.value.as_str().into());
    if channel == Channel::Phone && draft.voicemail_ok {
        put(Field::VoicemailOk.name(), true.into());
    }
    let windows: Vec<Value> = WINDOWS
        .iter()
        .zip(draft.windows)
        .filter(|(_, chosen)| *chosen)
        .map(|(word, _)| Value::from(*word))
        .collect();
    if !windows.is_empty() {
        put(Field::ContactWindow.name(), Value::Array(windows));
    }
    put(Field::Urgency.name(), draft.urgency.as_str().into());
    put("notice_version", context.notice_version.into());
    put("locale", context.locale.into());
    put("sent_at", rfc3339_hour(context.now).into());
    Ok(Value::Object(members))
}
