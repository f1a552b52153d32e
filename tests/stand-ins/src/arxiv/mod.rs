//! arXiv on loopback.
mod atom;
mod corpus;
mod import;
mod legacy;
mod matching;
mod query;
mod tokens;
pub use corpus::{Corpus, Record};
pub use import::ImportError;
