//! Sending again: whether the receiver knows what it has acknowledged, at once and later, and
//! whether it keeps to the first of two.

use super::{JOSE, Kept, LATER, LATER_MS, RACE, REPLAY, Run, Sealed, Verdict, quoted, told};
use crate::golive::exchange::{Answer, Exchange, Outcome};
use crate::golive::finding::{Finding, Rule};
use crate::outbox::Receipt;

/// One answer to a replay.
struct Again {
    /// The receipt, where there is one.
    receipt: Option<Receipt>,
    /// Whether it says that it is an answer to a replay.
    marked: bool,
    /// The answer in words.
    told: String,
}

/// How the replays right after the first answer went.
pub(super) struct AtOnce(Vec<Again>);

impl AtOnce {
    /// Whether each got the receipt of the first time.
    pub(super) fn is_steady(&self, receipt: &Receipt) -> bool {
        self.0.iter().all(|again| {
            let given = again.receipt.as_ref();
            given.is_some_and(|given| given.receipt == receipt.receipt)
        })
    }
}

/// How often the request is sent again at once.
const AT_ONCE: usize = 3;

impl<E: Exchange> Run<'_, E> {
    /// Sends the same bytes again before the receiver had time for anything else. What it means is
    /// only known once it is known how the receiver answers later.
    pub(super) async fn at_once(&mut self, first: &Sealed) -> AtOnce {
        let mut answers = Vec::with_capacity(AT_ONCE);
        for _ in 0..AT_ONCE {
            let outcome = self.post(first).await;
            answers.push(self.again(first, &outcome));
        }
        AtOnce(answers)
    }

    /// Sends the same bytes after a pause, with the key in its other form at the end, and judges
    /// all replays together.
    pub(super) async fn later(&mut self, first: &Sealed, receipt: &Receipt, at_once: AtOnce) {
        self.exchange.pause(LATER_MS).await;
        let outcome = self.post(first).await;
        let later = self.again(first, &outcome);
        let (replay, known) = self.judge(receipt, &at_once.0, &later);
        let keeps = [&replay, &known].iter().all(|found| found.is_none());
        self.conclude("replay", REPLAY, replay);
        self.conclude("later", LATER, known);

        const BARE: &str = "The key is taken without quotes, too";
        if !keeps {
            let reason = "it does not answer replays as it should";
            return self.push("key-bare", BARE, Verdict::NotTested(reason));
        }
        let request = self.request(Some(&first.id), JOSE, &first.jwe);
        let outcome = self.send(&request).await;
        let same = self
            .delivered(&first.id, &outcome)
            .is_some_and(|bare| bare.receipt == receipt.receipt);
        let finding = (!same).then(|| {
            let saw = outcome.as_ref().map_or("no answer".to_owned(), told);
            self.finding(Rule::KeyBare).seeing(saw)
        });
        self.conclude("key-bare", BARE, finding);
    }

    /// Whether a request of an earlier run is still known.
    pub(super) async fn still_known(&mut self, kept: &Kept) {
        const TITLE: &str = "The request of the earlier run is still known";
        let sealed = Sealed {
            id: kept.id.clone(),
            jwe: kept.jwe.clone(),
        };
        let outcome = self.post(&sealed).await;
        let known = self.delivered(&sealed.id, &outcome);
        let same = known.is_some_and(|known| {
            known.receipt == kept.receipt && known.received_at == kept.received_at
        });
        let finding = match &outcome {
            _ if same => None,
            Err(failure) => Some(self.failed(*failure)),
            Ok(answer) => Some(self.answered(Rule::KeyLost, answer)),
        };
        self.conclude("still-known", TITLE, finding);
    }

    /// What the replays show: of the answers themselves, and of what is known later.
    fn judge(
        &self,
        receipt: &Receipt,
        at_once: &[Again],
        later: &Again,
    ) -> (Option<Finding>, Option<Finding>) {
        let same = |again: &Again| {
            let given = again.receipt.as_ref();
            given.is_some_and(|given| given.receipt == receipt.receipt)
        };
        let Some(known) = &later.receipt else {
            // It may never have taken replays, or not any more.
            let finding = match at_once.iter().all(same) {
                true => self.finding(Rule::KeyForgotten),
                false => self.finding(Rule::ReplayRefused),
            };
            return (None, Some(finding.seeing(later.told.as_str())));
        };
        let strange = at_once.iter().find(|again| !same(again));
        if let Some(strange) = strange {
            // Later on it keeps to one receipt, so that it was not in its store at once.
            let settled = same(later)
                || at_once.iter().any(|again| {
                    let given = again.receipt.as_ref();
                    given.is_some_and(|given| given.receipt == known.receipt)
                });
            let rule = match (settled, &strange.receipt) {
                (true, _) => Rule::AcknowledgedEarly,
                (false, Some(_)) => Rule::ReplayNewReceipt,
                (false, None) => Rule::ReplayRefused,
            };
            return (Some(self.finding(rule).seeing(strange.told.as_str())), None);
        }
        if !same(later) {
            return (None, Some(self.finding(Rule::KeyForgotten)));
        }
        if later.marked && at_once.iter().any(|again| !again.marked) {
            let saw = "a replay at once was taken as new, and a later one as known";
            return (
                Some(self.finding(Rule::AcknowledgedEarly).seeing(saw)),
                None,
            );
        }
        let mut replays = at_once.iter().chain([later]);
        let timed = |again: &Again| {
            let given = again.receipt.as_ref();
            given.is_some_and(|given| given.received_at == receipt.received_at)
        };
        if !replays.all(timed) {
            return (Some(self.finding(Rule::ReplayNewTime)), None);
        }
        let unmarked = (!later.marked).then(|| {
            self.finding(Rule::ReplayNotMarked)
                .seeing(later.told.as_str())
        });
        (unmarked, None)
    }

    fn again(&self, first: &Sealed, outcome: &Outcome) -> Again {
        Again {
            receipt: self.delivered(&first.id, outcome),
            marked: outcome.as_ref().is_ok_and(|answer| answer.status == 200),
            told: outcome.as_ref().map_or("no answer".to_owned(), told),
        }
    }

    /// Sends other bytes under the key of the first, and then the first again.
    pub(super) async fn changed_body(&mut self, first: &Sealed, receipt: &Receipt) {
        const TITLE: &str = "Other bytes under a key that is taken are refused";
        let key = self.target.key.kid.clone();
        let Some(other) = self.seal_as(&first.id, &[], &key).await else {
            return;
        };
        let outcome = self.post(&other).await;
        let mut findings = Vec::new();
        match &outcome {
            Ok(answer) if (200..300).contains(&answer.status) && !answer.redirect => {
                findings.push(self.answered(Rule::ChangedBodyAccepted, answer));
            }
            Ok(answer) if self.is_key_reused(answer) => {}
            Ok(answer) => {
                let problem = self.problem(answer);
                let finding = self.finding(Rule::ChangedBodyStatus);
                findings.push(finding.seeing([&told(answer), " ", &problem].concat()));
            }
            Err(failure) => findings.push(self.failed(*failure)),
        }
        let outcome = self.post(first).await;
        let kept = self.delivered(&first.id, &outcome);
        if findings.is_empty() && kept.is_none_or(|kept| kept.receipt != receipt.receipt) {
            // Refused, and yet it took the place of the first.
            let finding = self.finding(Rule::ChangedBodyAccepted);
            findings.push(finding.seeing("the first request is not known any more"));
        }
        self.conclude("changed-body", TITLE, findings);
    }

    /// Sends two different bodies under one new key at the same moment, and then the same bytes
    /// twice. Only one body can be stored, so a receiver that acknowledges both does so before it
    /// knows. Which one was kept can be told where replays get a `steady` receipt.
    pub(super) async fn race(&mut self, steady: bool) {
        let key = self.target.key.kid.clone();
        let Some(one) = self.seal(&[]).await else {
            return;
        };
        let Some(other) = self.seal_as(&one.id, &[], &key).await else {
            return;
        };
        let (a, b) = self.both(&one, &other).await;
        let taken = [
            self.delivered(&one.id, &a).is_some(),
            self.delivered(&one.id, &b).is_some(),
        ];
        let mut findings = Vec::new();
        match taken {
            [true, true] => findings.push(self.finding(Rule::RaceBothAccepted)),
            [false, false] => {
                let saw = [&a, &b].map(|o| o.as_ref().map_or("no answer".to_owned(), told));
                findings.push(self.finding(Rule::RaceRefused).seeing(saw.join("; ")));
            }
            [first_won, _] => {
                let (winner, outcome) = if first_won { (&one, &a) } else { (&other, &b) };
                let receipt = self.delivered(&winner.id, outcome);
                let outcome = self.post(winner).await;
                let known = self.delivered(&winner.id, &outcome);
                let same = known.map(|known| known.receipt) == receipt.map(|it| it.receipt);
                if steady && !same {
                    findings.push(self.finding(Rule::RaceLoserKept));
                }
            }
        }
        self.conclude("race", RACE, findings);

        const SAME: &str = "The same bytes twice at once get one receipt";
        let Some(twice) = self.seal(&[]).await else {
            return;
        };
        let (a, b) = self.both(&twice, &twice).await;
        let receipts = [&a, &b].map(|outcome| self.delivered(&twice.id, outcome));
        let finding = match receipts {
            [Some(a), Some(b)] if a.receipt != b.receipt => {
                Some(self.finding(Rule::RaceTwoReceipts))
            }
            [None, None] => {
                let saw = [&a, &b].map(|o| o.as_ref().map_or("no answer".to_owned(), told));
                Some(self.finding(Rule::RaceRefused).seeing(saw.join("; ")))
            }
            _ => None,
        };
        self.conclude("race-same", SAME, finding);
    }

    async fn both(&mut self, one: &Sealed, other: &Sealed) -> (Outcome, Outcome) {
        let requests =
            [one, other].map(|sealed| self.request(Some(&quoted(&sealed.id)), JOSE, &sealed.jwe));
        let (a, b) = self.exchange.send_both(&requests[0], &requests[1]).await;
        for (sealed, outcome) in [(one, &a), (other, &b)] {
            self.look(outcome);
            self.note_left(sealed, outcome);
        }
        (a, b)
    }

    fn is_key_reused(&self, answer: &Answer) -> bool {
        answer.status == 422 && self.problem(answer) == "key-reused"
    }
}
