//! All that was found, as one value.

use super::checklist::{CHECKLIST, Reviewer};
use super::endpoint::Probed;
use super::finding::{Finding, Severity, worst};
use super::seen::Seen;
use crate::value::Value;

/// The format of [`Report::to_value`]. Members are added; none is renamed or removed.
const SCHEMA: &str = "touchbase-go-live/1";

/// Everything that a run found.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Report {
    /// The day of the check, `YYYY-MM-DD`.
    pub checked_on: String,
    /// What is wrong with the document.
    pub findings: Vec<Finding>,
    /// What the endpoints did; empty where none was tested.
    pub endpoints: Vec<Probed>,
    /// What one person would see, where that was asked for.
    pub seen: Option<Seen>,
}

impl Report {
    /// Every finding, those of the document first.
    pub fn all(&self) -> impl Iterator<Item = &Finding> {
        let endpoints = self.endpoints.iter().flat_map(Probed::findings);
        self.findings.iter().chain(endpoints)
    }

    /// The heaviest severity; `None` where nothing was found.
    pub fn worst(&self) -> Option<Severity> {
        worst(self.all())
    }

    /// The exit code of the command: 0 where nothing is above a note, 1 for warnings, 2 for errors.
    pub fn exit_code(&self) -> u8 {
        self.worst().map_or(0, Severity::exit_code)
    }

    /// The report as JSON: `schema`, `checked_on`, `exit`, `worst`, `counts`, `findings`,
    /// `endpoints`, `seen` (or null) and `checklist`.
    pub fn to_value(&self) -> Value {
        let count = |severity: Severity| {
            let of_it = self.all().filter(|finding| finding.severity == severity);
            (
                severity.as_str().to_owned(),
                Value::from(of_it.count() as u32),
            )
        };
        let worst = self.worst().map_or("none", Severity::as_str);
        let findings = self.findings.iter().map(Finding::to_value);
        let endpoints = self.endpoints.iter().map(Probed::to_value);
        let seen = self.seen.as_ref().map_or(Value::Null, Seen::to_value);
        let checklist = CHECKLIST.iter().map(Reviewer::to_value);
        Value::Object(vec![
            ("schema".to_owned(), SCHEMA.into()),
            ("checked_on".to_owned(), self.checked_on.as_str().into()),
            ("exit".to_owned(), u32::from(self.exit_code()).into()),
            ("worst".to_owned(), worst.into()),
            (
                "counts".to_owned(),
                Value::Object(Severity::ALL.map(count).into()),
            ),
            ("findings".to_owned(), Value::Array(findings.collect())),
            ("endpoints".to_owned(), Value::Array(endpoints.collect())),
            ("seen".to_owned(), seen),
            ("checklist".to_owned(), Value::Array(checklist.collect())),
        ])
    }
}
