//! Where a run reads and writes.

use super::*;

#[test]
fn has_githubs_addresses_by_default_and_by_environment() {
    let run_target = User::new().run_target().unwrap();
    assert_eq!(run_target.api_url, "https://api.github.com");
    assert_eq!(run_target.graphql_url, "https://api.github.com/graphql");
    assert_eq!(run_target.server_url, "https://github.com");
    let user = User::new()
        .variable("GITHUB_API_URL", "https://ghes.example/api/v3/")
        .variable("GITHUB_GRAPHQL_URL", "https://ghes.example/api/graphql")
        .variable("GITHUB_SERVER_URL", "https://ghes.example");
    let run_target = user.run_target().unwrap();
    assert_eq!(run_target.api_url, "https://ghes.example/api/v3");
    assert_eq!(run_target.graphql_url, "https://ghes.example/api/graphql");
    let problem = User::new().variable("GITHUB_API_URL", "api.github.com").problem();
    assert!(problem.starts_with("`GITHUB_API_URL` (from GITHUB_API_URL): `api.github.com` "), "{problem}");
}

#[test]
fn needs_a_token_where_a_repository_is_named() {
    let user = |mode| User::default().flag("keywords", "A").flag("mode", mode);
    for mode in ["commit", "pull-request", "dry-run"] {
        let problem = user(mode).flag("repository", "a/b").problem();
        assert!(problem.starts_with("`token`: is missing, and a/b cannot"), "{problem}");
        assert!(problem.contains("`GITHUB_TOKEN`"), "{problem}");
        let target = user(mode).flag("repository", "a/b").variable("GITHUB_TOKEN", "x").run_target();
        assert_eq!(target.unwrap().source(), "a/b, its default branch");
    }
    let problem = user("commit").variable("GITHUB_TOKEN", "x").problem();
    assert!(problem.starts_with("`repository`: is missing. Name a repository as `owner/name`"), "{problem}");
    let problem = user("commit").problem();
    assert!(problem.contains("--mode local"), "{problem}");
    let problem = user("commit").variable("GITHUB_REPOSITORY", "x").problem();
    assert!(problem.starts_with("`repository` (from GITHUB_REPOSITORY): `x` is not"), "{problem}");
}

#[test]
fn is_the_directory_outside_actions_by_default() {
    let user = User::default()
        .variable("GITHUB_TOKEN", "x")
        .variable("GITHUB_REPOSITORY", "a/b")
        .flag("keywords", "A");
    for mode in ["dry-run", "local"] {
        let target = user.clone().flag("mode", mode).run_target().unwrap();
        assert_eq!((target.source().as_str(), target.token.is_some()), ("the working directory", false));
    }
    let target = user.variable("GITHUB_ACTIONS", "true").flag("mode", "dry-run").flag("branch", "c");
    assert_eq!(target.run_target().unwrap().source(), "a/b, branch c");
}

#[test]
fn says_that_a_workflows_secret_is_empty() {
    let user = User::default().variable("GITHUB_ACTIONS", "true").variable("GITHUB_REPOSITORY", "a/b");
    let problem = user.input("token", "").input("keywords", "A").problem();
    assert!(problem.starts_with("`token`: is empty. The secret behind it"), "{problem}");
}

#[test]
fn never_shows_a_token() {
    let user = User::default()
        .variable("GITHUB_REPOSITORY", "a/b")
        .flag("keywords", "A")
        .input("token", "t0ken with space");
    let problem = user.problem();
    assert!(problem.starts_with("`token` (input): contains spaces"), "{problem}");
    let run_target = User::new().run_target().unwrap();
    assert!(!format!("{run_target:?}").contains("t0ken"));
    let problem = User::new().flag("repository", "ghp_abc").problem();
    assert!(problem.contains("`***` is not"), "{problem}");
}

#[test]
fn guesses_the_paths_of_the_first_query() {
    let guess = |user: User| {
        let (inputs, env) = user.inputs();
        let paths = RunTarget::resolve(&inputs, &env).unwrap().candidate_paths(&inputs);
        paths.iter().map(ToString::to_string).collect::<Vec<_>>().join(" ")
    };
    assert_eq!(
        guess(User::new()),
        ".github/daily-papers.json .github/daily-papers.yaml .github/daily-papers.yml README.md"
    );
    let user = User::new()
        .flag("section", "ml")
        .flag("template", "t.md")
        .flag("readme", "a.md")
        .flag("config", "c.yml");
    assert_eq!(guess(user), ".github/ml.json a.md c.yml t.md");
    assert_eq!(
        guess(User::new().flag("data-file", "/y").flag("readme", "/x")),
        ".github/daily-papers.yaml .github/daily-papers.yml"
    );
}
