//! What is on disk, and what happens when requests meet there.

use std::sync::Barrier;
use std::thread;

use rusqlite::{Connection, params};
use touchbase_portal::{Insert, Store, Submission};

use crate::support::{Site, new_id, record, referral, seal, send};

const SENDERS: usize = 4;
const ROUNDS: usize = 100;

/// Each sender has a connection of its own, like the processes of a host with several servers.
#[test]
fn concurrent_identical_posts_are_stored_once() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("portal.sqlite3");
    let ids: Vec<_> = (0..ROUNDS).map(|_| new_id()).collect();

    let outcomes = race(&ids, || {
        let store = Store::open(&path).unwrap();
        move |id: &str| {
            store
                .insert(Submission {
                    id,
                    kid: "kid",
                    jwe: "a.b.c.d.e",
                })
                .unwrap()
        }
    });

    assert_eq!(Store::open(&path).unwrap().all().unwrap().len(), ROUNDS);
    for round in outcomes {
        let mut receipts: Vec<_> = round
            .iter()
            .map(|outcome| match outcome {
                Insert::New(stored) | Insert::Replay(stored) => &stored.receipt,
                Insert::KeyReused => panic!("the bytes were the same"),
            })
            .collect();
        receipts.dedup();
        assert_eq!(receipts.len(), 1);
        let new = round
            .iter()
            .filter(|outcome| matches!(outcome, Insert::New(_)))
            .count();
        assert_eq!(new, 1);
    }
}

/// The control: a receiver that looks first and inserts then must fail the same race, or the race
/// shows nothing.
#[test]
fn a_receiver_that_checks_and_then_inserts_stores_duplicates() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("control.sqlite3");
    let open = || {
        let connection = Connection::open(&path).unwrap();
        connection
            .busy_timeout(std::time::Duration::from_secs(5))
            .unwrap();
        connection
            .pragma_update(None, "journal_mode", "WAL")
            .unwrap();
        connection
            .pragma_update(None, "synchronous", "FULL")
            .unwrap();
        connection
    };
    open()
        .execute_batch("CREATE TABLE referrals (id TEXT NOT NULL, jwe TEXT NOT NULL)")
        .unwrap();
    let ids: Vec<_> = (0..ROUNDS).map(|_| new_id()).collect();

    race(&ids, || {
        let connection = open();
        move |id: &str| {
            let known = connection
                .query_row(
                    "SELECT count(*) FROM referrals WHERE id = ?1",
                    [id],
                    |row| row.get::<_, u32>(0),
                )
                .unwrap();
            if known == 0 {
                connection
                    .execute(
                        "INSERT INTO referrals VALUES (?1, ?2)",
                        params![id, "a.b.c.d.e"],
                    )
                    .unwrap();
            }
        }
    });

    let rows: usize = open()
        .query_row("SELECT count(*) FROM referrals", [], |row| row.get(0))
        .unwrap();
    assert!(rows > ROUNDS, "no duplicate in {ROUNDS} rounds");
}

#[tokio::test(flavor = "multi_thread")]
async fn concurrent_posts_through_two_portals_get_one_receipt() {
    let site = Site::new();
    let other = site.again();
    for _ in 0..20 {
        let id = new_id();
        let token = seal(&site, &record(&id));
        let posts = [&site.app, &other, &site.app, &other].map(|app| {
            let (app, request) = (app.clone(), referral(&id, &token));
            tokio::spawn(async move { send(&app, request).await })
        });
        let mut created = 0;
        let mut receipts = Vec::new();
        for post in posts {
            let answer = post.await.unwrap();
            created += usize::from(answer.status == 201);
            receipts.push(answer.json());
        }
        receipts.dedup();
        assert_eq!((created, receipts.len()), (1, 1));
    }
    assert_eq!(site.list().await.len(), 20);
}

#[tokio::test]
async fn the_same_directory_has_the_same_keys_and_rows_again() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    let receipt = site.post(&id, &token).await.json();
    let (jwk, desk_key, list) = (site.jwk(), site.desk_key(), site.list().await);

    let app = site.again();
    let again = Site { app, ..site };

    assert_eq!((again.jwk(), again.desk_key()), (jwk, desk_key));
    assert_eq!(again.list().await, list);
    assert_eq!(again.post(&id, &token).await.json(), receipt);
}

#[tokio::test]
async fn a_token_is_kept_as_it_was_posted_and_nothing_of_it_in_the_clear() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    site.post(&id, &token).await;
    site.list().await;

    let database = Connection::open(site.data().join("portal.sqlite3")).unwrap();
    let stored: String = database
        .query_row("SELECT jwe FROM referrals WHERE id = ?1", [&id], |row| {
            row.get(0)
        })
        .unwrap();
    assert_eq!(stored, token);
    for file in std::fs::read_dir(site.data()).unwrap() {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        let text = String::from_utf8_lossy(&bytes);
        assert!(!text.contains("Sample Person") && !text.contains("555 0100"));
    }
}

#[cfg(unix)]
#[test]
fn the_secrets_are_for_their_owner_alone() {
    use std::os::unix::fs::PermissionsExt;

    let site = Site::new();
    let mode = |path| std::fs::metadata(path).unwrap().permissions().mode() & 0o777;
    assert_eq!(mode(site.data()), 0o700);
    assert_eq!(mode(site.data().join("receiver.jwk")), 0o600);
    assert_eq!(mode(site.data().join("desk.key")), 0o600);
    assert!(site.desk_key().len() >= 43);
}

/// A key that cannot be read is never replaced: what was sealed to it could not be opened again.
#[test]
fn a_damaged_key_file_stops_the_start() {
    let site = Site::new();
    let path = site.data().join("receiver.jwk");
    std::fs::write(&path, "{}").unwrap();
    let options = crate::support::options(site.dir.path());
    assert!(touchbase_portal::Portal::open(&options, [1, 2]).is_err());
    assert_eq!(std::fs::read_to_string(path).unwrap(), "{}");
}

#[tokio::test]
async fn a_database_that_does_not_answer_is_no_receipt() {
    let site = Site::new();
    let database = Connection::open(site.data().join("portal.sqlite3")).unwrap();
    database.execute_batch("DROP TABLE referrals").unwrap();
    let id = new_id();

    let answer = site.post(&id, &seal(&site, &record(&id))).await;

    assert_eq!(answer.status, 503);
    assert_eq!(answer.problem(), "unavailable");
    assert_eq!(answer.header("retry-after"), "60");
    assert_eq!(answer.json()["retry_after_s"], 60);
}

/// Lets all senders call for the same id at the same moment, round by round, and returns what
/// each got.
fn race<T: Send, R: FnMut(&str) -> T>(
    ids: &[String],
    receiver: impl Fn() -> R + Sync,
) -> Vec<Vec<T>> {
    let start = Barrier::new(SENDERS);
    let mut outcomes: Vec<Vec<T>> = ids.iter().map(|_| Vec::new()).collect();
    thread::scope(|scope| {
        let senders: Vec<_> = (0..SENDERS)
            .map(|_| {
                scope.spawn(|| {
                    let mut receive = receiver();
                    let round = |id: &String| {
                        start.wait();
                        receive(id)
                    };
                    ids.iter().map(round).collect::<Vec<_>>()
                })
            })
            .collect();
        for sender in senders {
            let got = sender.join().unwrap();
            for (round, outcome) in outcomes.iter_mut().zip(got) {
                round.push(outcome);
            }
        }
    });
    outcomes
}
