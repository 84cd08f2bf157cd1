//! Writing each file's compressed forms beside it, so that no host compresses on the way out.

use std::fs;
use std::io::Write;
use std::path::{Path, PathBuf};

use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use crate::error::Error;
use crate::{files, sbom};

/// What a browser fetches and what compresses. Of those that only tools read, see `for_tools`.
const COMPRESSIBLE: [&str; 8] = [
    "css",
    "html",
    "js",
    "json",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
];

/// Below this a compressed form saves less than the headers that go with it.
const WORTHWHILE: usize = 256;

/// Writes `.br` and `.gz` beside each file of the folder that a browser fetches.
pub(crate) fn folder(pkg: &Path) -> Result<(), Error> {
    for relative in files::files_below(pkg)? {
        if !is_compressible(&relative) {
            continue;
        }
        let file = pkg.join(&relative);
        let bytes = fs::read(&file).map_err(Error::io(&file))?;
        if bytes.len() < WORTHWHILE {
            continue;
        }
        for (suffix, compressed) in [(".br", brotli(&bytes)), (".gz", gzip(&bytes))] {
            let beside = with_suffix(&file, suffix);
            let compressed = compressed.map_err(Error::io(&beside))?;
            fs::write(&beside, compressed).map_err(Error::io(&beside))?;
        }
    }
    Ok(())
}

/// Brotli at quality 11, the most it has.
pub(crate) fn brotli(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let params = BrotliEncoderParams {
        quality: 11,
        lgwin: 22,
        size_hint: bytes.len(),
        ..BrotliEncoderParams::default()
    };
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &*bytes, &mut compressed, &params)?;
    Ok(compressed)
}

/// Gzip at its best, with no time in it, so that the same sources give the same bytes.
pub(crate) fn gzip(bytes: &[u8]) -> std::io::Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(bytes)?;
    encoder.finish()
}

fn is_compressible(relative: &Path) -> bool {
    let extension = relative
        .extension()
        .and_then(|extension| extension.to_str());
    extension.is_some_and(|extension| COMPRESSIBLE.contains(&extension)) && !for_tools(relative)
}

/// Read by package managers and editors, never fetched by a browser.
fn for_tools(relative: &Path) -> bool {
    ["package.json", "custom-elements.json", sbom::FILE]
        .iter()
        .any(|name| relative == Path::new(name))
}

fn with_suffix(file: &Path, suffix: &str) -> PathBuf {
    let mut name = file.as_os_str().to_owned();
    name.push(suffix);
    PathBuf::from(name)
}

#[cfg(test)]
mod tests {
    use std::io::Read;

    use flate2::read::GzDecoder;

    use super::*;

    #[test]
    fn both_forms_give_the_bytes_back() {
        let bytes = b"touchbase ".repeat(100);

        let mut from_brotli = Vec::new();
        let compressed = brotli(&bytes).unwrap();
        brotli::BrotliDecompress(&mut &*compressed, &mut from_brotli).unwrap();
        assert_eq!(from_brotli, bytes);
        assert!(compressed.len() < 40, "{}", compressed.len());

        let mut from_gzip = Vec::new();
        let compressed = gzip(&bytes).unwrap();
        GzDecoder::new(&*compressed)
            .read_to_end(&mut from_gzip)
            .unwrap();
        assert_eq!(from_gzip, bytes);
        assert_eq!(gzip(&bytes).unwrap(), compressed);
    }

    #[test]
    fn what_a_browser_does_not_fetch_is_left_alone() {
        assert!(is_compressible(Path::new("core_bg.wasm")));
        assert!(is_compressible(Path::new("locales/es.json")));
        assert!(!is_compressible(Path::new("package.json")));
        assert!(!is_compressible(Path::new(sbom::FILE)));
        assert!(!is_compressible(Path::new("touchbase.d.ts")));
        assert!(!is_compressible(Path::new("icon.png")));
    }
}
