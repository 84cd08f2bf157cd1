//! Looking for texts in everything that a folder holds: in UTF-8 and UTF-16, in whichever case, as
//! it lies there and after taking it out of the forms in which browsers pack what they keep.
//!
//! Formats: LZ4 and `mozLz4` (Firefox's session), Snappy (the tables of Chromium's LevelDB, the
//! values of IndexedDB and web storage in Chromium and Firefox), gzip, zlib and Brotli (the HTTP
//! cache), Zstandard, and the cells of SQLite databases.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::fs::{self, DirEntry};
use std::io::Read;
use std::path::{Path, PathBuf};
use std::time::SystemTime;

use aho_corasick::AhoCorasick;
use rusqlite::Connection;
use rusqlite::types::ValueRef;

use crate::outcome::{Failure, Outcome};
use crate::process::folder;

/// As far as one packed piece is unpacked.
const MOST: u64 = 32 << 20;

/// Packed in a packed thing in a packed thing.
const DEPTH: usize = 3;

/// A text that was found.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Found {
    pub(crate) text: String,
    /// Below the folder.
    pub(crate) file: String,
    /// What was taken off before it could be read, outermost first; `plain` where nothing was.
    pub(crate) form: String,
}

/// Looks for texts of some length.
pub(crate) struct Sweep {
    texts: Vec<String>,
    patterns: AhoCorasick,
    marks: AhoCorasick,
    /// The files that were looked at and held nothing, by when they were written to and their size.
    clean: RefCell<BTreeMap<PathBuf, (SystemTime, u64)>>,
}

impl Sweep {
    pub(crate) fn of<S: AsRef<str>>(texts: &[S]) -> Outcome<Self> {
        let texts: Vec<String> = texts.iter().map(|text| text.as_ref().to_owned()).collect();
        let wide = |text: &String| text.encode_utf16().flat_map(u16::to_le_bytes).collect();
        let failed = |error| Failure::Failed(format!("patterns: {error}"));
        let patterns: Vec<Vec<u8>> = texts
            .iter()
            .flat_map(|text| [text.as_bytes().to_vec(), wide(text)])
            .collect();
        let patterns = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(patterns)
            .map_err(failed)?;
        let marks = AhoCorasick::new(MARKS).map_err(failed)?;
        Ok(Self {
            texts,
            patterns,
            marks,
            clean: RefCell::default(),
        })
    }

    /// The same in the files that were written to since they were looked at last.
    pub(crate) fn news(&self, root: &Path) -> Outcome<BTreeSet<Found>> {
        let mut found = BTreeSet::new();
        self.below(root, root, &mut found)?;
        Ok(found)
    }

    /// Everything found in the files below a folder, whoever is writing to them.
    pub(crate) fn folder(&self, root: &Path) -> Outcome<BTreeSet<Found>> {
        self.clean.take();
        self.news(root)
    }

    /// Everything found in these bytes.
    pub(crate) fn bytes(&self, bytes: &[u8], name: &str) -> BTreeSet<Found> {
        let mut found = BTreeSet::new();
        self.look(bytes, name, &[], &mut found);
        found
    }

    fn below(&self, root: &Path, at: &Path, found: &mut BTreeSet<Found>) -> Outcome {
        // A running browser deletes between the listing and the look.
        let Ok(entries) = fs::read_dir(at) else {
            return Ok(());
        };
        for entry in entries.flatten() {
            let path = entry.path();
            let name = path.strip_prefix(root).unwrap_or(&path).to_string_lossy();
            found.extend(self.bytes(name.as_bytes(), &format!("the name of {name}")));
            let Ok(kind) = entry.file_type() else {
                continue;
            };
            if kind.is_dir() {
                self.below(root, &path, found)?;
            } else if kind.is_file() && !self.is_clean(&entry) {
                self.file(&path, &name, found);
            }
        }
        Ok(())
    }

    fn file(&self, path: &Path, name: &str, found: &mut BTreeSet<Found>) {
        let Ok(bytes) = fs::read(path) else {
            return;
        };
        let before = found.len();
        self.look(&bytes, name, &[], found);
        // What was written last may stand beside the database alone.
        if bytes.starts_with(b"SQLite format 3\0") {
            // One in the middle of a change may not open; its bytes were looked at.
            let _ = self.cells(path, name, found);
        }
        if found.len() > before {
            self.clean.borrow_mut().remove(path);
        }
    }

    /// Whether nothing was written to it since it was looked at. From now on it is.
    fn is_clean(&self, entry: &DirEntry) -> bool {
        let told = entry.metadata();
        let Ok(Ok(state)) = told.map(|told| told.modified().map(|at| (at, told.len()))) else {
            return false;
        };
        let known = self.clean.borrow_mut().insert(entry.path(), state);
        // What is new of a database may stand in the file beside it alone.
        let beside = format!("{}-wal", entry.path().display());
        known == Some(state) && !Path::new(&beside).exists()
    }

    fn look(&self, bytes: &[u8], name: &str, forms: &[&str], found: &mut BTreeSet<Found>) {
        for hit in self.patterns.find_overlapping_iter(bytes) {
            found.insert(Found {
                text: self.texts[hit.pattern().as_usize() / 2].clone(),
                file: name.to_owned(),
                form: match forms {
                    [] => "plain".to_owned(),
                    forms => forms.join(", "),
                },
            });
        }
        if forms.len() == DEPTH {
            return;
        }
        let mut inner = unpacked(bytes, &self.marks);
        if forms.is_empty() {
            inner.extend(of_the_cache(bytes));
        }
        for (form, inner) in inner {
            let forms = [forms, &[form]].concat();
            self.look(&inner, name, &forms, found);
        }
    }

    /// Every cell of a copy of a database, with what was written and not yet moved in.
    fn cells(&self, path: &Path, name: &str, found: &mut BTreeSet<Found>) -> Outcome {
        let copy = folder("touchbase-sweep-")?;
        let own = copy.path().join("copy");
        fs::copy(path, &own)?;
        for end in ["-wal", "-journal"] {
            let beside = path.with_file_name(format!(
                "{}{end}",
                path.file_name().unwrap_or_default().to_string_lossy()
            ));
            let _ = fs::copy(beside, copy.path().join(format!("copy{end}")));
        }
        let database = Connection::open(&own)?;
        let mut names = database.prepare("SELECT name FROM sqlite_master WHERE type = 'table'")?;
        let names: Vec<String> = names
            .query_map([], |row| row.get(0))?
            .collect::<Result<_, _>>()?;
        for table in names {
            let Ok(mut rows) = database.prepare(&format!("SELECT * FROM \"{table}\"")) else {
                continue;
            };
            let columns = rows.column_count();
            let mut rows = rows.query([])?;
            while let Some(row) = rows.next()? {
                for column in 0..columns {
                    if let ValueRef::Blob(bytes) | ValueRef::Text(bytes) = row.get_ref(column)? {
                        self.look(bytes, name, &["cell"], found);
                        self.look(&unsnapped(bytes), name, &["cell", "snappy"], found);
                    }
                }
            }
        }
        Ok(())
    }
}

/// What bytes hold in a form that packs it, wherever in them it begins.
fn unpacked(bytes: &[u8], marks: &AhoCorasick) -> Vec<(&'static str, Vec<u8>)> {
    let mut out = Vec::new();
    if let Some(rest) = bytes.strip_prefix(b"mozLz40\0") {
        let inner = lz4_flex::block::decompress_size_prepended(rest);
        out.extend(inner.map(|inner| ("mozLz4", inner)));
    }
    if bytes.ends_with(&TABLE) {
        out.extend(blocks(bytes).into_iter().map(|inner| ("table", inner)));
    }
    for hit in marks.find_overlapping_iter(bytes) {
        let rest = &bytes[hit.start()..];
        let (form, inner) = match hit.pattern().as_usize() {
            0 => ("gzip", whole(flate2::read::GzDecoder::new(rest))),
            1 => match ruzstd::decoding::StreamingDecoder::new(rest) {
                Ok(inner) => ("zstd", whole(inner)),
                Err(_) => continue,
            },
            2 => ("lz4", whole(lz4_flex::frame::FrameDecoder::new(rest))),
            3 => ("snappy frame", whole(snap::read::FrameDecoder::new(rest))),
            4 => ("snappy", unsnapped(&rest[3..])),
            5 => ("zip", unzipped(rest)),
            _ => ("zlib", whole(flate2::read::ZlibDecoder::new(rest))),
        };
        out.push((form, inner));
    }
    // Less than this is what any two bytes come to by chance.
    out.retain(|(_, inner)| inner.len() >= 16);
    out
}

/// Brotli has no mark. In the HTTP cache, Firefox's entries begin with the body, Chromium's with a
/// header and a key.
fn of_the_cache(bytes: &[u8]) -> Vec<(&'static str, Vec<u8>)> {
    let mut bodies = vec![bytes];
    if bytes.starts_with(&ENTRY)
        && let Some(length) = bytes.get(12..16)
    {
        bodies.extend(bytes.get(24 + little(length)..));
    }
    let bodies = bodies.into_iter().map(|body| ("brotli", unbrotlied(body)));
    bodies.filter(|(_, inner)| !inner.is_empty()).collect()
}

/// How what is packed begins: gzip, Zstandard, LZ4, framed Snappy, a value that Blink packed with
/// Snappy, a file in a zip, and zlib.
const MARKS: [&[u8]; 10] = [
    &[0x1f, 0x8b, 8],
    &[0x28, 0xb5, 0x2f, 0xfd],
    &[0x04, 0x22, 0x4d, 0x18],
    &[0xff, 0x06, 0, 0],
    &[0xff, 0x11, 0x02],
    b"PK\x03\x04",
    &[0x78, 0x01],
    &[0x78, 0x5e],
    &[0x78, 0x9c],
    &[0x78, 0xda],
];

/// The end of a table of LevelDB.
const TABLE: [u8; 8] = 0xdb47_7524_8b80_fb57_u64.to_le_bytes();
/// The beginning of an entry of Chromium's cache.
const ENTRY: [u8; 8] = 0xfcfb_6d1b_a772_5c30_u64.to_le_bytes();

/// The blocks of a table of LevelDB, unpacked, by its format as published (`table_format.md`).
fn blocks(table: &[u8]) -> Vec<Vec<u8>> {
    let read = || -> Option<Vec<Vec<u8>>> {
        let mut footer = table.get(table.len().checked_sub(48)?..)?;
        varint(&mut footer)?;
        varint(&mut footer)?;
        let index = block(table, &mut footer)?;
        let ends = index.len().checked_sub(4)?;
        let restarts = little(index.get(ends..)?);
        let mut entries = index.get(..ends.checked_sub(restarts.checked_mul(4)?)?)?;
        let mut out = Vec::new();
        while !entries.is_empty() {
            let _shared = varint(&mut entries)?;
            let own = varint(&mut entries)?;
            let value = varint(&mut entries)?;
            let mut handle = entries.get(own..own.checked_add(value)?)?;
            out.extend(block(table, &mut handle));
            entries = entries.get(own + value..)?;
        }
        Some(out)
    };
    read().unwrap_or_default()
}

fn block(table: &[u8], handle: &mut &[u8]) -> Option<Vec<u8>> {
    let (at, length) = (varint(handle)?, varint(handle)?);
    let packed = table.get(at..at.checked_add(length)?)?;
    match table.get(at + length)? {
        1 => Some(unsnapped(packed)),
        _ => Some(packed.to_vec()),
    }
}

/// As much of a raw Snappy stream as can be read: where it ends is not always known.
fn unsnapped(mut bytes: &[u8]) -> Vec<u8> {
    let mut out = Vec::new();
    let Some(length) = varint(&mut bytes).filter(|length| *length as u64 <= MOST) else {
        return out;
    };
    while out.len() < length && element(&mut bytes, &mut out).is_some() {}
    out
}

/// One element: a literal, or a copy of what stands further up.
fn element(bytes: &mut &[u8], out: &mut Vec<u8>) -> Option<()> {
    let tag = usize::from(*bytes.split_off_first()?);
    if tag & 3 == 0 {
        let short = tag >> 2;
        let length = match short {
            0..60 => short,
            _ => little(bytes.split_off(..short - 59)?),
        };
        out.extend_from_slice(bytes.split_off(..length + 1)?);
        return Some(());
    }
    let (length, offset) = match tag & 3 {
        1 => (
            4 + (tag >> 2 & 7),
            (tag >> 5) << 8 | little(bytes.split_off(..1)?),
        ),
        2 => (1 + (tag >> 2), little(bytes.split_off(..2)?)),
        _ => (1 + (tag >> 2), little(bytes.split_off(..4)?)),
    };
    let from = out.len().checked_sub(offset).filter(|_| offset > 0)?;
    for at in from..from + length {
        out.push(out[at]);
    }
    Some(())
}

fn varint(bytes: &mut &[u8]) -> Option<usize> {
    let mut value = 0;
    for shift in (0..35).step_by(7) {
        let byte = usize::from(*bytes.split_off_first()?);
        value |= (byte & 0x7f) << shift;
        if byte < 0x80 {
            return Some(value);
        }
    }
    None
}

fn little(bytes: &[u8]) -> usize {
    let add = |sum, byte: &u8| sum << 8 | usize::from(*byte);
    bytes.iter().rev().fold(0, add)
}

/// The file that begins here in a zip.
fn unzipped(bytes: &[u8]) -> Vec<u8> {
    let body = || {
        let names = little(bytes.get(26..28)?) + little(bytes.get(28..30)?);
        bytes.get(30 + names..)
    };
    body().map_or_else(Vec::new, |body| {
        whole(flate2::read::DeflateDecoder::new(body))
    })
}

fn unbrotlied(bytes: &[u8]) -> Vec<u8> {
    whole(brotli::Decompressor::new(bytes, 4096))
}

/// What can be read before it ends or fails.
fn whole(packed: impl Read) -> Vec<u8> {
    let mut out = Vec::new();
    let mut packed = packed.take(MOST);
    let mut buffer = [0; 8192];
    while let Ok(read @ 1..) = packed.read(&mut buffer) {
        out.extend_from_slice(&buffer[..read]);
    }
    out
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    const TEXT: &str = "HortensiaBlackwoodFennel";

    /// A text that every packer writes as copies of what stands before it, so that it is nowhere
    /// as a whole.
    fn packable() -> Vec<u8> {
        let mut text = "HortensiaBlackw. lackwoodFennel. ".repeat(40);
        text.push_str(TEXT);
        text.into_bytes()
    }

    fn forms(bytes: &[u8]) -> Vec<String> {
        let found = Sweep::of(&[TEXT]).unwrap().bytes(bytes, "a");
        found.into_iter().map(|found| found.form).collect()
    }

    #[test]
    fn it_is_found_as_it_stands_in_either_width_and_any_case() {
        assert_eq!(forms(b"..hortensiablackwoodfennel"), ["plain"]);
        let wide: Vec<u8> = TEXT.encode_utf16().flat_map(u16::to_le_bytes).collect();
        assert_eq!(forms(&wide), ["plain"]);
        assert!(forms(b"HortensiaBlackw. lackwoodFennel").is_empty());
    }

    #[test]
    fn it_is_found_in_what_streams_are_packed_with() {
        let text = packable();
        let mut gzip = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::best());
        gzip.write_all(&text).unwrap();
        let mut zlib = flate2::write::ZlibEncoder::new(Vec::new(), flate2::Compression::best());
        zlib.write_all(&text).unwrap();
        let mut brotlied = Vec::new();
        let mut input = text.as_slice();
        brotli::BrotliCompress(&mut input, &mut brotlied, &Default::default()).unwrap();
        let zstd = ruzstd::encoding::compress_to_vec(
            text.as_slice(),
            ruzstd::encoding::CompressionLevel::Fastest,
        );
        let mut snappy = snap::write::FrameEncoder::new(Vec::new());
        snappy.write_all(&text).unwrap();
        let mut lz4 = lz4_flex::frame::FrameEncoder::new(Vec::new());
        lz4.write_all(&text).unwrap();
        let moz = [
            b"mozLz40\0".to_vec(),
            lz4_flex::block::compress_prepend_size(&text),
        ]
        .concat();
        let blink = [
            vec![0xff, 0x15, 0xff, 0x11, 2],
            snap::raw::Encoder::new().compress_vec(&text).unwrap(),
        ]
        .concat();
        for (form, packed, before) in [
            ("gzip", gzip.finish().unwrap(), 7),
            ("zlib", zlib.finish().unwrap(), 7),
            ("zstd", zstd, 7),
            ("snappy frame", snappy.into_inner().unwrap(), 7),
            ("lz4", lz4.finish().unwrap(), 7),
            ("snappy", blink, 7),
            ("mozLz4", moz, 0),
            ("brotli", brotlied, 0),
        ] {
            let file = [vec![b'x'; before], packed, vec![b'y'; 9]].concat();
            // The one that takes everything as one stream says so where more follows.
            let file = match form {
                "mozLz4" => file[..file.len() - 9].to_vec(),
                _ => file,
            };
            assert_eq!(forms(&file), [form], "{form}");
        }
    }

    #[test]
    fn it_is_found_in_a_cell_that_is_packed_and_not_yet_moved_in() {
        let folder = tempfile::tempdir().unwrap();
        let database = Connection::open(folder.path().join("a.sqlite")).unwrap();
        database
            .execute_batch("PRAGMA journal_mode = wal; PRAGMA wal_autocheckpoint = 0;")
            .unwrap();
        database.execute_batch("CREATE TABLE t (v)").unwrap();
        // Over pages of its own, whose ends are not those of what is packed.
        let text = [vec![0; 9000], packable()].concat();
        let packed = snap::raw::Encoder::new().compress_vec(&text).unwrap();
        database
            .execute("INSERT INTO t VALUES (?1)", [packed])
            .unwrap();
        let found = Sweep::of(&[TEXT]).unwrap().folder(folder.path()).unwrap();
        let forms: Vec<_> = found.iter().map(|found| found.form.as_str()).collect();
        assert_eq!(forms, ["cell, snappy"]);
    }

    #[test]
    fn it_is_found_in_a_table_of_leveldb() {
        let packed = snap::raw::Encoder::new().compress_vec(&packable()).unwrap();
        let mut table = packed.clone();
        table.extend([1, 0, 0, 0, 0]);
        let at = table.len();
        let length = |value: usize| {
            let value = u8::try_from(value).unwrap();
            match value {
                0..0x80 => vec![value],
                _ => vec![value, 1],
            }
        };
        let handle = [vec![0], length(packed.len())].concat();
        let mut index = vec![0, 1, u8::try_from(handle.len()).unwrap(), b'k'];
        index.extend(handle);
        index.extend([0, 0, 0, 0, 1, 0, 0, 0]);
        table.extend(&index);
        table.extend([0, 0, 0, 0, 0]);
        let mut footer = [vec![0, 0], length(at), length(index.len())].concat();
        footer.resize(40, 0);
        footer.extend(TABLE);
        table.extend(footer);
        assert_eq!(forms(&table), ["table"]);
    }
}
