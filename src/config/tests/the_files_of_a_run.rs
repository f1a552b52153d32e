//! The paths of a run, beside each other.

use super::*;

#[test]
fn data_file_is_next_to_configuration() {
    let data = |user: User| user.config().page.data_file.to_string();
    assert_eq!(data(User::new().flag("section", "ml")), ".github/ml.json");
}

#[test]
fn are_not_the_same() {
    for (user, says) in [
        (
            User::new().flag("data-file", "README.md"),
            "`data-file` (flag): `README.md` is also the path of `readme`",
        ),
        (
            User::new().input("template", "./README.md"),
            "`template` (input): `README.md` is also the path of `readme`",
        ),
        (
            User::new().flag("data-file", ".github/daily-papers.yml"),
            "`data-file` (flag): `.github/daily-papers.yml` is also the path of `config`",
        ),
        (
            User::new().flag("readme", "docs").flag("data-file", "docs/papers.json"),
            "`data-file` (flag): `docs/papers.json` and `docs`, the path of `readme`, cannot both be files",
        ),
    ] {
        assert_eq!(user.problem(), says);
    }
}

#[test]
fn columns_are_unique() {
    assert_eq!(
        User::new().flag("columns", "title date title").problem(),
        "`columns` (flag): has a column twice"
    );
    assert_eq!(User::new().flag("columns", ", ,").problem(), "`columns` (flag): has no column");
}
