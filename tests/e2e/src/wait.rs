//! Waiting for something to become true, always with a deadline.

use std::thread;
use std::time::{Duration, Instant};

use crate::outcome::{Failure, Outcome};

/// Long enough for a loaded two-core machine, short enough to name the step that hangs.
pub(crate) const USUAL: Duration = Duration::from_secs(15);

const POLL: Duration = Duration::from_millis(40);

/// Polls until `probe` yields a value.
///
/// A probe that fails is asked again: between two screens an element is often stale or not there
/// yet. Its last failure is part of the message when time runs out.
pub(crate) fn until<T>(
    what: &str,
    limit: Duration,
    mut probe: impl FnMut() -> Outcome<Option<T>>,
) -> Outcome<T> {
    let start = Instant::now();
    let mut last = String::new();
    loop {
        match probe() {
            Ok(Some(value)) => return Ok(value),
            Ok(None) => last.clear(),
            Err(Failure::Failed(why)) => last = format!(" (last: {why})"),
            Err(missing) => return Err(missing),
        }
        if start.elapsed() >= limit {
            return Err(Failure::Failed(format!(
                "waited {} s for {what}{last}",
                limit.as_secs()
            )));
        }
        thread::sleep(POLL);
    }
}

/// Polls for the whole of `span` and fails as soon as `probe` does.
///
/// For what must not happen: there is no event to wait for, only a time during which to look.
pub(crate) fn throughout(span: Duration, mut probe: impl FnMut() -> Outcome) -> Outcome {
    let start = Instant::now();
    while start.elapsed() < span {
        probe()?;
        thread::sleep(POLL);
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_what_was_awaited_and_the_last_failure() {
        let error = until::<()>("the moon", Duration::ZERO, || {
            Err(Failure::Failed("cloudy".into()))
        })
        .unwrap_err();
        assert_eq!(error.to_string(), "waited 0 s for the moon (last: cloudy)");
    }

    #[test]
    fn asks_again_after_a_failure() {
        let mut asked = 0;
        let found = until("the third time", USUAL, || {
            asked += 1;
            match asked {
                1 => Err(Failure::Failed("not yet".into())),
                2 => Ok(None),
                _ => Ok(Some(asked)),
            }
        });
        assert_eq!(found, Ok(3));
    }
}
