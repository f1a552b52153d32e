//! Text from arXiv on its way to a page. Pure.

pub mod limits;
pub mod link;
pub mod markdown;
pub mod marks;
pub mod mention;
pub mod people;
pub mod slug;
pub mod tex;
pub mod venue;
pub mod withdrawn;

/// Whether some byte is of a kind. Most texts have none: so they are looked at many bytes at a time.
pub(crate) fn has_byte(text: &str, kind: impl Fn(u8) -> bool) -> bool {
    text.as_bytes().chunks(64).any(|bytes| bytes.iter().fold(false, |found, byte| found | kind(*byte)))
}
