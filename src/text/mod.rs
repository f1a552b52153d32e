//! Text from arXiv on its way to a page. Pure.

pub mod link;
pub mod markdown;
pub mod marks;
pub mod tex;
pub mod venue;
