//! Scenarios as data: `scenarios.json`.

use serde::Deserialize;

/// One trouble and what comes after it.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Scenario {
    /// Its name, for the command line and the report.
    pub name: String,
    /// Computers, with one request of each of their persons.
    pub clients: u32,
    /// Requests that the receiver takes in a second; it sheds the others with a 503.
    pub per_second: u32,
    /// What goes wrong.
    pub trouble: Trouble,
    /// The `Retry-After` of a shed request, as the receiver writes it. Absent: it writes none.
    pub hint: Option<String>,
    /// Over how long the host asks its computers to spread when the network is back, in seconds.
    #[serde(default = "minute")]
    pub reconnect_spread: u32,
    /// What goes on going wrong after that.
    #[serde(default)]
    pub fault: Fault,
    /// The tabs of each computer.
    #[serde(default = "one")]
    pub tabs: u32,
    /// Persons who take turns at each computer. Absent: one, who stays.
    pub turns: Option<Turns>,
    /// The part of the computers whose clock is a day ahead or behind.
    #[serde(default)]
    pub skewed: f64,
    /// After so many seconds half of the tabs are closed. Absent: nobody closes one.
    pub half_life: Option<u32>,
    /// How long a request is kept, in seconds.
    #[serde(default = "three_days")]
    pub kept: u32,
    /// How long the trouble's end is watched, in seconds.
    #[serde(default = "three_hours")]
    pub watched: u32,
    /// Within how many seconds 99 in 100 have to be stored. Absent: no limit.
    pub within: Option<u32>,
}

impl Scenario {
    /// Persons at each computer.
    pub fn persons(&self) -> u32 {
        self.turns.map_or(1, |turns| turns.persons.max(1))
    }

    /// Requests of all computers.
    pub fn requests(&self) -> u32 {
        self.clients * self.persons()
    }

    /// Whether a request may only leave in the session of whoever wrote it.
    pub fn owners_only(&self) -> bool {
        self.turns
            .is_some_and(|turns| turns.identity == Identity::User)
    }

    /// The same with so many computers, and a receiver that takes as much less.
    #[must_use]
    pub fn scaled(mut self, clients: u32) -> Self {
        let whole = u64::from(self.clients.max(1));
        let taken = u64::from(self.per_second) * u64::from(clients) / whole;
        self.per_second = u32::try_from(taken).unwrap_or(u32::MAX).max(1);
        self.clients = clients;
        self
    }
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

/// How the persons of a computer take turns.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Turns {
    /// How many they are.
    pub persons: u32,
    /// How long one sits there, in seconds.
    pub seconds: u32,
    /// Whether any session may deliver a request.
    pub identity: Identity,
}

/// The host's `transport_identity`.
#[derive(Clone, Copy, Debug, Deserialize, Eq, PartialEq)]
#[serde(rename_all = "kebab-case")]
pub enum Identity {
    /// Any session may.
    None,
    /// Only that of whoever wrote it.
    User,
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
    /// How long answers take. Absent: a fifth of a second, all of them.
    pub answers: Option<Answers>,
}

/// How long answers take: a log-normal distribution, as that of busy servers is. What takes longer
/// than a client waits is stored all the same.
#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Answers {
    /// Half of them take no longer, in milliseconds.
    pub half_ms: u32,
    /// 99 in 100 take no longer, in milliseconds.
    pub nearly_all_ms: u32,
}

impl Answers {
    /// How long one takes, in milliseconds, from two numbers uniform in `[0, 1)`.
    pub fn draw(&self, u: f64, v: f64) -> f64 {
        /// Where the standard normal distribution has 99 in 100 below it.
        const NEARLY_ALL: f64 = 2.326_348;
        // Box and Muller's way to a normal number.
        let normal = (-2.0 * (1.0 - u).ln()).sqrt() * (std::f64::consts::TAU * v).cos();
        let spread = (f64::from(self.nearly_all_ms) / f64::from(self.half_ms)).ln() / NEARLY_ALL;
        f64::from(self.half_ms) * (spread * normal).exp()
    }
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

fn three_days() -> u32 {
    259_200
}

fn minute() -> u32 {
    60
}

fn three_hours() -> u32 {
    10_800
}
