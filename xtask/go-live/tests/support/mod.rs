//! Running the command as it is.
#![allow(clippy::panic, clippy::unwrap_used)]

use std::process::Command;

use serde_json::Value;

/// The origin of the pages that post.
pub(crate) const ORIGIN: &str = "https://portal.example";

/// A run of the command.
pub(crate) struct Run {
    pub(crate) code: i32,
    pub(crate) report: Value,
}

/// The example hospital's configuration.
pub(crate) fn config() -> String {
    concat!(
        env!("CARGO_MANIFEST_DIR"),
        "/../../www/programs/example-hospital.json"
    )
    .to_owned()
}

/// The id of the key that its first recipient's requests are sealed to.
pub(crate) fn kid() -> String {
    let document: Value =
        serde_json::from_str(&std::fs::read_to_string(config()).unwrap()).unwrap();
    let kid = &document["referral"]["recipients"][0]["keys"][0]["kid"];
    kid.as_str().unwrap().to_owned()
}

/// Runs the command with `--json`.
pub(crate) fn go_live(arguments: &[&str]) -> Run {
    go_live_with(None, arguments)
}

/// As [`go_live`], with a token in the environment.
pub(crate) fn go_live_with(token: Option<&str>, arguments: &[&str]) -> Run {
    let output = command(arguments)
        .arg("--json")
        .envs(token.map(|token| ("TOUCHBASE_TOKEN", token)))
        .output()
        .unwrap();
    let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|_| {
        panic!("no report: {}", String::from_utf8_lossy(&output.stderr));
    });
    Run {
        code: output.status.code().unwrap(),
        report,
    }
}

/// The codes of what was found at endpoints above a note, sorted.
pub(crate) fn codes(report: &Value) -> Vec<String> {
    let each = |value: &Value| value.as_array().cloned().unwrap_or_default();
    let mut codes: Vec<String> = each(&report["endpoints"])
        .iter()
        .flat_map(|endpoint| each(&endpoint["checks"]))
        .flat_map(|check| each(&check["findings"]))
        .filter(|finding| finding["severity"] != "note")
        .map(|finding| finding["code"].as_str().unwrap().to_owned())
        .collect();
    codes.sort();
    codes
}

/// Runs the command as a person would.
pub(crate) fn exit_code(arguments: &[&str]) -> i32 {
    command(arguments).output().unwrap().status.code().unwrap()
}

fn command(arguments: &[&str]) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_touchbase-go-live"));
    command.args(arguments).env_remove("TOUCHBASE_TOKEN");
    command
}
