//! What a run found, in a file: `TB_RESULTS` names it. Further runs add to it, and what they ran
//! again they replace.

use std::fs;
use std::path::PathBuf;
use std::time::{Duration, SystemTime, UNIX_EPOCH};

use serde_json::{Map, Value, json};
use touchbase::time::Date;

use crate::engine::Engine;
use crate::outcome::{Failure, Outcome};
use crate::stage;

/// The file of this run, or nothing where none was asked for.
pub(crate) struct Results {
    path: Option<PathBuf>,
    cases: Map<String, Value>,
}

impl Results {
    /// What `TB_RESULTS` names, with what earlier runs left there.
    pub(crate) fn from_environment() -> Outcome<Self> {
        Self::open(std::env::var_os("TB_RESULTS").map(PathBuf::from))
    }

    fn open(path: Option<PathBuf>) -> Outcome<Self> {
        let before = match &path {
            Some(path) if path.exists() => serde_json::from_str(&fs::read_to_string(path)?)?,
            _ => json!({}),
        };
        let Value::Object(cases) = before else {
            return Err(Failure::Failed("TB_RESULTS names another file".into()));
        };
        Ok(Self { path, cases })
    }

    pub(crate) fn are_wanted(&self) -> bool {
        self.path.is_some()
    }

    /// Adds how one case went, at once: a run that is cut short has told what it found until then.
    pub(crate) fn add(
        &mut self,
        case: &str,
        engine: Engine,
        version: &str,
        outcome: &Outcome,
        took: Duration,
        notes: &[String],
    ) -> Outcome {
        let Some(path) = &self.path else {
            return Ok(());
        };
        let (result, why) = match outcome {
            Ok(()) => ("passed", None),
            Err(Failure::Failed(why)) => ("failed", Some(why)),
            Err(Failure::Missing(why) | Failure::Refused(why)) => ("skipped", Some(why)),
        };
        let mut row = json!({
            "result": result,
            "long": stage::long(),
            "date": today(),
            "version": version,
            "seconds": took.as_secs(),
        });
        if let Some(why) = why {
            row["why"] = json!(why);
        }
        if !notes.is_empty() {
            row["notes"] = json!(notes);
        }
        let engines = self.cases.entry(case).or_insert_with(|| json!({}));
        engines[engine.name()] = row;
        let text = serde_json::to_string_pretty(&self.cases)?;
        Ok(fs::write(path, text + "\n")?)
    }
}

fn today() -> String {
    let now = SystemTime::now().duration_since(UNIX_EPOCH);
    let now = now.map_or(0, |since| since.as_millis());
    Date::from_millis(i64::try_from(now).unwrap_or(0)).iso()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_run_adds_to_what_was_found_and_replaces_what_it_ran_again() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.json");
        let run = |engine, outcome: &Outcome, notes: &[String]| {
            let mut results = Results::open(Some(path.clone())).unwrap();
            let took = Duration::from_millis(3_900);
            results
                .add("a-case", engine, "140.1", outcome, took, notes)
                .unwrap();
            let text = fs::read_to_string(&path).unwrap();
            serde_json::from_str::<Value>(&text).unwrap()["a-case"].take()
        };
        let lost = Err(Failure::Failed("lost".into()));
        let found = run(Engine::Firefox, &lost, &[]);
        assert_eq!(found["firefox"]["result"], "failed");
        assert_eq!(found["firefox"]["why"], "lost");

        let found = run(Engine::WebKit, &Err(Failure::Refused("no".into())), &[]);
        assert_eq!(found["webkit"]["result"], "skipped");
        assert_eq!(found["firefox"]["result"], "failed");

        let found = run(Engine::Firefox, &Ok(()), &["51 kills".into()]);
        assert_eq!(found["firefox"]["result"], "passed");
        assert_eq!(found["firefox"]["why"], Value::Null);
        assert_eq!(found["firefox"]["notes"][0], "51 kills");
        assert_eq!(found["firefox"]["seconds"], 3);
        assert_eq!(found["firefox"]["version"], "140.1");
        assert_eq!(found["webkit"]["result"], "skipped");
    }

    #[test]
    fn another_file_is_not_written_over() {
        let folder = tempfile::tempdir().unwrap();
        let path = folder.path().join("results.json");
        fs::write(&path, "[1]").unwrap();
        assert!(Results::open(Some(path)).is_err());
    }
}
