//! What a receiver, and what stands between, may answer: each means one thing for the request, and
//! none is taken for a receipt.

use std::time::Duration;

use serde_json::{Value, json};

use crate::case::{Case, Context};
use crate::engine::Engine;
use crate::journey::{self, PERSON};
use crate::outcome::{Outcome, ensure, fail};
use crate::pages::Page;
use crate::portal::{Options, Portal};
use crate::process::folder;
use crate::relay::Way;
use crate::site::Site;
use crate::stage::{self, Stage};
use crate::wait;
use crate::webdriver::{Session, agent};
use crate::widget::Widget;

const CODE: &str = "a-code-of-the-host";

/// Longer than a pass takes to begin once the page is told that the network is back.
const A_WHILE: Duration = Duration::from_secs(3);

/// A host's function that gives tokens, one after the other, and writes down what it was asked.
const TOKENS: &str = "
window.asked = [];
document.querySelector('touch-base').tokenProvider = async ({ refresh }) => {
  window.asked.push(refresh);
  return 'token-' + window.asked.length;
};
";

/// One that never answers.
const SILENT: &str = "
document.querySelector('touch-base').tokenProvider = () => new Promise(() => {});
";

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "answers-a-hint-is-kept-to-with-a-spread",
            engines: Engine::ALL,
            run: hint,
        },
        Case {
            name: "answers-a-hint-as-a-date-goes-by-the-receivers-clock",
            engines: Engine::ALL,
            run: dated_hint,
        },
        Case {
            name: "answers-a-hint-another-origin-may-not-read-stands-in-the-body",
            engines: Engine::ALL,
            run: unreadable_hint,
        },
        Case {
            name: "answers-too-many-pauses-the-whole-destination",
            engines: Engine::ALL,
            run: too_many,
        },
        Case {
            name: "answers-a-redirect-is-never-followed",
            engines: Engine::ALL,
            run: redirect,
        },
        Case {
            name: "answers-a-token-is-renewed-once",
            engines: Engine::ALL,
            run: token_renewed,
        },
        Case {
            name: "answers-a-host-with-a-sign-in-gives-its-page-a-token",
            engines: Engine::ALL,
            run: sign_in,
        },
        Case {
            name: "answers-a-token-that-is-never-good-asks-for-a-sign-in",
            engines: Engine::ALL,
            run: token_never_good,
        },
        Case {
            name: "answers-a-token-that-never-comes-asks-for-a-sign-in",
            engines: Engine::ALL,
            run: token_never_comes,
        },
        Case {
            name: "answers-a-missing-receiver-holds-and-loses-nothing",
            engines: Engine::ALL,
            run: missing,
        },
        Case {
            name: "answers-a-lost-key-holds-and-loses-nothing",
            engines: Engine::ALL,
            run: lost_key,
        },
        Case {
            name: "answers-other-bytes-under-the-same-key-are-refused-aloud",
            engines: Engine::ALL,
            run: key_reused,
        },
        Case {
            name: "answers-that-another-origin-may-not-read-wait",
            engines: Engine::ALL,
            run: no_cors,
        },
        Case {
            name: "answers-that-never-come-hold-until-the-network-is-another",
            engines: Engine::ALL,
            run: never,
        },
        Case {
            name: "answers-a-policy-of-the-page-holds-without-a-busy-loop",
            engines: Engine::ALL,
            run: policy,
        },
        Case {
            name: "answers-that-come-too-slowly-are-given-up",
            engines: Engine::ALL,
            run: dripping,
        },
    ]
}

fn hint(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let busy = json!({ "status": 503, "headers": { "retry-after": "120" } });
    let session = context.session()?;
    let widget = sent(&stage, &session, &[busy])?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    let waits = waits(&session)?;
    ensure!(
        (115_000..241_000).contains(&waits),
        "asked for 120 s it waits {waits} ms"
    );
    session.script("window.dispatchEvent(new Event('online'))", &[])?;
    wait::throughout(A_WHILE, || posts(&stage, 1))?;
    // A person need not wait.
    delivered(&stage, &widget)
}

/// The receiver's clock is three days behind. Read by the browser's own, the date would long be
/// past.
fn dated_hint(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let busy = json!({ "status": 503, "headers": {
        "date": "Thu, 19 Nov 2020 10:00:00 GMT",
        "retry-after": "Thu, 19 Nov 2020 10:02:00 GMT",
    } });
    let session = context.session()?;
    let widget = sent(&stage, &session, &[busy])?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    let waits = waits(&session)?;
    ensure!(
        (115_000..241_000).contains(&waits),
        "asked for 120 s by a date it waits {waits} ms"
    );
    delivered(&stage, &widget)
}

/// With the header alone it goes by its own ladder; with the body, by the body.
fn unreadable_hint(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    for (body, expected) in [
        (json!({}), 0..5_001),
        (json!({ "retry_after_s": 120 }), 115_000..241_000),
    ] {
        let stage = other_origin(context)?;
        let hidden = json!({
            "access-control-allow-origin": stage.portal.origin(),
            "access-control-expose-headers": "x-nothing",
            "retry-after": "120",
        });
        let busy = json!({ "status": 503, "headers": hidden, "body": body });
        stage.portal.fail_always(&busy)?;
        open_at_portal(&stage, &session)?;
        let widget = Widget::on(&session);
        journey::to_review(&widget, &PERSON)?;
        journey::send(&widget)?;
        widget.await_state(&["waiting"], wait::USUAL)?;
        let waits = waits(&session)?;
        ensure!(
            expected.contains(&waits),
            "with the body {body} it waits {waits} ms"
        );
        // The control: the answer itself could be read.
        ensure!(
            stage::rows(&session)?[0]["last_class"] != "network",
            "the answer could not be read at all"
        );
    }
    Ok(())
}

fn too_many(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    stage.relay.set(Way::Cut);
    for _ in 0..3 {
        let widget = stage.to_review(&session, &PERSON)?;
        journey::send(&widget)?;
        widget.await_state(&["waiting"], wait::USUAL)?;
    }
    let busy = json!({ "status": 429, "headers": { "retry-after": "60" } });
    stage.portal.fail_always(&busy)?;
    stage.relay.forget();
    stage.relay.set(Way::Open);
    session.script("window.dispatchEvent(new Event('online'))", &[])?;
    wait::until("the receiver to be asked", wait::USUAL, || {
        Ok((!stage.relay.arrivals().is_empty()).then_some(()))
    })?;
    wait::throughout(A_WHILE, || posts(&stage, 1))?;
    ensure!(stage::rows(&session)?.len() == 3, "a request is gone");
    Ok(())
}

fn redirect(context: &Context<'_>) -> Outcome {
    let folder = folder("touchbase-site-")?;
    let elsewhere = Site::start(folder.path())?;
    let stage = Stage::set(context, |_| ())?;
    let away = json!({ "redirect": format!("{}/login", elsewhere.origin()) });
    let session = context.session()?;
    let widget = sent(&stage, &session, &[away])?;
    widget.await_state(&["held"], wait::USUAL)?;
    wait::throughout(Duration::from_secs(2), || posts(&stage, 1))?;
    ensure!(
        elsewhere.asked().is_empty(),
        "it followed to {:?}",
        elsewhere.asked()
    );
    delivered(&stage, &widget)
}

fn token_renewed(context: &Context<'_>) -> Outcome {
    let stage = with_script(context, TOKENS)?;
    let session = context.session()?;
    let widget = sent(&stage, &session, &[json!({ "status": 401 })])?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    let asked = session.script("return window.asked", &[])?;
    ensure!(asked == json!([false, true]), "the host was asked {asked}");
    posts(&stage, 2)?;
    let posts = stage.relay.arrivals();
    ensure!(
        posts[0].id == posts[1].id && posts[0].body == posts[1].body,
        "another text was posted with the second token"
    );
    stage.portal.holds(1)
}

/// The portal's own page, with the sign-in and the script that come with `--token-file`.
fn sign_in(context: &Context<'_>) -> Outcome {
    let portal = Portal::start(Options {
        staff_code: Some(CODE),
        ..Options::default()
    })?;
    let session = context.session()?;
    let page = format!("{}?root=open", portal.page());
    session.navigate(&page)?;
    let widget = Widget::on(&session);
    widget.await_screen("welcome")?;
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["needs-sign-in"], wait::USUAL)?;
    portal.holds(0)?;

    session.navigate(&format!("{}/sign-in", portal.origin()))?;
    let field = session.find("#code")?;
    session.type_into(&field, CODE)?;
    let button = session.find("button")?;
    session.click(&button)?;
    wait::until("the page after the sign-in", wait::USUAL, || {
        Ok((session.url()? == portal.page()).then_some(()))
    })?;
    // Nobody presses anything.
    wait::until("the request to be there", wait::USUAL, || {
        Ok((portal.desk()?.len() == 1).then_some(()))
    })?;

    // The next one goes at once.
    session.navigate(&page)?;
    widget.renew();
    widget.await_screen("welcome")?;
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    portal.holds(2)
}

fn token_never_good(context: &Context<'_>) -> Outcome {
    let stage = with_script(context, TOKENS)?;
    let session = context.session()?;
    let widget = sent(&stage, &session, &vec![json!({ "status": 401 }); 100])?;
    widget.await_state(&["needs-sign-in"], wait::USUAL)?;
    session.script("window.dispatchEvent(new Event('online'))", &[])?;
    wait::throughout(A_WHILE, || posts(&stage, 2))?;
    delivered(&stage, &widget)
}

fn token_never_comes(context: &Context<'_>) -> Outcome {
    let stage = with_script(context, SILENT)?;
    let session = context.session()?;
    let widget = sent(&stage, &session, &[])?;
    widget.await_state(&["needs-sign-in"], wait::USUAL)?;
    posts(&stage, 0)?;
    ensure!(stage::rows(&session)?.len() == 1, "the request is gone");
    // The host mends it.
    session.script(TOKENS, &[])?;
    widget.try_until_delivered()?;
    stage.portal.holds(1)
}

fn missing(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    let widget = sent(&stage, &session, &vec![json!({ "status": 404 }); 100])?;
    widget.await_state(&["held"], wait::USUAL)?;
    wait::throughout(A_WHILE, || posts(&stage, 1))?;
    ensure!(
        waits(&session)? > 3_500_000,
        "it asks a receiver that is not there again within the hour"
    );
    delivered(&stage, &widget)
}

/// The host put another key in place and threw the old one away; then it finds it again.
fn lost_key(context: &Context<'_>) -> Outcome {
    let mut stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage.portal.stop();
    let (key, kept) = (stage.portal.private_key(), stage.portal.data().join("old"));
    std::fs::rename(&key, &kept)?;
    stage.portal.resume()?;
    journey::send(&widget)?;
    widget.await_state(&["held"], wait::USUAL)?;
    stage.portal.holds(0)?;
    ensure!(
        stage::rows(&session)?[0]["last_class"] == "key",
        "it is held for another reason"
    );
    stage.portal.stop();
    std::fs::rename(&kept, &key)?;
    stage.portal.resume()?;
    delivered(&stage, &widget)
}

/// Somebody else's bytes are stored under the key of this request. It cannot happen, and if it
/// did, it is not called accepted.
fn key_reused(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage.relay.set(Way::HeldBefore);
    journey::send(&widget)?;
    let post = wait::until("the post", wait::USUAL, || {
        Ok(stage.relay.arrivals().into_iter().next())
    })?;
    // One character of the sealed part, which the receiver cannot tell from another seal.
    let at = post.body.rfind('.').unwrap_or(0) - 8;
    let other = if &post.body[at..=at] == "A" { "B" } else { "A" };
    let body = [&post.body[..at], other, &post.body[at + 1..]].concat();
    let answer = agent(wait::USUAL)
        .post(format!("{}/api/referrals", stage.portal.origin()))
        .header("content-type", "application/jose")
        .header("idempotency-key", &post.id)
        .send(body)?;
    ensure!(
        answer.status().as_u16() == 201,
        "the other bytes were answered {}",
        answer.status()
    );
    stage.relay.set(Way::Open);
    widget.await_state(&["rejected"], wait::USUAL)?;
    wait::throughout(Duration::from_secs(2), || posts(&stage, 1))?;
    ensure!(
        !widget.phone_links_of_screen()?.is_empty(),
        "no phone number beside what was refused"
    );
    Ok(())
}

/// The receiver's answers cannot be read from the page's origin for a while.
fn no_cors(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    let stage = other_origin(context)?;
    stage.portal.fail_always(&json!({ "no_cors": true }))?;
    open_at_portal(&stage, &session)?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    // It may well have arrived, and the receiver knows it when it comes again.
    stage.portal.holds(1)?;
    stage.portal.clear_faults()?;
    widget.try_until_delivered()?;
    stage.portal.holds(1)
}

/// The same for so long that it is no bad line: the page and the widget's files can be had.
fn never(context: &Context<'_>) -> Outcome {
    let session = context.session()?;
    let stage = other_origin(context)?;
    stage.portal.fail_always(&json!({ "no_cors": true }))?;
    open_at_portal(&stage, &session)?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    wait::until("state held", Duration::from_secs(60), || {
        let states = widget.states()?;
        if states == ["held"] {
            return Ok(Some(()));
        }
        // Not while one is under way: a held request would be pressed again before it is seen.
        if states == ["waiting"] {
            widget.try_now()?;
        }
        fail!("it shows {states:?}")
    })?;
    let row = &stage::rows(&session)?[0];
    let (class, count) = (&row["last_class"], &row["unanswered"]);
    ensure!(
        class == "unreachable" && count.as_u64() >= Some(10),
        "it is held for another reason: {class} after {count}"
    );
    stage.portal.holds(1)?;
    stage.portal.clear_faults()?;
    session.script("window.dispatchEvent(new Event('online'))", &[])?;
    widget.await_state(&["delivered"], wait::USUAL)?;
    stage.portal.holds(1)
}

/// The portal's policy does not name the receiver.
fn policy(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let mut config = stage.portal.config()?;
    to_endpoint(&mut config, &stage.relay.origin());
    stage.portal.serve("stage.json", config.to_string())?;
    let session = context.session()?;
    open_at_portal(&stage, &session)?;
    let widget = Widget::on(&session);
    journey::to_review(&widget, &PERSON)?;
    journey::send(&widget)?;
    widget.await_state(&["held"], wait::USUAL)?;
    ensure!(
        stage::rows(&session)?[0]["last_class"] == "csp",
        "it is held for another reason"
    );
    session.script("window.dispatchEvent(new Event('online'))", &[])?;
    wait::throughout(A_WHILE, || {
        let violations = super::policy::seen(&session)?["violations"].to_string();
        let tries = violations.matches("connect-src").count();
        ensure!(tries <= 1, "it tried {tries} times");
        posts(&stage, 0)
    })
}

/// A line so poor that the answer would take minutes. Takes as long as an answer may.
fn dripping(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let session = context.session()?;
    let widget = stage.to_review(&session, &PERSON)?;
    stage.relay.set(Way::Dripping);
    journey::send(&widget)?;
    widget.await_state(&["sending"], wait::USUAL)?;
    wait::throughout(Duration::from_secs(40), || {
        ensure!(
            widget.states()? == ["sending"],
            "it shows {:?}",
            widget.states()?
        );
        posts(&stage, 1)
    })?;
    widget.await_state(&["waiting"], wait::USUAL)?;
    ensure!(
        stage::rows(&session)?[0]["last_class"] == "timeout",
        "it was given up for another reason"
    );
    delivered(&stage, &widget)
}

/// Sends a request to a receiver that does this with what comes first.
fn sent<'a>(stage: &Stage, session: &'a Session, faults: &[Value]) -> Outcome<Widget<'a>> {
    let widget = stage.to_review(session, &PERSON)?;
    stage.portal.set_faults(&json!(faults))?;
    journey::send(&widget)?;
    Ok(widget)
}

/// The fault is over: a press brings it through, and it is there once.
fn delivered(stage: &Stage, widget: &Widget<'_>) -> Outcome {
    stage.portal.clear_faults()?;
    stage.relay.set(Way::Open);
    widget.try_until_delivered()?;
    stage.portal.holds(1)
}

/// How long the one row is to wait from now, in milliseconds.
fn waits(session: &Session) -> Outcome<i64> {
    let rows = stage::rows(session)?;
    let now = session.script("return Date.now()", &[])?;
    let ([row], Some(now)) = (rows.as_slice(), now.as_i64()) else {
        fail!("{} rows are stored", rows.len());
    };
    let Some(not_before) = row["not_before"].as_i64() else {
        fail!("the row has no time: {}", row["not_before"]);
    };
    Ok(not_before - now)
}

fn posts(stage: &Stage, count: usize) -> Outcome {
    let posts = stage.relay.arrivals().len();
    ensure!(posts == count, "{posts} posts, not {count}");
    Ok(())
}

fn with_script(context: &Context<'_>, script: &str) -> Outcome<Stage> {
    let stage = Stage::with(context, |_| (), |page: Page| page.script("host.js"))?;
    stage.portal.serve("host.js", script)?;
    Ok(stage)
}

/// The receiver is on the portal's second origin.
fn other_origin(context: &Context<'_>) -> Outcome<Stage> {
    let stage = Stage::set(context, |_| ())?;
    let mut config = stage.portal.config()?;
    config["referral"]["reconnect_spread_s"] = json!(0);
    to_endpoint(
        &mut config,
        &format!("http://127.0.0.1:{}", stage.portal.port() + 1),
    );
    stage.portal.serve("stage.json", config.to_string())?;
    Ok(stage)
}

fn to_endpoint(config: &mut Value, origin: &str) {
    let recipients = config["referral"]["recipients"].as_array_mut();
    for recipient in recipients.into_iter().flatten() {
        recipient["endpoint"] = json!(format!("{origin}/api/referrals"));
    }
}

/// The page without the relay, and so under the portal's own policy and origin.
fn open_at_portal(stage: &Stage, session: &Session) -> Outcome {
    session.navigate(&format!("{}/touchbase/stage.html", stage.portal.origin()))?;
    Widget::on(session).await_screen("welcome")
}
