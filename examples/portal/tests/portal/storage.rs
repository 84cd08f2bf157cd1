//! What is on disk, and what is not.

use rusqlite::Connection;

use crate::support::{Site, new_id, record, seal};

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

/// It may have stored it before it failed, so it must not be called a refusal.
#[tokio::test]
async fn a_database_that_fails_to_store_leaves_it_open_what_became_of_it() {
    let site = Site::new();
    let database = Connection::open(site.data().join("portal.sqlite3")).unwrap();
    database.execute_batch(crate::contract::NO_INSERT).unwrap();
    let id = new_id();

    let answer = site.post(&id, &seal(&site, &record(&id))).await;

    assert_eq!(answer.status, 500);
    assert_eq!(answer.problem(), "unsettled");
    assert_eq!(answer.json()["retry_after_s"], 60);
}
