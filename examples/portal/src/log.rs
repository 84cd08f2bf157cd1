//! One JSON line per event on standard error. The fields are counts and words from this program:
//! no line holds an id, a body, a header or anything a person typed.

use std::io::Write;

use serde_json::{Value, json};

pub(crate) fn line(event: &str, fields: Value) {
    let mut line = json!({ "at": crate::clock::rfc3339(crate::clock::now_ms()), "event": event });
    if let (Some(line), Value::Object(fields)) = (line.as_object_mut(), fields) {
        line.extend(fields);
    }
    // A closed standard error is no reason to stop receiving.
    let _ = writeln!(std::io::stderr(), "{line}");
}
