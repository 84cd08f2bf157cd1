//! What a person sends, on its way to the seal.

/// A reviewed request, before it is sealed. It holds what a person typed, so it has no `Debug`.
#[derive(Clone)]
pub struct Submission {
    /// The referral's id, a UUID v4.
    pub id: String,
    /// The [`super::Destination::id`] it goes to, which says whose keys it is sealed to.
    pub dest: String,
    /// The receiver's name for itself, in the seal's header.
    pub aud: String,
    /// JSON text. Whoever seals it wipes it.
    pub plaintext: Vec<u8>,
}
