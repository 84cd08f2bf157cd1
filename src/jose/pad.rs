//! Padding, because the length of a sealed request would tell which form was filled in and how
//! much was written.

/// The lengths a plaintext may have, in octets.
pub const BUCKETS: [usize; 5] = [1 << 10, 2 << 10, 4 << 10, 8 << 10, 16 << 10];

/// Fills JSON text up with spaces, which JSON allows at its end, to the next of [`BUCKETS`].
/// `false` where it is longer than the last; then nothing is changed.
pub fn pad(plaintext: &mut Vec<u8>) -> bool {
    let Some(length) = BUCKETS.into_iter().find(|len| plaintext.len() <= *len) else {
        return false;
    };
    // A growing vector may leave a copy of what was typed behind, so it is moved by hand and the
    // old one overwritten.
    if plaintext.capacity() < length {
        let mut moved = Vec::with_capacity(length);
        moved.extend_from_slice(plaintext);
        plaintext.fill(0);
        *plaintext = moved;
    }
    plaintext.resize(length, b' ');
    true
}
