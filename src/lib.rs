//! Keeps a repository's README filled with the newest arXiv papers on its owner's keywords.

pub mod config;
pub mod env;
pub mod http;
pub mod keyword;
pub mod paper;
pub mod publish;
pub mod repo;
