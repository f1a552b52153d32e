//! The README that gets the section unless the user names a file: the one that GitHub shows.

use super::error::Error;
use crate::repo::RepoPath;

/// The directories where GitHub looks for a README, in its order
/// (<https://docs.github.com/en/repositories/managing-your-repositorys-settings-and-features/customizing-your-repository/about-readmes>).
const DIRECTORIES: [&str; 3] = [".github/", "", "docs/"];

/// Extensions of Markdown, as in <https://github.com/github/markup>.
const MARKDOWN: [&str; 4] = ["md", "markdown", "mdown", "mkdn"];

/// Extensions of what else GitHub shows as a README.
const OTHER_FORMATS: [&str; 14] = [
    "",
    "txt",
    "rst",
    "adoc",
    "asciidoc",
    "asc",
    "org",
    "textile",
    "rdoc",
    "pod",
    "mediawiki",
    "wiki",
    "creole",
    "html",
];

/// The Markdown README that GitHub shows among these files, or the path of a new one.
pub fn shown_readme(files: &[RepoPath]) -> Result<RepoPath, Error> {
    for directory in DIRECTORIES {
        let in_directory = |formats: &[&str]| {
            let mut found: Vec<&RepoPath> = files
                .iter()
                .filter(|path| extension(path, directory).is_some_and(|e| formats.contains(&&*e)))
                .collect();
            // Among several, the usual spelling: `README.md` sorts before `readme.md` and after `README.markdown`.
            found.sort_by_key(|path| (!path.as_str().ends_with("README.md"), path.as_str()));
            found.first().copied()
        };
        if let Some(path) = in_directory(&MARKDOWN) {
            return Ok(path.clone());
        }
        if let Some(path) = in_directory(&OTHER_FORMATS) {
            return Err(Error::File {
                path: path.clone(),
                problem: "is the README that GitHub shows, and is not Markdown".to_owned(),
                help: "name a Markdown file with `readme`, such as `readme: papers.md`, or convert the README to Markdown"
                    .to_owned(),
            });
        }
    }
    Ok(RepoPath::new_readme())
}

/// The extension of a README in exactly this directory, in lowercase; empty if it has none.
fn extension(path: &RepoPath, directory: &str) -> Option<String> {
    let name = path.as_str().strip_prefix(directory)?.to_ascii_lowercase();
    let rest = name.strip_prefix("readme")?;
    if rest.is_empty() { Some(String::new()) } else { rest.strip_prefix('.').map(str::to_owned) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn shown(files: &[&str]) -> Result<String, String> {
        let files: Vec<RepoPath> = files.iter().map(|file| RepoPath::parse(file).unwrap()).collect();
        shown_readme(&files).map(|path| path.to_string()).map_err(|error| error.to_string())
    }

    #[test]
    fn github_shows_the_first_of_three_directories() {
        for (files, readme) in [
            (&[][..], "README.md"),
            (&["a.md", "README.zh.md", "docs/a/README.md", "READMEs.md", ".github/x.yml"], "README.md"),
            (&["readme.md"], "readme.md"),
            (&["Readme.MD", "README.rst", "README"], "Readme.MD"),
            (&["README.markdown", "docs/README.md"], "README.markdown"),
            (&["readme.md", "README.md", "README.markdown"], "README.md"),
            (&["docs/README.md"], "docs/README.md"),
            (&["docs/README.md", "README.md"], "README.md"),
            (&["docs/README.md", "README.md", ".github/readme.md"], ".github/readme.md"),
        ] {
            assert_eq!(shown(files).as_deref(), Ok(readme), "{files:?}");
        }
    }

    #[test]
    fn readme_of_another_format_is_refused() {
        for (files, named) in [
            (&["README.rst"][..], "README.rst"),
            (&["readme"], "readme"),
            (&["docs/README.md", "README.adoc"], "README.adoc"),
            (&["README.md", ".github/README.org"], ".github/README.org"),
        ] {
            let says = format!("{named} is the README that GitHub shows, and is not Markdown");
            assert_eq!(shown(files), Err(says), "{files:?}");
        }
    }
}
