//! Keeps a repository's README filled with the newest arXiv papers on its owner's keywords.

pub mod archive;
pub mod arxiv;
pub mod config;
pub mod env;
pub mod http;
pub mod keyword;
pub mod log;
pub mod paper;
pub mod publish;
pub mod repo;
pub mod select;
pub mod splice;
pub mod text;
pub mod workflow;
