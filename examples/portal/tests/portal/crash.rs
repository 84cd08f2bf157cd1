//! The receiver killed in the middle of its work, again and again.
#![cfg(unix)]

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use std::sync::atomic::{AtomicU16, AtomicUsize, Ordering};
use std::thread;
use std::time::Duration;

use touchbase_portal::{SqliteStore, Store, Stored};

use crate::counts::tried;
use crate::running::{Running, exchange, post, receipt};
use crate::support::{Site, anybodys_token, new_id, rounds};

/// SIGKILL leaves what the kernel has taken over for the disk, so this shows that no answer comes
/// before the commit, and not what a power cut does.
#[test]
fn every_receipt_given_before_a_kill_has_its_row() {
    let site = Site::new();
    let file = site.data().join("portal.sqlite3");
    let kills = kill_again_and_again(&site, &[], || {
        Box::new(SqliteStore::open(&file, &[]).unwrap())
    });
    tried("posts on SQLite", kills.posts);
    tried("kills on SQLite", kills.kills);
}

/// How often the program was killed over how many posts.
pub(crate) struct Kills {
    pub(crate) posts: usize,
    pub(crate) kills: usize,
}

/// Kills the program while it is posted to, and holds the rows against the receipts.
pub(crate) fn kill_again_and_again(
    site: &Site,
    arguments: &[&str],
    open: impl FnOnce() -> Box<dyn Store>,
) -> Kills {
    let token = anybodys_token(site);
    let posts = rounds("TB_POSTS", 100);
    let (next, done) = (AtomicUsize::new(0), AtomicUsize::new(0));
    let (port, broken) = (AtomicU16::new(0), AtomicUsize::new(0));
    let given: Mutex<Vec<(String, String)>> = Mutex::default();
    let mut kills = 0;

    thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while next.fetch_add(1, Ordering::Relaxed) < posts {
                    let id = new_id();
                    // Twice, so that an answer that was lost is asked for again as well.
                    for _ in 0..2 {
                        let receipt = loop {
                            let answer = exchange(port.load(Ordering::Acquire), &post(&id, &token));
                            match answer.ok().as_deref().and_then(receipt) {
                                Some(receipt) => break receipt,
                                None => broken.fetch_add(1, Ordering::Relaxed),
                            };
                            thread::sleep(Duration::from_millis(3));
                        };
                        assert_eq!(receipt["id"], *id);
                        let code = receipt["receipt"].as_str().unwrap().to_owned();
                        given.lock().unwrap().push((id.clone(), code));
                    }
                    done.fetch_add(1, Ordering::Release);
                }
            });
        }
        while done.load(Ordering::Acquire) < posts {
            let mut program = Running::start_quietly(site, arguments);
            port.store(program.port(), Ordering::Release);
            thread::sleep(Duration::from_millis(10 + u64::from(random_byte()) / 4));
            // Dropping it is SIGKILL.
            drop(program);
            kills += 1;
        }
    });

    assert!(
        kills > 1 && broken.into_inner() > 0,
        "{kills} kills hit nothing"
    );
    let rows = open().all().unwrap();
    let given = given.into_inner().unwrap();
    assert_eq!(given.len(), 2 * posts);
    assert_eq!(rows.len(), posts);
    assert_eq!(broken_promises(&given, &rows), BTreeSet::new());

    // The control: a receipt that no row stands for is found.
    let mut planted = given;
    planted.push((new_id(), "K7QM-3XWD".into()));
    assert_eq!(broken_promises(&planted, &rows).len(), 1);
    planted.pop();
    planted[0].1 = "another".into();
    assert_eq!(broken_promises(&planted, &rows).len(), 1);
    Kills { posts, kills }
}

/// The ids for which a receipt was given that the rows do not bear out.
fn broken_promises(given: &[(String, String)], rows: &[Stored]) -> BTreeSet<String> {
    let rows: BTreeMap<_, _> = rows.iter().map(|row| (&row.id, &row.receipt)).collect();
    given
        .iter()
        .filter(|(id, receipt)| rows.get(id) != Some(&receipt))
        .map(|(id, _)| id.clone())
        .collect()
}

pub(crate) fn random_byte() -> u8 {
    let mut byte = [0];
    getrandom::fill(&mut byte).unwrap();
    byte[0]
}
