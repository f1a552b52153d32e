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
