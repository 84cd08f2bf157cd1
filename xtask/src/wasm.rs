//! Taking out of a WebAssembly module what only a debugger or a compiler reads.

use std::collections::HashMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// Custom sections that no browser uses. The names of functions alone are a fifth of the module.
const UNUSED: [&str; 3] = ["name", "producers", "target_features"];

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;
const IMPORTS: u8 = 2;
const EXPORTS: u8 = 7;
/// The kind of an import or export that is a function.
const FUNCTION: u8 = 0;

/// What wasm-bindgen's own script calls, and nobody else: in either way a compiler makes names.
const OF_CLOSURES: &str = "__convert__closures__";

/// The name of what a module and the part that was cut out of it share, as the tool chose it.
const SHARED: &[u8] = b"__wasm_split_shared0";

/// A module and the part that was cut out of it, with a name of this build for what they share.
/// The part takes its memory and functions at fixed places, so that with another build's core it
/// would do anything; by that name the browser refuses to link the two. Nothing where one of them
/// does not have exactly one such name.
pub(crate) fn of_one_build(whole: &[u8], part: &[u8]) -> Option<(Vec<u8>, Vec<u8>)> {
    let mut hasher = DefaultHasher::new();
    (whole, part).hash(&mut hasher);
    // As long as the old one, so that nothing else moves.
    let name = format!("{:0width$x}", hasher.finish(), width = SHARED.len());
    let renamed = |module: &[u8]| {
        let mut places = module
            .windows(SHARED.len())
            .enumerate()
            .filter(|(_, window)| *window == SHARED);
        let (at, _) = places.next()?;
        if places.next().is_some() {
            return None;
        }
        let mut renamed = module.to_vec();
        renamed
            .get_mut(at..at + SHARED.len())?
            .copy_from_slice(name.as_bytes());
        Some(renamed)
    };
    Some((renamed(whole)?, renamed(part)?))
}

/// The module without the sections that are of no use in a browser; nothing where the bytes are
/// not a module of version 1 with whole sections.
pub(crate) fn without_names(module: &[u8]) -> Option<Vec<u8>> {
    let mut rest = module.strip_prefix(HEADER)?;
    let mut kept = HEADER.to_vec();
    while let Some((&id, after_id)) = rest.split_first() {
        let (size, after_size) = read_u32(after_id)?;
        let size = usize::try_from(size).ok()?;
        let (content, next) = after_size.split_at_checked(size)?;
        if id != CUSTOM || !UNUSED.contains(&name_of_custom(content)?) {
            kept.extend_from_slice(rest.get(..rest.len() - next.len())?);
        }
        rest = next;
    }
    Some(kept)
}

/// The module with short names where a name is only an agreement with its own script, and which
/// name became which. The compiler's names end in digits that no compression can shorten; nothing
/// where the bytes are not such a module.
pub(crate) fn with_short_names(module: &[u8]) -> Option<(Vec<u8>, HashMap<String, String>)> {
    let mut rest = module.strip_prefix(HEADER)?;
    let mut written = HEADER.to_vec();
    let mut names = Names::default();
    while let Some((&id, after_id)) = rest.split_first() {
        let (size, after_size) = read_u32(after_id)?;
        let (content, next) = after_size.split_at_checked(usize::try_from(size).ok()?)?;
        let content = match id {
            IMPORTS => renamed_imports(content, &mut names)?,
            EXPORTS => renamed_exports(content, &mut names)?,
            _ => content.to_vec(),
        };
        written.push(id);
        write_bytes(&mut written, &content)?;
        rest = next;
    }
    Some((written, names.0))
}

/// The names that were replaced.
#[derive(Default)]
struct Names(HashMap<String, String>);

impl Names {
    fn shorter(&mut self, name: &str) -> String {
        let number = self.0.len();
        let short = self.0.entry(name.to_owned());
        short.or_insert_with(|| format!("_{number}")).clone()
    }
}

fn renamed_imports(content: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let (count, mut rest) = read_u32(content)?;
    let mut written = Vec::new();
    write_u32(&mut written, count);
    for _ in 0..count {
        let (from, after_from) = read_name(rest)?;
        let (name, after_name) = read_name(after_from)?;
        // A module of the script's imports functions; of anything else the length is not known here.
        let (&FUNCTION, after_kind) = after_name.split_first()? else {
            return None;
        };
        let (kind, next) = read_u32(after_kind)?;
        write_bytes(&mut written, from.as_bytes())?;
        write_bytes(&mut written, names.shorter(name).as_bytes())?;
        written.push(FUNCTION);
        write_u32(&mut written, kind);
        rest = next;
    }
    rest.is_empty().then_some(written)
}

fn renamed_exports(content: &[u8], names: &mut Names) -> Option<Vec<u8>> {
    let (count, mut rest) = read_u32(content)?;
    let mut written = Vec::new();
    write_u32(&mut written, count);
    for _ in 0..count {
        let (name, after_name) = read_name(rest)?;
        let (&kind, after_kind) = after_name.split_first()?;
        let (index, next) = read_u32(after_kind)?;
        let short = if name.contains(OF_CLOSURES) {
            names.shorter(name)
        } else {
            name.to_owned()
        };
        write_bytes(&mut written, short.as_bytes())?;
        written.push(kind);
        write_u32(&mut written, index);
        rest = next;
    }
    rest.is_empty().then_some(written)
}

fn name_of_custom(content: &[u8]) -> Option<&str> {
    read_name(content).map(|(name, _)| name)
}

/// A name and what follows it.
fn read_name(bytes: &[u8]) -> Option<(&str, &[u8])> {
    let (length, rest) = read_u32(bytes)?;
    let (name, next) = rest.split_at_checked(usize::try_from(length).ok()?)?;
    Some((str::from_utf8(name).ok()?, next))
}

/// Bytes with their length before them, as names and sections are written.
fn write_bytes(to: &mut Vec<u8>, bytes: &[u8]) -> Option<()> {
    write_u32(to, u32::try_from(bytes.len()).ok()?);
    to.extend_from_slice(bytes);
    Some(())
}

/// An unsigned LEB128 number.
fn write_u32(to: &mut Vec<u8>, mut value: u32) {
    while value >= 0x80 {
        to.push(0x80 | (value & 0x7f) as u8);
        value >>= 7;
    }
    to.push(value as u8);
}

/// An unsigned LEB128 number of at most 32 bits and what follows it.
fn read_u32(bytes: &[u8]) -> Option<(u32, &[u8])> {
    let mut value = 0;
    for (index, &byte) in bytes.iter().enumerate().take(5) {
        value |= u64::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Some((u32::try_from(value).ok()?, bytes.get(index + 1..)?));
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    fn section(id: u8, content: &[u8]) -> Vec<u8> {
        let mut bytes = vec![id, u8::try_from(content.len()).unwrap()];
        bytes.extend_from_slice(content);
        bytes
    }

    fn custom(name: &str) -> Vec<u8> {
        let mut content = vec![u8::try_from(name.len()).unwrap()];
        content.extend_from_slice(name.as_bytes());
        content.extend_from_slice(&[1, 2, 3]);
        section(CUSTOM, &content)
    }

    #[test]
    fn only_the_sections_of_no_use_go() {
        let types = section(1, &[0x60, 0, 0]);
        let whole = [
            HEADER.to_vec(),
            types.clone(),
            custom("name"),
            custom("kept"),
            custom("producers"),
        ]
        .concat();
        let expected = [HEADER.to_vec(), types, custom("kept")].concat();
        assert_eq!(without_names(&whole), Some(expected));
    }

    #[test]
    fn a_section_that_is_cut_short_is_refused() {
        let mut cut = [HEADER.to_vec(), section(1, &[1, 2, 3])].concat();
        cut.pop();
        assert_eq!(without_names(&cut), None);
        assert_eq!(without_names(b"<!doctype html>"), None);
    }

    #[test]
    fn only_names_between_module_and_script_are_shortened() {
        let import = [&[1, 1, b'm', 4][..], b"long", &[FUNCTION, 3]].concat();
        let closure = format!("{OF_CLOSURES}1");
        let mut exports = vec![2, 4];
        exports.extend_from_slice(b"kept\x02\x00");
        exports.push(u8::try_from(closure.len()).unwrap());
        exports.extend_from_slice(closure.as_bytes());
        exports.extend_from_slice(&[FUNCTION, 7]);
        let whole = [
            HEADER.to_vec(),
            section(IMPORTS, &import),
            section(EXPORTS, &exports),
            section(10, &[0]),
        ]
        .concat();
        let expected = [
            HEADER.to_vec(),
            section(IMPORTS, b"\x01\x01m\x02_0\x00\x03"),
            section(EXPORTS, b"\x02\x04kept\x02\x00\x02_1\x00\x07"),
            section(10, &[0]),
        ]
        .concat();
        let (written, names) = with_short_names(&whole).unwrap();
        assert_eq!(written, expected);
        assert_eq!(names.get("long").map(String::as_str), Some("_0"));
        assert_eq!(names.get(&closure).map(String::as_str), Some("_1"));
        assert_eq!(names.len(), 2);
    }

    #[test]
    fn a_core_and_its_part_are_of_one_build() {
        let with = |rest: &[u8]| [b"before ", SHARED, rest].concat();
        let (whole, part) = of_one_build(&with(b" whole"), &with(b" part")).unwrap();
        let name = |module: &[u8]| module[7..7 + SHARED.len()].to_vec();
        assert_eq!(name(&whole), name(&part));
        assert!(whole.ends_with(b" whole") && part.ends_with(b" part"));
        let (other, _) = of_one_build(&with(b" other"), &with(b" part")).unwrap();
        assert_ne!(name(&whole), name(&other));
        assert_eq!(of_one_build(&with(SHARED), &with(b"")), None);
        assert_eq!(of_one_build(b"none", &with(b"")), None);
    }

    #[test]
    fn numbers_are_written_as_they_are_read() {
        for number in [0, 127, 128, 624_485, u32::MAX] {
            let mut bytes = Vec::new();
            write_u32(&mut bytes, number);
            assert_eq!(read_u32(&bytes), Some((number, &[][..])));
        }
    }

    #[test]
    fn numbers_run_over_several_bytes() {
        assert_eq!(read_u32(&[0xe5, 0x8e, 0x26, 7]), Some((624_485, &[7][..])));
        assert_eq!(read_u32(&[0x80, 0x80, 0x80, 0x80, 0x80, 0]), None);
    }
}
