//! Scenarios as data: `scenarios.json`.

use serde::Deserialize;

/// One trouble and what comes after it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name, for the command line and the report.
    pub name: String,
    /// Computers with one request each.
    pub clients: u32,
    /// Requests that the receiver takes in a second; it sheds the others with a 503.
    pub per_second: u32,
    /// What goes wrong.
    pub trouble: Trouble,
    /// The `Retry-After` of a shed request, in seconds.
    pub hint: Option<Hint>,
    /// Over how long the host asks its computers to spread when the network is back, in seconds.
    #[serde(default = "minute")]
    pub reconnect_spread: u32,
    /// What goes on going wrong after that.
    #[serde(default)]
    pub fault: Fault,
    /// The tabs of each computer.
    #[serde(default = "one")]
    pub tabs: u32,
    /// The part of the computers whose clock is a day ahead or behind.
    #[serde(default)]
    pub skewed: f64,
    /// After so many seconds half of the tabs are closed. Absent: nobody closes one.
    pub half_life: Option<u32>,
    /// How long the trouble's end is watched, in seconds.
    #[serde(default = "three_hours")]
    pub watched: u32,
}

/// What goes wrong.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case", tag = "kind")]
pub enum Trouble {
    /// The receiver cannot be reached for so many seconds, and people send during all of it.
    Outage {
        /// How long.
        seconds: u32,
        /// Whether everybody sends in its first second.
        #[serde(default)]
        at_once: bool,
    },
    /// The network is away for so many seconds, and everybody's comes back in the same instant.
    Network {
        /// How long.
        seconds: u32,
    },
}

/// What a receiver says with a refusal.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Hint {
    /// `Retry-After`, in seconds.
    pub seconds: u32,
}

/// What goes on going wrong after the trouble.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Fault {
    /// The part of requests that is answered by a 500 and not stored.
    #[serde(default)]
    pub failing: f64,
    /// The part of requests that is stored, and whose answer comes after the client gave up.
    #[serde(default)]
    pub too_slow: f64,
}

/// The scenarios that come with the command.
///
/// # Errors
///
/// Where the file beside this one is not what it should be.
pub fn shipped() -> Result<Vec<Scenario>, serde_json::Error> {
    serde_json::from_str(include_str!("../scenarios.json"))
}

fn one() -> u32 {
    1
}

fn minute() -> u32 {
    60
}

fn three_hours() -> u32 {
    10_800
}
