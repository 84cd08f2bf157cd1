//! How many requests are taken in a minute: from one sender, and from all together.

use std::collections::HashMap;
use std::net::IpAddr;
use std::sync::{Mutex, PoisonError};

/// A minute in microseconds.
const MINUTE_US: u64 = 60_000_000;

/// More senders than this are not told apart at once; the one that was quiet longest goes.
const MAX_SENDERS: usize = 4_096;

/// Who is counted as one.
#[derive(Clone, Copy, Debug, Eq, Hash, PartialEq)]
pub(crate) enum Sender {
    /// An address; of IPv6 the first half, which is what one customer is given.
    Address(IpAddr),
    /// Nothing is known of the connection.
    Unknown,
}

impl From<IpAddr> for Sender {
    fn from(address: IpAddr) -> Self {
        Self::Address(match address.to_canonical() {
            IpAddr::V6(v6) => IpAddr::V6((v6.to_bits() >> 64 << 64).into()),
            v4 => v4,
        })
    }
}

/// A limit on requests a minute. A pause saves up to one minute's worth.
#[derive(Debug)]
pub(crate) struct Rate {
    per_sender: Option<Pace>,
    total: Option<Pace>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    total: Next,
    senders: HashMap<Sender, Next>,
}

/// When the next request would come if all came evenly: microseconds on the caller's clock.
type Next = u64;

impl Rate {
    /// `per_sender` and `total` are requests a minute; 0 stands for no limit.
    pub(crate) fn new(per_sender: u32, total: u32) -> Self {
        Self {
            per_sender: Pace::new(per_sender),
            total: Pace::new(total),
            state: Mutex::default(),
        }
    }

    /// Counts a request of `sender` at `now_us`, on a clock that never goes back.
    ///
    /// # Errors
    ///
    /// The whole seconds to wait, where it is too many. It is then not counted at all: a sender
    /// beyond its own limit takes nothing from the others.
    pub(crate) fn admit(&self, sender: Sender, now_us: u64) -> Result<(), u32> {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        let own = state.senders.get(&sender).copied().unwrap_or_default();
        let own = self.per_sender.as_ref().map(|pace| pace.step(own, now_us));
        let all = self
            .total
            .as_ref()
            .map(|pace| pace.step(state.total, now_us));
        let wait = [&own, &all]
            .into_iter()
            .flatten()
            .filter_map(|step| step.as_ref().err().copied())
            .max();
        if let Some(wait_us) = wait {
            return Err(u32::try_from(wait_us.div_ceil(1_000_000)).unwrap_or(u32::MAX));
        }
        if let Some(Ok(next)) = all {
            state.total = next;
        }
        if let Some(Ok(next)) = own {
            state.forget(now_us);
            state.senders.insert(sender, next);
        }
        Ok(())
    }
}

impl State {
    /// Makes room. A sender whose saved-up minute is whole again is as one never seen.
    fn forget(&mut self, now_us: u64) {
        if self.senders.len() < MAX_SENDERS {
            return;
        }
        self.senders.retain(|_, next| *next > now_us);
        let quietest = self.senders.iter().min_by_key(|(_, next)| **next);
        if let Some(sender) = quietest.map(|(sender, _)| *sender)
            && self.senders.len() >= MAX_SENDERS
        {
            self.senders.remove(&sender);
        }
    }
}

#[derive(Debug)]
struct Pace {
    interval_us: u64,
}

impl Pace {
    fn new(per_minute: u32) -> Option<Self> {
        let interval_us = MINUTE_US.checked_div(per_minute.into())?.max(1);
        Some(Self { interval_us })
    }

    /// The time after this request, or how long to wait in microseconds.
    fn step(&self, next: Next, now_us: u64) -> Result<Next, u64> {
        let next = next.max(now_us) + self.interval_us;
        match next.checked_sub(now_us + MINUTE_US.max(self.interval_us)) {
            None | Some(0) => Ok(next),
            Some(wait_us) => Err(wait_us),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: u64 = 1_000_000;

    fn sender(last: u8) -> Sender {
        IpAddr::from([192, 0, 2, last]).into()
    }

    #[test]
    fn a_minutes_worth_goes_at_once_and_the_next_when_its_share_has_passed() {
        let rate = Rate::new(3, 0);
        for _ in 0..3 {
            assert_eq!(rate.admit(sender(1), 0), Ok(()));
        }
        assert_eq!(rate.admit(sender(1), 0), Err(20));
        assert_eq!(rate.admit(sender(1), 19 * SECOND + 1), Err(1));
        assert_eq!(rate.admit(sender(1), 20 * SECOND), Ok(()));
        assert_eq!(rate.admit(sender(1), 20 * SECOND), Err(20));
        assert_eq!(rate.admit(sender(2), 20 * SECOND), Ok(()));
    }

    #[test]
    fn a_sender_beyond_its_limit_takes_nothing_from_the_others() {
        let rate = Rate::new(2, 4);
        for _ in 0..50 {
            let _ = rate.admit(sender(1), 0);
        }
        assert_eq!(rate.admit(sender(2), 0), Ok(()));
        assert_eq!(rate.admit(sender(3), 0), Ok(()));
        assert_eq!(rate.admit(sender(4), 0), Err(15));
    }

    #[test]
    fn without_limits_everything_is_admitted() {
        let rate = Rate::new(0, 0);
        assert!((0..10_000).all(|_| rate.admit(Sender::Unknown, 7).is_ok()));
    }

    #[test]
    fn one_network_of_ipv6_is_one_sender_and_a_mapped_address_is_its_own() {
        let of = |text: &str| Sender::from(text.parse::<IpAddr>().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
    }

    #[test]
    fn the_memory_of_senders_is_bounded() {
        let rate = Rate::new(1, 0);
        for at in 0..2 * MAX_SENDERS as u32 {
            rate.admit(IpAddr::from(at.to_be_bytes()).into(), 0)
                .unwrap();
        }
        assert!(rate.state.lock().unwrap().senders.len() <= MAX_SENDERS);
    }
}
