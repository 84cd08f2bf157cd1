use super::{Answer, Answers, Statement, Unit};

/// One unit of the list.
pub struct Part {
    /// The unit.
    pub unit: Unit,
    /// What to do, the first first; empty where everything in the unit is in place.
    pub actions: Vec<Action>,
}

/// What to do about one statement.
pub struct Action {
    /// The statement, which holds the action and the reason.
    pub statement: &'static Statement,
    /// What was answered; `None` where it was skipped.
    pub answer: Option<Answer>,
}

/// The list of actions: one for each statement that was not answered with
/// [`Answer::InPlace`], by unit in the units' order.
///
/// Within a unit
///
/// 1. an earlier [step](super::Step) comes before a later one, because the later stands on it;
/// 2. within a step, "not yet" comes before "do not know", that before "partly", and a statement
///    that was skipped comes last: what is known to be missing is the surest work, what nobody
///    knows may be missing, what is partly there already helps someone, and of what was skipped
///    nothing is known;
/// 3. otherwise the order of the statements stays.
///
/// An answer moves or removes its own action and no other. Where nothing was answered the list is
/// whole and in its basic order.
pub fn plan(answers: &Answers) -> [Part; Unit::ALL.len()] {
    Unit::ALL.map(|unit| {
        let mut actions: Vec<Action> = answers
            .each()
            .filter(|(statement, _)| statement.unit == unit)
            .filter(|(_, answer)| *answer != Some(Answer::InPlace))
            .map(|(statement, answer)| Action { statement, answer })
            .collect();
        // Stable, so that what ties keeps the order of the statements.
        actions.sort_by_key(|action| (action.statement.step, urgency(action.answer)));
        Part { unit, actions }
    })
}

/// Lower comes first.
fn urgency(answer: Option<Answer>) -> u8 {
    match answer {
        Some(Answer::NotYet) => 0,
        Some(Answer::DoNotKnow) => 1,
        Some(Answer::Partly) => 2,
        None => 3,
        Some(Answer::InPlace) => 4,
    }
}
