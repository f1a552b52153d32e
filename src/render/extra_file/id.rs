//! The identifier that an Atom feed needs.

use uuid::Uuid;

use crate::config::ExtraFile;

/// A name for the file that no other file has, the same in every run: a UUID made of its address, or of section and path
/// if it has no address.
pub(in crate::render) fn id(url: &str, file: &ExtraFile, section: &str) -> String {
    let name = if url.is_empty() { format!("{section}/{}", file.path) } else { url.to_owned() };
    Uuid::new_v5(&Uuid::NAMESPACE_URL, name.as_bytes()).urn().to_string()
}
