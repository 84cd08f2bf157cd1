//! Taking out of a WebAssembly module what only a debugger reads.

/// Custom sections that no browser uses. The names of functions alone are a fifth of the module.
const UNUSED: [&str; 3] = ["name", "producers", "target_features"];

const HEADER: &[u8] = b"\0asm\x01\0\0\0";
const CUSTOM: u8 = 0;

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

fn name_of_custom(content: &[u8]) -> Option<&str> {
    let (length, rest) = read_u32(content)?;
    str::from_utf8(rest.get(..usize::try_from(length).ok()?)?).ok()
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
    fn numbers_run_over_several_bytes() {
        assert_eq!(read_u32(&[0xe5, 0x8e, 0x26, 7]), Some((624_485, &[7][..])));
        assert_eq!(read_u32(&[0x80, 0x80, 0x80, 0x80, 0x80, 0]), None);
    }
}
