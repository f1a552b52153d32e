//! Writes what follows from other files: `action.yml`, `docs/inputs.md` and `docs/daily-papers.schema.json` from the tables
//! of inputs and outputs, and the hashes in `templates/page.html` from its script and style: `cargo run --example write-reference`.

use std::fs;
use std::io;
use std::path::Path;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

fn main() -> io::Result<()> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    fs::create_dir_all(root.join("docs"))?;
    fs::write(root.join("action.yml"), daily_papers::config::action_yml())?;
    fs::write(root.join("docs/inputs.md"), daily_papers::config::reference())?;
    fs::write(root.join("docs/daily-papers.schema.json"), daily_papers::config::schema())?;
    let templates = root.join("templates");
    let page = fs::read_to_string(templates.join("page.html"))?;
    let page = with_hash(&page, &templates, "style")?;
    fs::write(templates.join("page.html"), with_hash(&page, &templates, "script")?)
}

/// The page with the hash of what its element includes in its policy.
fn with_hash(page: &str, templates: &Path, element: &str) -> io::Result<String> {
    let between = |begin: &str, end: &str| {
        let from = page.find(begin)? + begin.len();
        Some(from..from + page[from..].find(end)?)
    };
    let missing = || io::Error::other(format!("templates/page.html has no {element}, or no hash of it"));
    let includes = between(&format!("<{element}>"), &format!("</{element}>")).ok_or_else(missing)?;
    let hash = between(&format!("{element}-src 'sha256-"), "'").ok_or_else(missing)?;
    let mut digest = Sha256::new();
    // {% include "NAME" %}, one after the other.
    for name in page[includes].split('"').skip(1).step_by(2) {
        digest.update(fs::read(templates.join(name))?);
    }
    Ok(format!("{}{}{}", &page[..hash.start], STANDARD.encode(digest.finalize()), &page[hash.end..]))
}
