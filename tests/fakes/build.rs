//! Looks for `../shared`, next to the checkout: collected answers and papers that some tests read, and that are not part of
//! the repository. Cargo asks again when `DAILY_PAPERS_SHARED` changes; after adding the directory by hand, run
//! `cargo clean -p fakes`.

use std::path::Path;

#[expect(clippy::disallowed_methods, reason = "the environment of the build, not of the program")]
fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=DAILY_PAPERS_SHARED");
    println!("cargo::rustc-check-cfg=cfg(shared)");
    let required = std::env::var("DAILY_PAPERS_SHARED").is_ok_and(|value| value == "required");
    if Path::new("../../../shared/README.md").exists() {
        println!("cargo::rustc-cfg=shared");
    } else if required {
        println!("cargo::error=DAILY_PAPERS_SHARED=required, but ../shared is not next to the checkout");
    }
}
