//! A JSON value, small enough for the widget.
//!
//! The browser parses JSON and hands over this type; natively serde fills it (feature `serde`).
//! One type on both sides means one walker for the host's document and one reader for receipts.

/// A JSON value. Object keys keep the order of the document.
#[derive(Clone, Debug, Default, PartialEq)]
pub enum Value {
    /// `null`
    #[default]
    Null,
    /// `true` or `false`
    Bool(bool),
    /// Any number; the product itself only uses whole ones.
    Number(f64),
    /// A string
    String(String),
    /// An array
    Array(Vec<Value>),
    /// An object, in the order of the document
    Object(Vec<(String, Value)>),
}

impl Value {
    /// The member `key` of an object; `None` for a missing key and for anything but an object. Of
    /// members with one key the last counts, as it does for a browser's `JSON.parse`.
    pub fn get(&self, key: &str) -> Option<&Value> {
        let mut members = self.members().iter().rev();
        members.find(|(k, _)| k == key).map(|(_, v)| v)
    }

    /// The text of a string value.
    pub fn as_str(&self) -> Option<&str> {
        match self {
            Self::String(text) => Some(text),
            _ => None,
        }
    }

    /// The truth value of a boolean.
    pub fn as_bool(&self) -> Option<bool> {
        match self {
            Self::Bool(value) => Some(*value),
            _ => None,
        }
    }

    /// A whole number that a double holds exactly (below 2^53 in size).
    pub fn as_int(&self) -> Option<i64> {
        match self {
            Self::Number(n) if *n == (*n as i64) as f64 && n.abs() < 9_007_199_254_740_992.0 => {
                Some(*n as i64)
            }
            _ => None,
        }
    }

    /// A number with at most three decimals, in thousandths: 2.5 is 2,500. `None` for more decimals
    /// and from a million million on, where a double no longer holds thousandths.
    pub fn as_thousandths(&self) -> Option<i64> {
        let Self::Number(n) = self else {
            return None;
        };
        if n.abs() >= 1e12 {
            return None;
        }
        let half = if *n < 0.0 { -0.5 } else { 0.5 };
        let thousandths = (n * 1_000.0 + half) as i64;
        // Parsing and this division both round to the nearest double, so they meet where the text
        // had three decimals or fewer.
        (thousandths as f64 / 1_000.0 == *n).then_some(thousandths)
    }

    /// The items of an array; empty for anything else.
    pub fn items(&self) -> &[Value] {
        match self {
            Self::Array(items) => items,
            _ => &[],
        }
    }

    /// The members of an object; empty for anything else.
    pub fn members(&self) -> &[(String, Value)] {
        match self {
            Self::Object(members) => members,
            _ => &[],
        }
    }

    /// This value as compact JSON text (RFC 8259). A number that is not whole is written as
    /// `null`: the product has none, and float formatting costs 13 KB in the wasm.
    pub fn to_json(&self) -> String {
        let mut out = String::new();
        self.write(&mut out);
        out
    }

    fn write(&self, out: &mut String) {
        match self {
            Self::Null => out.push_str("null"),
            Self::Bool(true) => out.push_str("true"),
            Self::Bool(false) => out.push_str("false"),
            Self::Number(_) => match self.as_int() {
                Some(n) => out.push_str(&n.to_string()),
                None => out.push_str("null"),
            },
            Self::String(text) => write_string(text, out),
            Self::Array(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    item.write(out);
                }
                out.push(']');
            }
            Self::Object(members) => {
                out.push('{');
                for (i, (key, value)) in members.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    write_string(key, out);
                    out.push(':');
                    value.write(out);
                }
                out.push('}');
            }
        }
    }
}

fn write_string(text: &str, out: &mut String) {
    const HEX: &[u8; 16] = b"0123456789abcdef";
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            c if (c as u32) < 0x20 => {
                out.push_str("\\u00");
                out.push(HEX[(c as usize) >> 4] as char);
                out.push(HEX[(c as usize) & 15] as char);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

impl From<&str> for Value {
    fn from(text: &str) -> Self {
        Self::String(text.to_owned())
    }
}

impl From<String> for Value {
    fn from(text: String) -> Self {
        Self::String(text)
    }
}

impl From<bool> for Value {
    fn from(value: bool) -> Self {
        Self::Bool(value)
    }
}

impl From<u32> for Value {
    fn from(value: u32) -> Self {
        Self::Number(f64::from(value))
    }
}

#[cfg(feature = "serde")]
mod with_serde {
    use std::fmt;

    use serde::de::{Deserialize, Deserializer, MapAccess, SeqAccess, Visitor};
    use serde::ser::{Serialize, SerializeMap, SerializeSeq, Serializer};

    use super::Value;

    impl<'de> Deserialize<'de> for Value {
        fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
            struct JsonVisitor;

            impl<'de> Visitor<'de> for JsonVisitor {
                type Value = Value;

                fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                    f.write_str("a JSON value")
                }

                fn visit_unit<E>(self) -> Result<Value, E> {
                    Ok(Value::Null)
                }

                fn visit_bool<E>(self, v: bool) -> Result<Value, E> {
                    Ok(Value::Bool(v))
                }

                fn visit_i64<E>(self, v: i64) -> Result<Value, E> {
                    Ok(Value::Number(v as f64))
                }

                fn visit_u64<E>(self, v: u64) -> Result<Value, E> {
                    Ok(Value::Number(v as f64))
                }

                fn visit_f64<E>(self, v: f64) -> Result<Value, E> {
                    Ok(Value::Number(v))
                }

                fn visit_str<E>(self, v: &str) -> Result<Value, E> {
                    Ok(Value::from(v))
                }

                fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Value, A::Error> {
                    let mut items = Vec::new();
                    while let Some(item) = seq.next_element()? {
                        items.push(item);
                    }
                    Ok(Value::Array(items))
                }

                fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Value, A::Error> {
                    let mut members = Vec::new();
                    while let Some(member) = map.next_entry()? {
                        members.push(member);
                    }
                    Ok(Value::Object(members))
                }
            }

            deserializer.deserialize_any(JsonVisitor)
        }
    }

    impl Serialize for Value {
        fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
            match self {
                Self::Null => serializer.serialize_unit(),
                Self::Bool(v) => serializer.serialize_bool(*v),
                Self::Number(v) => match self.as_int() {
                    Some(n) => serializer.serialize_i64(n),
                    None => serializer.serialize_f64(*v),
                },
                Self::String(v) => serializer.serialize_str(v),
                Self::Array(items) => {
                    let mut seq = serializer.serialize_seq(Some(items.len()))?;
                    for item in items {
                        seq.serialize_element(item)?;
                    }
                    seq.end()
                }
                Self::Object(members) => {
                    let mut map = serializer.serialize_map(Some(members.len()))?;
                    for (key, value) in members {
                        map.serialize_entry(key, value)?;
                    }
                    map.end()
                }
            }
        }
    }
}
