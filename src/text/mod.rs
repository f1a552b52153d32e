//! Text from arXiv on its way to a page. Pure.

pub mod markdown;
pub mod venue;
