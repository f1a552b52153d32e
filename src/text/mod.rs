//! Text from arXiv on its way to a page. Pure.

pub mod authors;
pub mod bibtex;
pub mod credential;
pub mod formula_limit;
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
