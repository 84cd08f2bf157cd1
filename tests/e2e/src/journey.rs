//! The ways a person takes through the widget, press by press.

use crate::outcome::{Outcome, ensure, fail};
use crate::wait;
use crate::widget::Widget;

/// What a person types into a referral.
pub(crate) struct Person<'a> {
    pub(crate) name: &'a str,
    /// A number, or an address of e-mail.
    pub(crate) phone: &'a str,
}

/// A name that occurs in no dictionary, and so in a profile only if it was written there.
pub(crate) const PERSON: Person<'static> = Person {
    name: "Wilhelmina Quarkstone",
    phone: "+1 555 010 7788",
};

/// `welcome` to `options` without the check.
pub(crate) fn skip_check(widget: &Widget<'_>) -> Outcome {
    widget.await_screen("welcome")?;
    widget.press("skip-check")?;
    widget.await_screen("options")
}

/// `welcome` to `options` through every question, answering them in turn low, middle and high.
pub(crate) fn take_check(widget: &Widget<'_>) -> Outcome {
    answer_check(widget, &mut |question, answers| Some(question % answers))?;
    widget.press("see-options")?;
    widget.await_screen("options")
}

/// `welcome` through the check and a request for oneself to the receiver's answer.
pub(crate) fn whole(widget: &Widget<'_>, person: &Person<'_>) -> Outcome {
    take_check(widget)?;
    start_referral(widget)?;
    fill_referral(widget, person)?;
    send(widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    Ok(())
}

/// Which of so many answers to give to a question, both counted from 0; none to skip it.
pub(crate) type Choose<'a> = dyn FnMut(usize, usize) -> Option<usize> + 'a;

/// `welcome` to `summary`. Returns how many questions were asked.
pub(crate) fn answer_check(widget: &Widget<'_>, choose: &mut Choose<'_>) -> Outcome<usize> {
    widget.await_screen("welcome")?;
    widget.press("start-check")?;
    // More than any check has; the end is the summary.
    for question in 0..40 {
        if widget.await_any(&["check", "summary"])? == "summary" {
            ensure!(question > 0, "the check has no question");
            return Ok(question);
        }
        answer(widget, question, choose)?;
        next_question(widget)?;
    }
    fail!("the check does not end")
}

/// Answers the question that is shown, once it is there.
pub(crate) fn answer(widget: &Widget<'_>, question: usize, choose: &mut Choose<'_>) -> Outcome {
    let answers = wait::until("the answers", wait::USUAL, || {
        let answers = widget.values_of("answer")?.len();
        Ok((answers >= 2).then_some(answers))
    })?;
    let Some(position) = choose(question, answers) else {
        return Ok(());
    };
    widget.press_nth("answer", position)?;
    // Where a press goes to a place, the page may have scrolled after it was measured.
    let missed = || match widget.presses_by_place() {
        true => widget.press_nth("answer", position),
        false => Ok(()),
    };
    let what = format!("answer {position} to question {question} to be marked");
    wait::until(&what, wait::USUAL, || {
        let chosen = widget.eval(
            "return all('[data-action=\"answer\"]')[args[0]].checked",
            &[position.into()],
        )?;
        if chosen != true {
            missed()?;
        }
        Ok((chosen == true).then_some(()))
    })
}

/// Presses `next` and waits for what follows.
pub(crate) fn next_question(widget: &Widget<'_>) -> Outcome {
    let before = widget.text()?;
    widget.press("next")?;
    wait::until("the next question", wait::USUAL, || {
        Ok((widget.screen()? != "check" || widget.text()? != before).then_some(()))
    })
}

/// `options` to the first step of `referral`, through the first option that takes referrals.
pub(crate) fn start_referral(widget: &Widget<'_>) -> Outcome {
    let options = widget.values_of("open-option")?;
    ensure!(!options.is_empty(), "no option can be opened");
    for option in &options {
        widget.press_value("open-option", option)?;
        widget.await_screen("option")?;
        if widget.offers("start-referral")? {
            widget.press("start-referral")?;
            return widget.await_screen("referral");
        }
        widget.press("back")?;
        widget.await_screen("options")?;
    }
    fail!("no option takes a referral: {options:?}")
}

/// `referral` to `review`, for oneself, filling in what is asked.
pub(crate) fn fill_referral(widget: &Widget<'_>, person: &Person<'_>) -> Outcome {
    for _ in 0..12 {
        fill_step(widget, person)?;
        if widget.offers("to-review")? {
            widget.press("to-review")?;
            return widget.await_screen("review");
        }
        leave_step(widget)?;
    }
    fail!("the referral does not come to its review")
}

/// `options` to the step of a referral that asks how to reach someone, filled in and left so.
pub(crate) fn to_contact(widget: &Widget<'_>, person: &Person<'_>) -> Outcome {
    start_referral(widget)?;
    for _ in 0..12 {
        fill_step(widget, person)?;
        let fields = widget.fields()?;
        if fields.iter().any(|field| field.value == person.phone) {
            return Ok(());
        }
        leave_step(widget)?;
    }
    fail!("the referral does not ask how to reach someone")
}

/// Fills in what the present step of a referral asks.
pub(crate) fn fill_step(widget: &Widget<'_>, person: &Person<'_>) -> Outcome {
    let kinds = widget.values_of("choose-kind")?;
    if kinds.iter().any(|kind| kind == "self") {
        widget.press_value("choose-kind", "self")?;
    }
    // A choice may show another field, so the list is read again until nothing is left to do.
    for _ in 0..12 {
        let fields = widget.fields()?;
        let unchosen = |name: &str| {
            fields
                .iter()
                .any(|field| field.name == name && field.kind == "radio")
                && !fields
                    .iter()
                    .any(|field| field.name == name && field.checked)
        };
        let empty = |name: &str| {
            fields
                .iter()
                .any(|field| field.name == name && field.kind != "radio" && field.value.is_empty())
        };
        if empty("name") {
            widget.fill("name", person.name)?;
        } else if unchosen("contact_channel") {
            let address = person.phone.contains('@');
            widget.choose("contact_channel", if address { "email" } else { "phone" })?;
        } else if empty("contact_value") {
            widget.fill("contact_value", person.phone)?;
        } else if unchosen("urgency") {
            widget.choose("urgency", "routine")?;
        } else {
            return Ok(());
        }
    }
    fail!("a step of the referral asks for ever")
}

/// Presses `next` and waits for another step.
pub(crate) fn leave_step(widget: &Widget<'_>) -> Outcome {
    let before = step(widget)?;
    widget.press("next")?;
    wait::until("the next step of the referral", wait::USUAL, || {
        Ok((step(widget)? != before).then_some(()))
    })
}

/// What tells one step from another: its text and its fields.
fn step(widget: &Widget<'_>) -> Outcome<(String, Vec<String>)> {
    let names = widget.fields()?.into_iter().map(|field| field.name);
    Ok((widget.text()?, names.collect()))
}

/// The whole way to `review` without the check.
pub(crate) fn to_review(widget: &Widget<'_>, person: &Person<'_>) -> Outcome {
    skip_check(widget)?;
    start_referral(widget)?;
    fill_referral(widget, person)?;
    let review = widget.text()?;
    ensure!(
        review.contains(person.name) && review.contains(person.phone),
        "the review does not show what was typed: {review:?}"
    );
    Ok(())
}

/// Sends what is on `review`.
pub(crate) fn send(widget: &Widget<'_>) -> Outcome {
    widget.press("send")?;
    widget.await_screen("status")
}
