//! What a run of several steps did and how long it took.

use std::io::{BufRead, BufReader, Write};
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use crate::error::Error;
use crate::process;

/// How many checks went which way: tests, and the steps that are one check each.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub(crate) struct Count {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) skipped: usize,
}

impl Count {
    fn add(&mut self, other: Self) {
        self.passed += other.passed;
        self.failed += other.failed;
        self.skipped += other.skipped;
    }

    /// Whether nothing was counted.
    pub(crate) fn is_empty(self) -> bool {
        self == Self::default()
    }

    /// Reads the line in which a test program sums up, be it that of Rust's own test harness or
    /// that of the end-to-end tests.
    fn in_line(line: &str) -> Option<Self> {
        let is_sum = line.starts_with("test result: ")
            || line.starts_with(|c: char| c.is_ascii_digit()) && line.ends_with(" skipped");
        if !is_sum {
            return None;
        }
        let words: Vec<_> = line.split([' ', ';', ',']).collect();
        let before = |names: &[&str]| {
            words
                .windows(2)
                .find(|pair| names.contains(&pair[1]))
                .and_then(|pair| pair[0].parse().ok())
        };
        Some(Self {
            passed: before(&["passed"])?,
            failed: before(&["failed"])?,
            skipped: before(&["ignored", "skipped"])?,
        })
    }
}

/// The steps so far.
#[derive(Debug, Default)]
pub(crate) struct Report {
    rows: Vec<Row>,
}

#[derive(Debug)]
struct Row {
    name: String,
    taken: Duration,
    count: Count,
}

/// A step failed and was reported; what builds on it makes no sense.
#[derive(Debug)]
pub(crate) struct Stop;

impl Report {
    /// Does one step that holds or does not.
    pub(crate) fn check(
        &mut self,
        name: &str,
        work: impl FnOnce() -> Result<(), Error>,
    ) -> Result<(), Stop> {
        self.tests(name, |count| {
            work()?;
            count.passed = 1;
            Ok(())
        })
    }

    /// Does one step that counts its tests: says its name before and its seconds after.
    pub(crate) fn tests(
        &mut self,
        name: &str,
        work: impl FnOnce(&mut Count) -> Result<(), Error>,
    ) -> Result<(), Stop> {
        println!("\n=== {name}");
        let started = Instant::now();
        let mut count = Count::default();
        if let Err(error) = work(&mut count) {
            println!("error: {error}");
            count.failed = count.failed.max(1);
        }
        let taken = started.elapsed();
        println!("=== {name}: {}", seconds(taken));
        self.rows.push(Row {
            name: name.to_owned(),
            taken,
            count,
        });
        if count.failed > 0 {
            return Err(Stop);
        }
        Ok(())
    }

    /// Notes a step that is not done here, and why.
    pub(crate) fn skip(&mut self, name: &str, why: &str) {
        println!("\n=== {name}: skipped, {why}");
        self.rows.push(Row {
            name: format!("{name} ({why})"),
            taken: Duration::ZERO,
            count: Count {
                skipped: 1,
                ..Count::default()
            },
        });
    }

    /// What all steps count together.
    pub(crate) fn sum(&self) -> Count {
        let mut sum = Count::default();
        for row in &self.rows {
            sum.add(row.count);
        }
        sum
    }

    /// A line for each step; the last line is the sum.
    pub(crate) fn table(&self) -> String {
        let names = self.rows.iter().map(|row| row.name.chars().count());
        let width = names.max().unwrap_or(0).max("step".len());
        let mut text = format!(
            "{:width$} {:>9} {:>7} {:>7} {:>7}\n",
            "step", "time", "passed", "failed", "skipped"
        );
        for row in &self.rows {
            text += &format!(
                "{:width$} {:>9} {:>7} {:>7} {:>7}\n",
                row.name,
                seconds(row.taken),
                row.count.passed,
                row.count.failed,
                row.count.skipped
            );
        }
        let Count {
            passed,
            failed,
            skipped,
        } = self.sum();
        text + &format!("\n{passed} passed, {failed} failed, {skipped} skipped\n")
    }
}

/// Runs a test program with its output shown as it comes, and adds up what it says of its tests.
pub(crate) fn run_counted(
    command: &mut Command,
    count: &mut Count,
    shown: &mut impl Write,
) -> Result<(), Error> {
    let name = process::name_of(command);
    let mut child = command
        .stdin(Stdio::null())
        .stdout(Stdio::piped())
        .spawn()
        .map_err(|source| Error::Start {
            program: name.clone(),
            source,
        })?;
    if let Some(output) = child.stdout.take() {
        let mut output = BufReader::new(output);
        let mut line = Vec::new();
        while output
            .read_until(b'\n', &mut line)
            .is_ok_and(|read| read > 0)
        {
            // A closed terminal is no reason to stop testing.
            let _ = shown.write_all(&line).and_then(|()| shown.flush());
            if let Some(found) = Count::in_line(String::from_utf8_lossy(&line).trim_end()) {
                count.add(found);
            }
            line.clear();
        }
    }
    match child.wait() {
        Ok(status) if status.success() => Ok(()),
        Ok(_) => Err(Error::Failed { program: name }),
        Err(source) => Err(Error::Start {
            program: name,
            source,
        }),
    }
}

fn seconds(taken: Duration) -> String {
    format!("{:.1} s", taken.as_secs_f32())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn count(passed: usize, failed: usize, skipped: usize) -> Count {
        Count {
            passed,
            failed,
            skipped,
        }
    }

    #[test]
    fn both_kinds_of_sum_are_read() {
        let harness = "test result: FAILED. 16 passed; 1 failed; 2 ignored; 0 measured; \
                       0 filtered out; finished in 0.09s";
        assert_eq!(Count::in_line(harness), Some(count(16, 1, 2)));
        let ours = "30 passed, 0 failed, 4 skipped";
        assert_eq!(Count::in_line(ours), Some(count(30, 0, 4)));
        assert_eq!(Count::in_line("test a::passed ... ok"), None);
        assert_eq!(Count::in_line("running 17 tests"), None);
    }

    #[test]
    fn a_step_without_tests_is_one_check() {
        let mut report = Report::default();
        assert!(report.check("good", || Ok(())).is_ok());
        assert!(
            report
                .check("bad", || Err(Error::Check("no".into())))
                .is_err()
        );
        assert_eq!(report.sum(), count(1, 1, 0));
    }

    #[test]
    fn a_failed_test_stops_even_where_its_program_ends_well() {
        let mut report = Report::default();
        let outcome = report.tests("tests", |count| {
            count.add(Count {
                passed: 3,
                failed: 1,
                skipped: 0,
            });
            Ok(())
        });
        assert!(outcome.is_err());
    }

    #[test]
    fn the_last_line_is_the_sum() {
        let mut report = Report::default();
        let _ = report.tests("tests", |found| {
            found.add(count(4, 0, 1));
            Ok(())
        });
        report.skip("webkit", "not here");
        let table = report.table();
        assert_eq!(table.lines().last(), Some("4 passed, 0 failed, 2 skipped"));
        assert!(table.contains("webkit (not here)"), "{table}");
    }

    #[cfg(unix)]
    #[test]
    fn a_program_s_sums_are_added_up_and_its_failure_is_told() {
        let mut found = Count::default();
        let script = "echo '2 passed, 0 failed, 0 skipped'; \
                      echo 'test result: ok. 3 passed; 0 failed; 1 ignored; 0 measured'; exit 1";
        let mut shown = Vec::new();
        let outcome = run_counted(
            Command::new("sh").args(["-c", script]),
            &mut found,
            &mut shown,
        );
        assert!(shown.starts_with(b"2 passed"));
        assert!(matches!(outcome, Err(Error::Failed { .. })));
        assert_eq!(found, count(5, 0, 1));
    }
}
