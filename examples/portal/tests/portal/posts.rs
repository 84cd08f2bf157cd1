//! What becomes of requests that meet, and of receipts when the receiver is killed.
//!
//! `TB_ROUNDS` and `TB_POSTS` set how many rounds and posts there are; CI has time for fewer.

use std::sync::Arc;
use std::sync::Mutex;

use axum::Router;
use rusqlite::{Connection, params};
use touchbase_portal::{
    Claim, Insert, Portal, Progress, Purged, SqliteStore, Store, StoreError, Stored, Submission,
    router,
};

use crate::counts::tried;
use crate::support::{
    Answer, PORTS, Site, anybodys_token, new_id, options, referral, rounds, send,
};

/// How many post the same at once.
const SENDERS: usize = 4;

/// Two portals on one database, like the processes of a host with several servers.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn concurrent_identical_posts_are_stored_once_and_get_one_receipt() {
    let site = Site::new();
    let count = rounds("TB_ROUNDS", 500);

    let faults = race(&[site.app.clone(), site.again()], &site, count).await;

    assert_eq!(faults, Faults::default());
    let store = SqliteStore::open(&site.data().join("portal.sqlite3"), &[]).unwrap();
    assert_eq!(store.all().unwrap().len(), count);
    tried("rounds on SQLite", count);
}

/// The control: a receiver that looks first and inserts then must fail the same race, or the race
/// shows nothing.
#[tokio::test(flavor = "multi_thread", worker_threads = 4)]
async fn a_receiver_that_checks_and_then_inserts_fails_the_same_race() {
    let site = Site::new();
    let careless = || {
        let portal = Portal::open(&options(site.dir.path()), PORTS).unwrap();
        let store = CheckThenInsert::open(&site.data().join("careless.sqlite3"));
        router(Arc::new(portal.with_store(Box::new(store))))
    };

    let faults = race(&[careless(), careless()], &site, 500).await;

    assert!(faults.stored_twice > 0, "{faults:?}");
    assert!(faults.receipts_differ > 0, "{faults:?}");
    tried("rounds in which it stored twice", faults.stored_twice);
}

/// In how many rounds something went wrong.
#[derive(Debug, Default, PartialEq)]
pub(crate) struct Faults {
    /// More or fewer than one answer said that it stored the request.
    stored_twice: usize,
    receipts_differ: usize,
    refused: usize,
}

/// Posts the same from all senders at once, round by round with another id.
pub(crate) async fn race(apps: &[Router], site: &Site, count: usize) -> Faults {
    let token: Arc<str> = anybodys_token(site).into();
    let mut faults = Faults::default();
    for _ in 0..count {
        let id = new_id();
        let senders: Vec<_> = (0..SENDERS)
            .map(|sender| {
                let (app, id) = (apps[sender % apps.len()].clone(), id.clone());
                let token = Arc::clone(&token);
                tokio::spawn(async move { send(&app, referral(&id, &token)).await })
            })
            .collect();
        let mut answers: Vec<Answer> = Vec::new();
        for sender in senders {
            answers.push(sender.await.unwrap());
        }
        let with = |status: u16| answers.iter().filter(|a| a.status == status).count();
        faults.stored_twice += usize::from(with(201) != 1);
        faults.refused += usize::from(with(201) + with(200) != SENDERS);
        faults.receipts_differ += usize::from(answers.iter().any(|a| a.body != answers[0].body));
    }
    faults
}

/// A store with the mistake that the primary key of the real one rules out.
struct CheckThenInsert(Mutex<Connection>);

impl CheckThenInsert {
    fn open(path: &std::path::Path) -> Self {
        let connection = Connection::open(path).unwrap();
        let patience = std::time::Duration::from_secs(5);
        connection.busy_timeout(patience).unwrap();
        let wal = connection.pragma_update(None, "journal_mode", "WAL");
        wal.unwrap();
        connection
            .execute_batch("CREATE TABLE IF NOT EXISTS careless (id TEXT, receipt TEXT)")
            .unwrap();
        Self(Mutex::new(connection))
    }
}

impl Store for CheckThenInsert {
    fn find(&self, submission: Submission<'_>) -> Result<Option<Insert>, StoreError> {
        let connection = self.0.lock().unwrap();
        let mut query = connection.prepare("SELECT receipt FROM careless WHERE id = ?1")?;
        let mut rows = query.query([submission.id])?;
        let Some(row) = rows.next()? else {
            return Ok(None);
        };
        Ok(Some(Insert::Replay(stored(submission, row.get(0)?))))
    }

    fn insert(&self, submission: Submission<'_>, _: i64) -> Result<Insert, StoreError> {
        if let Some(earlier) = self.find(submission)? {
            return Ok(earlier);
        }
        let receipt = new_id()[..8].to_owned();
        self.0.lock().unwrap().execute(
            "INSERT INTO careless VALUES (?1, ?2)",
            params![submission.id, receipt],
        )?;
        Ok(Insert::New(stored(submission, receipt)))
    }

    fn all(&self) -> Result<Vec<Stored>, StoreError> {
        Ok(Vec::new())
    }

    fn mark(&self, _: &str, _: Progress, _: Progress, _: i64) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn delete(&self, _: &str, _: Progress) -> Result<bool, StoreError> {
        Ok(false)
    }

    fn purge(&self, _: i64) -> Result<Purged, StoreError> {
        Ok(Purged::default())
    }

    fn claim(&self, _: &str, _: i64, _: i64) -> Result<Claim, StoreError> {
        Ok(Claim::Idle)
    }

    fn announced(&self, _: &str, _: &str, _: i64, _: i64) -> Result<(), StoreError> {
        Ok(())
    }

    fn release(&self, _: &str, _: u32, _: i64) -> Result<(), StoreError> {
        Ok(())
    }
}

fn stored(submission: Submission<'_>, receipt: String) -> Stored {
    Stored {
        id: submission.id.into(),
        receipt,
        received_at: 0,
        kid: submission.kid.into(),
        jwe: submission.jwe.into(),
        progress: Progress::Unread,
        marked_at: None,
    }
}
