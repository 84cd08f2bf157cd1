//! What the rest of the product sees of the outbox.

use super::{Reason, State};
use crate::time::{HOUR, MINUTE, Millis};

/// Where a referral is kept until it is delivered.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub enum Keep {
    /// Sealed on this device, until it is delivered, deleted or expired.
    Device,
    /// In this page only; closing the page ends it.
    Page,
}

/// Whether the receiver takes the sender's identity from the request itself.
#[derive(Clone, Copy, Debug, Default, Eq, PartialEq)]
pub enum TransportIdentity {
    /// Who sent it stands only inside the seal, so any session may deliver any row.
    #[default]
    None,
    /// The request names its user, so only the owner's session may deliver a row.
    User,
}

/// A receiver as the host configured it.
#[derive(Clone, Debug, Default, Eq, PartialEq)]
pub struct Destination {
    /// `program/recipient`. Rows carry this and never an address, so a stored row cannot send
    /// itself to a place the host no longer names.
    pub id: String,
    /// Where to post; absolute, or relative to the document.
    pub endpoint: String,
    /// How the receiver learns who sent a request.
    pub identity: TransportIdentity,
    /// The receiver's public keys: a list of JWKs as JSON text, which whoever seals reads.
    pub keys: String,
    /// Where those stand in the host's document, for what is wrong with them.
    pub path: String,
}

/// The receiver's proof that it stored a referral.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct Receipt {
    /// The referral's id, equal to the row's.
    pub id: String,
    /// The reference to quote to the program: 1 to 32 characters.
    pub receipt: String,
    /// When the receiver stored it, as the receiver wrote it.
    pub received_at: String,
}

/// One referral as its own session may see it.
#[derive(Clone, Debug, Eq, PartialEq)]
pub struct View {
    /// The referral's id, a UUID. Of one that had ended before this page knew of it, the
    /// [`super::Tombstone::key`]: its id is kept nowhere.
    pub id: String,
    /// The [`Destination::id`] it goes to.
    pub dest: String,
    /// What is known about it. A row kept in this page is [`State::InMemory`] while it waits or is
    /// being sent, because no word about a saved row holds for it.
    pub state: State,
    /// Where it is kept. A row meant for the device stands here as [`Keep::Page`] where the device
    /// could not store it.
    pub keep: Keep,
    /// When it was made, to the minute.
    pub created: Millis,
    /// When it is given up.
    pub expires: Millis,
    /// The earliest next attempt; `None` where none will happen by itself.
    pub next_try: Option<Millis>,
    /// Until when not even a press sends it, because the requests of this hour are all made. `None`
    /// where some are left; the instant may be past by now.
    pub rests_until: Option<Millis>,
    /// Attempts so far.
    pub attempts: u32,
    /// Whether any request has left this device for it.
    pub ever_tried: bool,
    /// Whether the receiver may hold it although no receipt was seen.
    pub outcome_unknown: bool,
    /// The receipt. A referral that another tab delivered is [`State::Delivered`] without one where
    /// its row named no owner: of those a device keeps none.
    pub receipt: Option<Receipt>,
    /// Why it waits, is held or was rejected.
    pub reason: Option<Reason>,
}

/// The host's settings for the whole outbox.
#[derive(Clone, Copy, Debug, Eq, PartialEq)]
pub struct Settings {
    /// How long a referral is kept: 1 hour to 7 days, 72 hours where the host says nothing.
    pub expires_after: Millis,
    /// Over how long the computers of a site spread their requests when the network is back.
    pub reconnect_spread: Millis,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            expires_after: 72 * HOUR,
            reconnect_spread: MINUTE,
        }
    }
}
