//! The outbox's own types as JSON values, for the border between the two WebAssembly modules.

use super::{Destination, Keep, Reason, Receipt, Settings, State, TransportIdentity, View};
use crate::time::Millis;
use crate::value::Value;

impl Keep {
    /// The stable name.
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Device => "device",
            Self::Page => "page",
        }
    }

    /// The place of that name; anything unknown is this page only, which promises least.
    pub fn from_name(name: &str) -> Self {
        if name == Self::Device.as_str() {
            Self::Device
        } else {
            Self::Page
        }
    }
}

impl View {
    /// This view as JSON.
    pub fn to_value(&self) -> Value {
        let mut members = vec![
            ("id".to_owned(), self.id.as_str().into()),
            ("dest".to_owned(), self.dest.as_str().into()),
            ("state".to_owned(), self.state.as_str().into()),
            ("keep".to_owned(), self.keep.as_str().into()),
            ("created".to_owned(), number(self.created)),
            ("expires".to_owned(), number(self.expires)),
            ("attempts".to_owned(), self.attempts.into()),
            ("ever_tried".to_owned(), self.ever_tried.into()),
            ("outcome_unknown".to_owned(), self.outcome_unknown.into()),
        ];
        if let Some(at) = self.next_try {
            members.push(("next_try".to_owned(), number(at)));
        }
        if let Some(at) = self.rests_until {
            members.push(("rests_until".to_owned(), number(at)));
        }
        if let Some(reason) = self.reason {
            members.push(("reason".to_owned(), reason.as_str().into()));
        }
        if let Some(receipt) = &self.receipt {
            members.push((
                "receipt".to_owned(),
                Value::Object(vec![
                    ("id".to_owned(), receipt.id.as_str().into()),
                    ("receipt".to_owned(), receipt.receipt.as_str().into()),
                    (
                        "received_at".to_owned(),
                        receipt.received_at.as_str().into(),
                    ),
                ]),
            ));
        }
        Value::Object(members)
    }

    /// The view of [`Self::to_value`]; `None` for anything else.
    pub fn from_value(value: &Value) -> Option<Self> {
        let text = |key: &str| Some(value.get(key)?.as_str()?.to_owned());
        let time = |key: &str| value.get(key)?.as_int();
        let flag = |key: &str| value.get(key)?.as_bool();
        Some(Self {
            id: text("id")?,
            dest: text("dest")?,
            state: State::from_name(&text("state")?)?,
            keep: Keep::from_name(&text("keep")?),
            created: time("created")?,
            expires: time("expires")?,
            next_try: time("next_try"),
            rests_until: time("rests_until"),
            attempts: u32::try_from(time("attempts")?).ok()?,
            ever_tried: flag("ever_tried")?,
            outcome_unknown: flag("outcome_unknown")?,
            receipt: value.get("receipt").and_then(|receipt| {
                let text = |key: &str| Some(receipt.get(key)?.as_str()?.to_owned());
                Some(Receipt {
                    id: text("id")?,
                    receipt: text("receipt")?,
                    received_at: text("received_at")?,
                })
            }),
            reason: text("reason").and_then(|name| Reason::from_name(&name)),
        })
    }
}

impl Destination {
    /// This destination as JSON.
    pub fn to_value(&self) -> Value {
        Value::Object(vec![
            ("id".to_owned(), self.id.as_str().into()),
            ("endpoint".to_owned(), self.endpoint.as_str().into()),
            (
                "user".to_owned(),
                (self.identity == TransportIdentity::User).into(),
            ),
            ("keys".to_owned(), self.keys.as_str().into()),
            ("path".to_owned(), self.path.as_str().into()),
        ])
    }

    /// The destination of [`Self::to_value`]; `None` for anything else.
    pub fn from_value(value: &Value) -> Option<Self> {
        let user = value.get("user")?.as_bool()?;
        let text = |key| Some(value.get(key)?.as_str()?.to_owned());
        Some(Self {
            id: text("id")?,
            endpoint: text("endpoint")?,
            identity: if user {
                TransportIdentity::User
            } else {
                TransportIdentity::None
            },
            keys: text("keys")?,
            path: text("path")?,
        })
    }
}

impl Settings {
    /// These settings as JSON.
    pub fn to_value(&self) -> Value {
        Value::Object(vec![
            ("expires_after".to_owned(), number(self.expires_after)),
            ("reconnect_spread".to_owned(), number(self.reconnect_spread)),
        ])
    }

    /// The settings of [`Self::to_value`]; what is missing is the default.
    pub fn from_value(value: &Value) -> Self {
        let default = Self::default();
        let time = |key: &str| value.get(key).and_then(Value::as_int);
        Self {
            expires_after: time("expires_after").unwrap_or(default.expires_after),
            reconnect_spread: time("reconnect_spread").unwrap_or(default.reconnect_spread),
        }
    }
}

/// Instants are far below 2^53 milliseconds, so a double holds them exactly.
fn number(at: Millis) -> Value {
    Value::Number(at as f64)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn view() -> View {
        View {
            id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff".to_owned(),
            dest: "program/peer".to_owned(),
            state: State::Waiting,
            keep: Keep::Device,
            created: 1_795_305_600_000,
            expires: 1_795_564_800_000,
            next_try: Some(1_795_305_660_123),
            rests_until: Some(1_795_309_200_000),
            attempts: 3,
            ever_tried: true,
            outcome_unknown: true,
            receipt: Some(Receipt {
                id: "6f9619ff-8b86-4d01-b42d-00cf4fc964ff".to_owned(),
                receipt: "K7-3QF".to_owned(),
                received_at: "2026-11-22T00:00:00Z".to_owned(),
            }),
            reason: Some(Reason::Timeout),
        }
    }

    #[test]
    fn a_view_comes_back_as_it_was() {
        let whole = view();
        assert_eq!(View::from_value(&whole.to_value()), Some(whole));
        for state in State::ALL {
            let bare = View {
                state,
                next_try: None,
                rests_until: None,
                receipt: None,
                reason: None,
                ..view()
            };
            assert_eq!(View::from_value(&bare.to_value()), Some(bare));
        }
    }

    #[test]
    fn a_destination_comes_back_as_it_was() {
        for identity in [TransportIdentity::None, TransportIdentity::User] {
            let whole = Destination {
                id: "program/peer".to_owned(),
                endpoint: "/api/referrals".to_owned(),
                identity,
                keys: "[]".to_owned(),
                path: "referral.recipients[0].keys".to_owned(),
            };
            assert_eq!(Destination::from_value(&whole.to_value()), Some(whole));
        }
    }

    #[test]
    fn settings_come_back_as_they_were() {
        let whole = Settings {
            expires_after: 3_600_000,
            reconnect_spread: 0,
        };
        assert_eq!(Settings::from_value(&whole.to_value()), whole);
    }
}
