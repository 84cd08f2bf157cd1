//! "Send" is pressed and the browser is killed, a little later each time: what the screen had
//! promised is kept.

use std::rc::Rc;
use std::thread;
use std::time::Duration;

use crate::case::{Case, Context};
use crate::engine::{Browser, Engine};
use crate::journey::{PERSON, Person};
use crate::outcome::{Failure, Outcome, ensure, fail};
use crate::process::kill_at_once;
use crate::relay::{Ear, Way};
use crate::stage::{self, Stage};
use crate::wait;
use crate::widget::Widget;

/// The states in which a request is said to be saved on the device, or more.
const PROMISES: &[&str] = &[
    "state-queued",
    "state-sending",
    "state-waiting",
    "state-held",
    "state-delivered",
];

/// Milliseconds after the press: before, around and after the row is stored.
const SAMPLE: &[u64] = &[0, 40, 80, 120, 250, 600];
/// The same for Firefox, which takes longer to start.
const SMALL_SAMPLE: &[u64] = &[30, 100, 250, 600];

/// Milliseconds after the press up to which a run has a profile of its own.
const ON_A_NEW_COMPUTER: u64 = 250;

/// The longest that a request saved before may take, with the network there and nobody pressing.
const AFTERWARDS: Duration = Duration::from_secs(45);

pub(crate) fn cases() -> Vec<Case> {
    vec![
        Case {
            name: "kill-after-send-keeps-what-was-promised",
            engines: Engine::ALL,
            run: sweep,
        },
        Case {
            name: "kill-when-the-answer-arrives-delivers-once",
            engines: Engine::ALL,
            run: answered,
        },
        Case {
            name: "kill-control-a-lost-profile-is-noticed",
            engines: Engine::ALL,
            run: lost_profile,
        },
    ]
}

/// The receiver is there or away: away, the row on the disk is all there is. Up to 250 ms each run is
/// the first on its computer, where the database and its stores are made with the row; after that, the
/// browser that looks after one run is the one to be killed in the next.
fn sweep(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let mut last = None;
    let mut count = Count::default();
    for (run, (delay, way)) in plan(context.engine).into_iter().enumerate() {
        let name = format!("{} {run}", PERSON.name);
        let first = delay <= ON_A_NEW_COMPUTER;
        let (profile, browser) = match last.take() {
            Some(both) if !first => both,
            before => {
                before.map_or(Ok(()), |(_, browser): (_, Rc<Browser>)| browser.kill())?;
                let profile = context.profile()?;
                let browser = context.launch(&profile)?;
                (profile, browser)
            }
        };
        let saved = killed(&stage, &browser, &name, way, delay)?;
        count.kills += 1;
        count.first += usize::from(first);
        count.promised += usize::from(saved);
        let browser = context.launch(&profile)?;
        let of_this =
            |why| Failure::Failed(format!("killed {delay} ms after the press, {way:?}: {why}"));
        // Firefox, killed while it makes a database, can leave a file that it cannot read. The
        // widget would mend it by looking.
        let session = browser.session()?;
        session.navigate(&stage.relay.page("tell.js"))?;
        if stage::unreadable(&session) {
            count.spoilt += 1;
            ensure!(!saved, "it said saved, and the database cannot be read");
            stage.mended_by_the_next(&session, &name).map_err(of_this)?;
        }
        kept(&stage, &browser, &name, saved).map_err(of_this)?;
        last = Some((profile, browser));
    }
    let Count {
        kills,
        first,
        promised,
        spoilt,
    } = count;
    context.note(format!(
        "{kills} kills, {first} of them at the first request of a new profile, {promised} after it \
         said saved or more; none lost, none twice; {spoilt} left a database that the browser could \
         not read, before anything was promised"
    ));
    ensure!(promised > 0, "nothing was promised, so this shows nothing");
    stage.none_twice()
}

/// When the browser is killed, and whether the receiver is there: in the long run both at each
/// moment, else one after the other.
fn plan(engine: Engine) -> Vec<(u64, Way)> {
    if stage::long() {
        let every = (0..=500).step_by(10);
        return every
            .flat_map(|delay| [(delay, Way::Open), (delay, Way::Cut)])
            .collect();
    }
    let delays = match engine {
        Engine::Firefox => SMALL_SAMPLE,
        _ => SAMPLE,
    };
    let ways = [Way::Open, Way::Cut].into_iter().cycle();
    delays.iter().copied().zip(ways).collect()
}

#[derive(Default)]
struct Count {
    kills: usize,
    first: usize,
    promised: usize,
    spoilt: usize,
}

/// The control: where the browser's disk is lost with it, a promise was broken, and it shows.
fn lost_profile(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let browser = context.launch(&*context.profile()?)?;
    let saved = killed(&stage, &browser, PERSON.name, Way::Cut, 1_000)?;
    ensure!(saved, "nothing was promised within a second");
    let browser = context.launch(&*context.profile()?)?;
    match kept(&stage, &browser, PERSON.name, saved) {
        Err(Failure::Failed(why)) if why.contains("promised") => Ok(()),
        Err(other) => Err(other),
        Ok(()) => fail!("a lost profile goes unnoticed"),
    }
}

/// The receiver has stored it and the browser has the receipt, but not the time to write it down.
/// The receiver is asked again and knows it.
fn answered(context: &Context<'_>) -> Outcome {
    let stage = Stage::set(context, |_| ())?;
    let profile = context.profile()?;
    let mut browser = context.launch(&profile)?;
    let mut again = 0;
    for delay in [0, 2, 5] {
        let name = format!("{} {delay}", PERSON.name);
        review(&stage, &browser, &name, Way::Open)?;
        kill_after(&stage, &browser, delay, |ear| ear.answered(wait::USUAL))?;
        browser = context.launch(&profile)?;
        kept(&stage, &browser, &name, true)?;
        let posts = stage.relay.arrivals();
        ensure!(
            posts.iter().all(|post| post.body == posts[0].body),
            "another text was posted the second time"
        );
        again += posts.len() - 1;
    }
    context.note(format!("3 kills, {again} requests posted a second time"));
    stage.none_twice()
}

/// Presses "Send" and kills the browser `delay` milliseconds later. True where the screen had
/// said by then that the request is saved.
fn killed(stage: &Stage, browser: &Browser, name: &str, way: Way, delay: u64) -> Outcome<bool> {
    review(stage, browser, name, way)?;
    kill_after(stage, browser, delay, |ear| {
        ear.hear("pressed", wait::USUAL)
    })?;
    let told = stage.relay.told();
    stage.relay.set(Way::Open);
    Ok(told.iter().any(|word| PROMISES.contains(&word.as_str())))
}

/// A request of this name, ready to be sent.
fn review(stage: &Stage, browser: &Browser, name: &str, way: Way) -> Outcome {
    let session = browser.session()?;
    let person = Person { name, ..PERSON };
    let widget = stage.to_review(&session, &person)?;
    stage::listen(&widget)?;
    stage.relay.forget();
    stage.relay.set(way);
    Ok(())
}

/// Presses "Send", and kills the browser so many milliseconds after `moment` was there.
fn kill_after(
    stage: &Stage,
    browser: &Browser,
    delay: u64,
    moment: impl FnOnce(&Ear) -> Outcome + Send + 'static,
) -> Outcome {
    let (ear, pids) = (stage.relay.ear(), browser.pids());
    let killer = thread::spawn(move || {
        moment(&ear)?;
        thread::sleep(Duration::from_millis(delay));
        for pid in pids {
            let _ = kill_at_once(pid);
        }
        Ok(())
    });
    // Its answer is lost with the browser.
    let session = browser.session()?;
    let _ = Widget::on(&session).press_once("send");
    let killed: Outcome = killer
        .join()
        .unwrap_or_else(|_| Err(Failure::Failed("the killer died".into())));
    killed?;
    browser.kill()
}

/// The same profile again: what was promised arrives, once, and nothing is left behind.
fn kept(stage: &Stage, browser: &Browser, name: &str, promised: bool) -> Outcome {
    let session = browser.session()?;
    stage.open(&session)?;
    stage::drained(&session, AFTERWARDS)?;
    let count = stage.names()?.iter().filter(|own| *own == name).count();
    ensure!(
        count == 1 || (count == 0 && !promised),
        "promised: {promised}, and the desk holds {count}"
    );
    Ok(())
}
