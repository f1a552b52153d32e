//! Text from arXiv on its way to a page. Pure.

pub mod authors;
pub mod bibtex;
pub mod json;
pub mod link;
pub mod markdown;
pub mod mention;
pub mod sentinels;
pub mod slug;
pub mod tex;
pub mod truncate;
pub mod venue;
pub mod withdrawn;
pub mod xml;

/// Whether some byte is of a kind. Most texts have none: so they are looked at many bytes at a time.
pub(crate) fn has_byte(text: &str, kind: impl Fn(u8) -> bool) -> bool {
    let any = |bytes: &[u8]| bytes.iter().fold(false, |found, byte| found | kind(*byte));
    let (blocks, rest) = text.as_bytes().as_chunks::<32>();
    blocks.iter().any(|block| any(block)) || any(rest)
}
