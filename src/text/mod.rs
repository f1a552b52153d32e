//! Text from arXiv on its way to a page. Pure.

pub mod anchor;
pub mod markdown;
pub mod mention;
pub mod venue;
