//! Finds out what this machine offers to tests, so that a test that cannot run is reported as ignored.
//!
//! - `shared`: `../shared`, next to the checkout, with collected answers and papers that are not part of the repository.
//!   Cargo asks again when `DAILY_PAPERS_SHARED` changes; after adding the directory by hand, run `cargo clean -p fakes`.
//! - `github_schema`: GitHub's published schema, which `tests/github-schema` fetches; `DAILY_PAPERS_GITHUB_SCHEMA` names its
//!   directory.
//! - `root`: the right to give a file to another user.

use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

#[expect(clippy::disallowed_methods, reason = "the environment of the build, not of the program")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=DAILY_PAPERS_SHARED");
    println!("cargo::rerun-if-env-changed=DAILY_PAPERS_GITHUB_SCHEMA");
    println!("cargo::rustc-check-cfg=cfg(shared, github_schema, root)");
    if std::env::var_os("DAILY_PAPERS_GITHUB_SCHEMA").is_some() {
        println!("cargo::rustc-cfg=github_schema");
    }
    // Cargo's own directory for the outputs of this script belongs to the user who builds.
    if std::env::var("OUT_DIR").is_ok_and(|path| std::fs::metadata(path).is_ok_and(|file| file.uid() == 0)) {
        println!("cargo::rustc-cfg=root");
    }
    let required = std::env::var("DAILY_PAPERS_SHARED").is_ok_and(|value| value == "required");
    if Path::new("../../../shared/README.md").exists() {
        println!("cargo::rustc-cfg=shared");
    } else if required {
        println!("cargo::error=DAILY_PAPERS_SHARED=required, but ../shared is not next to the checkout");
    }
}
