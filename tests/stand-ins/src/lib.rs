//! Stand-ins.

pub mod arxiv;
