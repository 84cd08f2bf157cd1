//! What every store has to do, whatever database it is in.

use touchbase_portal::{Claim, Insert, Progress, Purged, SqliteStore, Store, Submission};

use crate::support::new_id;

#[test]
fn sqlite_does_what_a_store_has_to_do() {
    let dir = tempfile::tempdir().unwrap();
    let mut count = 0;
    keeps_the_contract(|at, channels| {
        let file = dir.path().join(format!("{at}.sqlite3"));
        count += 1;
        Box::new(SqliteStore::open(&file, channels).unwrap())
    });
    assert!(count > 4);
}

/// Opens the store of a name: the same name, the same rows.
type Open<'a> = dyn FnMut(&str, &[&'static str]) -> Box<dyn Store> + 'a;

pub(crate) fn keeps_the_contract(mut open: impl FnMut(&str, &[&'static str]) -> Box<dyn Store>) {
    stores_once_and_remembers(&mut open);
    marks_what_still_stands_so(&mut open);
    deletes_one_that_still_stands_so(&mut open);
    deletes_what_is_closed_and_old(&mut open);
    gives_each_notice_to_one(&mut open);
}

fn stores_once_and_remembers(open: &mut Open<'_>) {
    let (one, other) = (open("once", &[]), open("once", &[]));
    let (id, second) = (new_id(), new_id());
    let submission = submission(&id, "a.b.c.d.e");
    assert_eq!(one.find(submission).unwrap(), None);

    let Insert::New(first) = one.insert(submission, 7).unwrap() else {
        panic!("it was not new");
    };
    assert_eq!(
        (first.received_at, &*first.jwe, &*first.kid),
        (7, "a.b.c.d.e", "kid")
    );
    for again in [
        other.insert(submission, 8).unwrap(),
        other.find(submission).unwrap().unwrap(),
    ] {
        assert_eq!(again, Insert::Replay(first.clone()));
    }
    let changed = Submission {
        jwe: "a.b.c.d.f",
        ..submission
    };
    assert_eq!(one.insert(changed, 9).unwrap(), Insert::KeyReused);
    assert_eq!(one.find(changed).unwrap(), Some(Insert::KeyReused));
    other.insert(self::submission(&second, "x"), 6).unwrap();
    let all = one.all().unwrap();
    assert_eq!(all.len(), 2);
    assert_eq!(
        (&all[0].id, &all[1]),
        (&second, &first),
        "by the time they came"
    );
}

fn marks_what_still_stands_so(open: &mut Open<'_>) {
    use Progress::{Closed, Taken, Unread};

    let store = open("marks", &[]);
    let id = new_id();
    assert!(
        !store.mark(&id, Unread, Taken, 1).unwrap(),
        "it is not there"
    );
    store.insert(submission(&id, "x"), 1).unwrap();
    assert!(
        !store.mark(&id, Taken, Closed, 2).unwrap(),
        "nobody has taken it"
    );
    assert!(store.mark(&id, Unread, Taken, 3).unwrap());
    assert!(!store.mark(&id, Unread, Closed, 4).unwrap(), "somebody has");
    let row = &store.all().unwrap()[0];
    assert_eq!((row.progress, row.marked_at), (Taken, Some(3)));
}

fn deletes_one_that_still_stands_so(open: &mut Open<'_>) {
    use Progress::{Contacted, Taken, Unread};

    let (store, other) = (open("delete", &["a"]), open("delete", &["a"]));
    let [id, unread, stays] = [new_id(), new_id(), new_id()];
    assert!(!store.delete(&id, Unread).unwrap(), "it is not there");
    for (id, at) in [(&id, 1), (&unread, 2), (&stays, 3)] {
        store.insert(submission(id, "x"), at).unwrap();
    }
    let Insert::Replay(given) = store.insert(submission(&id, "x"), 3).unwrap() else {
        panic!("it was new again");
    };
    store.mark(&id, Unread, Taken, 4).unwrap();
    assert!(!store.delete(&id, Unread).unwrap(), "somebody has taken it");
    assert_eq!(store.all().unwrap().len(), 3);

    assert!(store.delete(&id, Taken).unwrap());
    assert!(store.delete(&unread, Unread).unwrap());

    let left: Vec<_> = other.all().unwrap().into_iter().map(|row| row.id).collect();
    assert_eq!(left, [stays]);
    assert!(!other.delete(&id, Taken).unwrap(), "it is gone");
    assert!(!other.mark(&id, Unread, Contacted, 5).unwrap());
    // Of the one that stays, and not of those that are gone.
    let Claim::Yours { notices, .. } = other.claim("a", 6, 7).unwrap() else {
        panic!("there is none");
    };
    assert_eq!(notices.len(), 1);
    let Insert::Replay(known) = store.insert(submission(&id, "x"), 8).unwrap() else {
        panic!("it was forgotten");
    };
    assert_eq!(
        (known.receipt, known.received_at, &*known.jwe, &*known.kid),
        (given.receipt, 1, "", "")
    );
    assert_eq!(
        store.insert(submission(&id, "y"), 9).unwrap(),
        Insert::KeyReused
    );
}

fn deletes_what_is_closed_and_old(open: &mut Open<'_>) {
    let store = open("purge", &["a"]);
    let [closed, open_one, young] = [new_id(), new_id(), new_id()];
    for (id, at) in [(&closed, 10), (&open_one, 11), (&young, 20)] {
        store.insert(submission(id, "x"), at).unwrap();
    }
    for id in [&closed, &young] {
        store
            .mark(id, Progress::Unread, Progress::Closed, 21)
            .unwrap();
    }
    assert_eq!(
        store.purge(10).unwrap(),
        Purged {
            deleted: 0,
            overdue: 0
        }
    );
    assert_eq!(
        store.purge(20).unwrap(),
        Purged {
            deleted: 1,
            overdue: 1
        }
    );
    assert_eq!(
        store.purge(20).unwrap(),
        Purged {
            deleted: 0,
            overdue: 1
        }
    );
    assert_eq!(store.all().unwrap().len(), 2);
    let Insert::Replay(known) = store.insert(submission(&closed, "x"), 30).unwrap() else {
        panic!("it was forgotten");
    };
    assert_eq!((known.received_at, &*known.jwe), (10, ""));
    assert_eq!(
        store.insert(submission(&closed, "y"), 30).unwrap(),
        Insert::KeyReused
    );
    assert!(
        !store
            .mark(&closed, Progress::Unread, Progress::Taken, 31)
            .unwrap()
    );
}

fn gives_each_notice_to_one(open: &mut Open<'_>) {
    let (one, other) = (open("notices", &["a"]), open("notices", &["a"]));
    let notices = |claim: Claim| match claim {
        Claim::Yours { notices, failures } => (notices, failures),
        claim => panic!("{claim:?}"),
    };
    assert_eq!(one.claim("a", 100, 200).unwrap(), Claim::Idle);
    let ids = [new_id(), new_id(), new_id()];
    for (at, id) in (1..).zip(&ids) {
        one.insert(submission(id, "x"), at).unwrap();
        one.insert(submission(id, "x"), at).unwrap();
    }
    let (given, failures) = notices(one.claim("a", 100, 200).unwrap());
    assert_eq!((given.len(), failures), (3, 0), "one for each and no more");
    assert_eq!(other.claim("a", 150, 250).unwrap(), Claim::Later(200));
    // What was given and what somebody took is not told again.
    one.announced("a", &given[0], 160, 260).unwrap();
    assert_eq!(other.claim("a", 220, 300).unwrap(), Claim::Later(260));
    one.mark(&ids[1], Progress::Unread, Progress::Taken, 161)
        .unwrap();
    one.release("a", 3, 400).unwrap();
    assert_eq!(other.claim("a", 399, 500).unwrap(), Claim::Later(400));
    let (left, failures) = notices(other.claim("a", 400, 500).unwrap());
    assert_eq!((left, failures), (vec![given[2].clone()], 3));
    // Another channel starts with what is unread and is not held up.
    let both = open("notices", &["a", "b"]);
    assert_eq!(notices(both.claim("b", 400, 500).unwrap()).0.len(), 2);
    assert_eq!(
        open("notices", &["a", "b"]).claim("b", 400, 500).unwrap(),
        Claim::Later(500)
    );
    // A clock that was far ahead.
    other.release("a", 1, i64::MAX).unwrap();
    assert_eq!(notices(other.claim("a", 400, 500).unwrap()).0.len(), 1);
}

fn submission<'a>(id: &'a str, jwe: &'a str) -> Submission<'a> {
    Submission {
        id,
        kid: "kid",
        jwe,
    }
}
