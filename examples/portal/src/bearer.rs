//! Who may post, where the host says that not everybody may: bearer tokens (RFC 6750).

use std::path::Path;

use axum::http::{HeaderMap, header};
use sha2::{Digest, Sha256};
use subtle::{Choice, ConstantTimeEq};

use crate::StartError;

/// Shorter ones could be guessed.
const MIN_LENGTH: usize = 16;

/// The tokens that are taken, as digests. Two are valid together while one replaces the other.
#[derive(Debug)]
pub(crate) struct Tokens(Vec<[u8; 32]>);

impl Tokens {
    /// Reads a file with one token a line; empty lines and lines that begin with `#` are not read.
    pub(crate) fn open(path: &Path) -> Result<Self, StartError> {
        let text =
            std::fs::read_to_string(path).map_err(|e| StartError::Io("the token file", e))?;
        Self::parse(&text).ok_or(StartError::Setting(
            "the token file needs a token of at least 16 characters on each line",
        ))
    }

    pub(crate) fn parse(text: &str) -> Option<Self> {
        let lines = text.lines().map(str::trim);
        let tokens: Vec<_> = lines
            .filter(|line| !line.is_empty() && !line.starts_with('#'))
            .collect();
        let sound =
            |token: &&str| token.len() >= MIN_LENGTH && !token.contains(char::is_whitespace);
        if tokens.is_empty() || !tokens.iter().all(sound) {
            return None;
        }
        Some(Self(tokens.into_iter().map(digest).collect()))
    }

    /// Whether `token` is one of them. The time this takes tells nothing of the tokens.
    pub(crate) fn hold(&self, token: &str) -> bool {
        let given = digest(token);
        self.0
            .iter()
            .fold(Choice::from(0), |any, token| any | token.ct_eq(&given))
            .into()
    }
}

/// The token of `Authorization: Bearer`, where there is exactly one such header.
pub(crate) fn bearer(request: &HeaderMap) -> Option<&str> {
    let mut values = request.get_all(header::AUTHORIZATION).iter();
    let (Some(value), None) = (values.next(), values.next()) else {
        return None;
    };
    let (scheme, token) = value.to_str().ok()?.split_once(' ')?;
    scheme
        .eq_ignore_ascii_case("bearer")
        .then_some(token.trim())
}

/// What is kept of a secret, and what two are compared by.
pub(crate) fn digest(text: &str) -> [u8; 32] {
    Sha256::digest(text.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn with(value: &str) -> HeaderMap {
        let mut headers = HeaderMap::new();
        headers.insert(header::AUTHORIZATION, value.parse().unwrap());
        headers
    }

    #[test]
    fn each_token_of_the_file_is_taken_and_nothing_else() {
        let tokens = Tokens::parse("# of March\n0123456789abcdef\n\nfedcba9876543210\r\n").unwrap();
        let allow = |request: &HeaderMap| bearer(request).is_some_and(|token| tokens.hold(token));
        assert!(allow(&with("Bearer 0123456789abcdef")));
        assert!(allow(&with("bearer fedcba9876543210")));
        for other in [
            "Bearer 0123456789abcde",
            "Bearer # of March",
            "Bearer ",
            "Basic 0123456789abcdef",
            "0123456789abcdef",
        ] {
            assert!(!allow(&with(other)), "{other}");
        }
        assert!(!allow(&HeaderMap::new()));
    }

    #[test]
    fn two_headers_are_none() {
        let mut twice = with("Bearer 0123456789abcdef");
        twice.append(header::AUTHORIZATION, "Bearer x".parse().unwrap());
        assert_eq!(bearer(&twice), None);
    }

    #[test]
    fn a_file_without_a_sound_token_is_refused() {
        for text in [
            "",
            "\n# none\n",
            "short",
            "0123456789abcdef\ntwo words in it, long",
        ] {
            assert!(Tokens::parse(text).is_none(), "{text}");
        }
    }
}
