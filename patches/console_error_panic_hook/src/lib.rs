//! Stands in the place of the crate of that name, which Yew installs where nobody else did. That one
//! prints what a panic says, with the stack, to the console of a page that is not ours: 0.8 KB of
//! brotli for words that nobody is to read there.

use std::panic::PanicHookInfo;

/// Says nothing.
pub fn hook(_: &PanicHookInfo<'_>) {}

/// Has nothing to set.
pub fn set_once() {}
