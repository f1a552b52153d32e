//! Writes `action.yml` and `docs/inputs.md` from the tables of inputs and outputs: `cargo run --example write-reference`.

use std::fs;
use std::path::Path;

fn main() -> std::io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(root.join("docs"))?;
    fs::write(root.join("action.yml"), daily_papers::config::action_yml())?;
    fs::write(root.join("docs/inputs.md"), daily_papers::config::reference())
}
