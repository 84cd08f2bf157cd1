//! What the host no longer keeps.

use touchbase_portal::{Progress, Purged, SqliteStore, Store};

use crate::support::{Site, new_id, record, referral, seal, send};

const DAY: i64 = 86_400_000;

#[tokio::test]
async fn a_closed_request_is_deleted_when_its_days_are_over_and_its_id_is_known_for_ever() {
    let site = Site::with(|options| options.retain_days = 90);
    let (closed, unread) = (new_id(), new_id());
    let token = seal(&site, &record(&closed));
    let receipt = site.post(&closed, &token).await.json();
    site.post(&unread, &seal(&site, &record(&unread))).await;
    let store = SqliteStore::open(&site.data().join("portal.sqlite3"), &[]).unwrap();
    let rows = store.all().unwrap();
    let [received, later] = [0, 1].map(|row: usize| rows[row].received_at);
    assert!(
        store
            .mark(&closed, Progress::Unread, Progress::Closed, received)
            .unwrap()
    );
    let sealed = token
        .rsplit_once('.')
        .unwrap()
        .0
        .rsplit_once('.')
        .unwrap()
        .1;
    assert!(on_disk(&site, sealed), "the control: it is there before");

    assert_eq!(
        site.portal.purge(received + 90 * DAY).unwrap(),
        Purged::default()
    );
    assert_eq!(site.list().await.len(), 2);
    let purged = site.portal.purge(later + 90 * DAY + 1).unwrap();

    // What nobody has closed stays: a request is not deleted unread.
    assert_eq!(
        purged,
        Purged {
            deleted: 1,
            overdue: 1
        }
    );
    let list = site.list().await;
    assert_eq!(list.len(), 1);
    assert_eq!(list[0]["id"], *unread);
    assert!(!on_disk(&site, sealed), "its bytes are still there");
    // A sender that never saw its receipt still gets it, and the request is not made anew.
    let again = send(&site.again(), referral(&closed, &token)).await;
    assert_eq!(again.status, 200);
    assert_eq!(again.json(), receipt);
    let other = seal(&site, &record(&closed));
    assert_eq!(site.post(&closed, &other).await.problem(), "key-reused");
    assert_eq!(site.list().await.len(), 1);
}

#[tokio::test]
async fn of_one_that_is_deleted_at_the_desk_nothing_is_left_on_the_disk() {
    let site = Site::new();
    let id = new_id();
    let token = seal(&site, &record(&id));
    site.post(&id, &token).await;
    let sealed = token.rsplit('.').nth(1).unwrap();
    assert!(on_disk(&site, sealed), "the control: it is there before");
    let store = SqliteStore::open(&site.data().join("portal.sqlite3"), &[]).unwrap();
    assert!(store.delete(&id, Progress::Unread).unwrap());
    assert!(!on_disk(&site, sealed), "its bytes are still there");
}

#[tokio::test]
async fn without_a_retention_nothing_is_deleted() {
    let site = Site::new();
    let id = new_id();
    site.post(&id, &seal(&site, &record(&id))).await;
    let store = SqliteStore::open(&site.data().join("portal.sqlite3"), &[]).unwrap();
    store
        .mark(&id, Progress::Unread, Progress::Closed, 0)
        .unwrap();
    assert_eq!(site.portal.purge(i64::MAX).unwrap(), Purged::default());
    assert_eq!(site.list().await.len(), 1);
}

fn on_disk(site: &Site, text: &str) -> bool {
    std::fs::read_dir(site.data()).unwrap().any(|file| {
        let bytes = std::fs::read(file.unwrap().path()).unwrap();
        bytes
            .windows(text.len())
            .any(|window| window == text.as_bytes())
    })
}
