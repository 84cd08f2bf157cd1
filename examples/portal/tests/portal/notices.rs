//! Telling the program's people: what is said, and that it is said of each request.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::thread;
use std::time::{Duration, Instant};

use serde_json::{Value, json};
use touchbase_portal::{Announced, Options, SqliteStore, Store};

use crate::counts::tried;
use crate::crash::random_byte;
use crate::ears::Ear;
use crate::running::{Running, exchange, post, receipt};
use crate::support::{Site, anybodys_token, new_id, record, rounds, seal};

const SECOND: i64 = 1_000;
const MINUTE: i64 = 60 * SECOND;
/// A day in November 2026; these tests bring their own clock.
const NOON: i64 = 1_795_348_800_000;

#[tokio::test]
async fn a_notice_says_that_a_request_came_and_nothing_of_it() {
    let (mail, web) = (Ear::mail(0), Ear::web(0, 204));
    let site = Site::with(|options| {
        options.notify = Some(notify(options, Some(&web), Some(&mail)));
    });
    let id = new_id();
    let receipt = site.post(&id, &seal(&site, &record(&id))).await.json();

    let pass = site.portal.announce(NOON);

    let expected = Announced {
        given: 2,
        failed: 0,
        next_at: None,
    };
    assert_eq!(pass, expected);
    assert_eq!(site.portal.announce(NOON).given, 0, "once and not again");
    let (mail, post) = (one(&mail), one(&web));
    assert!(mail.contains("Subject: A new request is at the desk"));
    assert!(mail.contains("To: peer@hospital.example"));
    assert!(mail.contains("Message-ID: <"));
    let said: Value = serde_json::from_str(post.split("\r\n\r\n").nth(1).unwrap()).unwrap();
    let members: Vec<_> = said.as_object().unwrap().keys().collect();
    assert_eq!(members, ["event", "notice", "text", "desk"]);
    assert!(post.contains("authorization: Bearer of-the-chat"));
    assert!(post.contains(&format!(
        "idempotency-key: \"{}\"",
        said["notice"].as_str().unwrap()
    )));
    for text in [&mail, &post] {
        assert!(text.contains("https://hospital.example/desk"), "{text}");
        assert_eq!(betrayed(text, &id, &receipt), Vec::<String>::new());
        // The control: what would be too much is found.
        let planted = format!("{text} Sample Person");
        assert_eq!(betrayed(&planted, &id, &receipt), ["Sample Person"]);
    }
}

#[tokio::test]
async fn a_mail_server_that_is_down_for_an_hour_gets_each_notice_once() {
    let mail = Ear::mail(0);
    let port = mail.port;
    let web = Ear::web(0, 200);
    let site = Site::with(|options| {
        options.notify = Some(notify(options, Some(&web), Some(&mail)));
    });
    drop(mail);
    let mut ids = BTreeSet::new();
    let mut attempts = 0;
    let mut now = NOON;
    while now < NOON + 60 * MINUTE {
        // Three requests come while it is down.
        if ids.len() < 3 {
            let id = new_id();
            site.post(&id, &seal(&site, &record(&id))).await;
            ids.insert(id);
        }
        let pass = site.portal.announce(now);
        attempts += pass.failed;
        let next = pass.next_at.unwrap();
        assert!(
            next > now && next <= now + 5 * MINUTE + SECOND,
            "{}",
            next - now
        );
        now = next;
    }
    assert!(
        (12..=40).contains(&attempts),
        "{attempts} attempts in an hour"
    );
    assert_eq!(
        names(&web.heard()).len(),
        3,
        "the other channel is not held up"
    );

    let mail = Ear::mail(port);
    let pass = site.portal.announce(now);

    assert_eq!((pass.given, pass.failed, pass.next_at), (3, 0, None));
    assert_eq!(mail.heard().len(), 3);
    assert_eq!(names(&mail.heard()).len(), 3);
    assert_eq!(site.portal.announce(now + 60 * MINUTE).given, 0);
    let listed: Vec<_> = site.list().await;
    let listed: Vec<_> = listed
        .iter()
        .map(|row| row["id"].as_str().unwrap().to_owned())
        .collect();
    assert_eq!(listed.len(), 3, "none twice");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), ids);
    tried("attempts while the mail server was down", attempts);
    tried("notices after its return", pass.given);
}

#[tokio::test]
async fn what_is_not_a_yes_is_tried_again_under_the_same_name() {
    for status in [302, 400, 404, 500] {
        let web = Ear::web(0, status);
        let site = Site::with(|options| options.notify = Some(notify(options, Some(&web), None)));
        let id = new_id();
        site.post(&id, &seal(&site, &record(&id))).await;

        let first = site.portal.announce(NOON);
        assert_eq!((first.given, first.failed), (0, 1), "{status}");
        // Not before its time.
        assert_eq!(
            site.portal.announce(NOON + 1),
            Announced {
                next_at: first.next_at,
                ..Announced::default()
            }
        );
        let second = site.portal.announce(first.next_at.unwrap());
        assert_eq!((second.given, second.failed), (0, 1), "{status}");
        let heard = web.heard();
        assert_eq!(heard.len(), 2);
        assert_eq!(names(&heard).len(), 1);
    }
}

/// A process that took the notices and died is waited for as long as it might still be at it.
#[tokio::test]
async fn a_claim_of_a_dead_process_runs_out() {
    let web = Ear::web(0, 200);
    let site = Site::with(|options| options.notify = Some(notify(options, Some(&web), None)));
    let id = new_id();
    site.post(&id, &seal(&site, &record(&id))).await;
    let database = rusqlite::Connection::open(site.data().join("portal.sqlite3")).unwrap();
    let claim = "INSERT INTO channels VALUES ('portal', 'webhook', 0, 0, ?1)";
    database.execute(claim, [NOON + 30 * SECOND]).unwrap();

    let again = site.portal_again(|options| {
        options.notify = Some(notify(options, Some(&web), None));
    });

    let waiting = again.announce(NOON);
    assert_eq!(
        (waiting.given, waiting.next_at),
        (0, Some(NOON + 30 * SECOND))
    );
    assert_eq!(again.announce(NOON + 30 * SECOND).given, 1);
}

#[tokio::test]
async fn a_clock_that_was_far_ahead_holds_nothing_up() {
    let web = Ear::web(0, 500);
    let site = Site::with(|options| options.notify = Some(notify(options, Some(&web), None)));
    let id = new_id();
    site.post(&id, &seal(&site, &record(&id))).await;
    assert_eq!(
        site.portal.announce(NOON + 365 * 24 * 60 * MINUTE).failed,
        1
    );
    assert_eq!(
        site.portal.announce(NOON).failed,
        1,
        "tried now and not in a year"
    );
}

#[tokio::test]
async fn a_channel_that_is_added_later_is_told_of_what_is_still_unread() {
    let web = Ear::web(0, 200);
    let site = Site::new();
    let id = new_id();
    site.post(&id, &seal(&site, &record(&id))).await;
    let with_notices =
        || site.portal_again(|options| options.notify = Some(notify(options, Some(&web), None)));
    assert_eq!(with_notices().announce(NOON).given, 1);
    assert_eq!(with_notices().announce(NOON).given, 0);
}

#[test]
fn a_file_of_notices_that_cannot_be_used_stops_the_start() {
    let site = Site::new();
    for text in ["{", "{}", r#"{"webhook":{"url":"http://chat.example/"}}"#] {
        let mut options = crate::support::options(site.dir.path());
        let file = site.dir.path().join("broken.json");
        std::fs::write(&file, text).unwrap();
        options.notify = Some(file);
        assert!(
            touchbase_portal::Portal::open(&options, [1, 2]).is_err(),
            "{text}"
        );
    }
}

#[cfg(unix)]
#[test]
fn each_request_is_announced_although_the_receiver_is_killed_after_the_commit() {
    let site = Site::new();
    let file = site.data().join("portal.sqlite3");
    let kills = killed_around_the_notice(&site, &[], || {
        Box::new(SqliteStore::open(&file, &[]).unwrap())
    });
    tried("kills after the commit on SQLite", kills.kills);
    tried("of them before the notice on SQLite", kills.unannounced);
}

/// What became of notices around which the program was killed.
#[cfg(unix)]
pub(crate) struct Killed {
    pub(crate) kills: usize,
    /// How often the notice had not gone out.
    pub(crate) unannounced: usize,
}

/// Kills the program right after each receipt, so before the notice, or between it and the note
/// that it was given.
#[cfg(unix)]
pub(crate) fn killed_around_the_notice(
    site: &Site,
    more: &[&str],
    open: impl Fn() -> Box<dyn Store>,
) -> Killed {
    let web = Ear::web(0, 200);
    let file = notify(&crate::support::options(site.dir.path()), Some(&web), None);
    let arguments = [more, &["--notify", file.to_str().unwrap()]].concat();
    let token = anybodys_token(site);
    let least = rounds("TB_KILLS", 10);
    let mut ids = BTreeSet::new();
    let mut unannounced = 0;
    // On a busy machine it may take more until one comes before its notice.
    while ids.len() < least || (unannounced == 0 && ids.len() < 20 * least) {
        let mut program = Running::start_quietly(site, &arguments);
        let id = new_id();
        let answer = exchange(program.port(), &post(&id, &token)).unwrap();
        if ids.len() % 2 == 1 {
            // Up to 31 milliseconds: the notice goes out meanwhile, or has gone out and is not
            // noted yet.
            thread::sleep(Duration::from_millis(u64::from(random_byte()) / 8));
        }
        drop(program);
        assert!(receipt(&answer).is_some(), "{answer}");
        ids.insert(id);
        unannounced += usize::from(names(&web.heard()).len() < ids.len());
        // As if the half minute for which the dead one is waited for were over.
        open().release("webhook", 0, 0).unwrap();
    }
    assert!(unannounced > 0, "no kill came before a notice");
    let posts = ids.len();

    let mut program = Running::start_quietly(site, &arguments);
    let port = program.port();
    let began = Instant::now();
    while names(&web.heard()).len() < posts && began.elapsed() < Duration::from_secs(60) {
        thread::sleep(Duration::from_millis(100));
    }

    assert_eq!(names(&web.heard()).len(), posts);
    let listed = at_the_desk(port, &site.desk_key());
    assert_eq!(listed.len(), posts, "none twice");
    assert_eq!(listed.into_iter().collect::<BTreeSet<_>>(), ids);
    Killed {
        kills: posts,
        unannounced,
    }
}

/// The ids in the desk's list, each as often as it stands there.
#[cfg(unix)]
fn at_the_desk(port: u16, key: &str) -> Vec<String> {
    let request = format!(
        "GET /desk/referrals.json HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\
         authorization: Bearer {key}\r\n\r\n"
    );
    let answer = exchange(port, &request).unwrap();
    let (_, body) = answer.split_once("\r\n\r\n").unwrap();
    let list: Vec<Value> = serde_json::from_str(body).unwrap();
    let id = |row: &Value| row["id"].as_str().unwrap().to_owned();
    list.iter().map(id).collect()
}

/// Writes the file that names the two, and returns where it is.
fn notify(options: &Options, web: Option<&Ear>, mail: Option<&Ear>) -> PathBuf {
    let mut config = json!({ "desk": "https://hospital.example/desk" });
    if let Some(web) = web {
        let url = format!("http://127.0.0.1:{}/hook", web.port);
        config["webhook"] = json!({ "url": url, "token": "of-the-chat" });
    }
    if let Some(mail) = mail {
        config["smtp"] = json!({
            "url": format!("smtp://127.0.0.1:{}", mail.port),
            "from": "Desk <desk@hospital.example>",
            "to": ["peer@hospital.example"],
        });
    }
    let file = options.data.with_file_name("notify.json");
    std::fs::write(&file, config.to_string()).unwrap();
    file
}

fn one(ear: &Ear) -> String {
    let heard = ear.heard();
    assert_eq!(heard.len(), 1);
    heard.into_iter().next().unwrap()
}

/// What of the record, the id and the receipt stands in a text.
fn betrayed(text: &str, id: &str, receipt: &Value) -> Vec<String> {
    let own = record(id);
    let mut secrets: Vec<String> = [
        "name",
        "contact_value",
        "option",
        "contact_window",
        "urgency",
    ]
    .iter()
    .map(|key| own[key].as_str().unwrap().to_owned())
    .collect();
    secrets.push(id.into());
    secrets.push(receipt["receipt"].as_str().unwrap().into());
    secrets.retain(|secret| text.contains(secret));
    secrets
}

/// The different names under which something was heard.
fn names(heard: &[String]) -> BTreeSet<String> {
    let mark = |text: &String| -> Option<String> {
        let line = text.lines().find(|line| {
            let line = line.to_lowercase();
            line.starts_with("message-id:") || line.starts_with("idempotency-key:")
        })?;
        Some(line.split_once(": ")?.1.to_owned())
    };
    heard.iter().map(|text| mark(text).unwrap()).collect()
}
