//! What a failed request means. Pure: a table of answers that GitHub has been seen to give.
//!
//! GitHub documents few of these texts, so the type or status is judged first, and words second, without case.

/// A request that failed, after retries.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Error {
    pub kind: ErrorKind,
    /// GitHub's words, or those of the network; on one line, without the token.
    pub message: String,
    /// The permissions that GitHub says are needed, as lines of a workflow.
    pub needed: Option<String>,
    /// Whether the request may have reached GitHub.
    pub sent: bool,
}

impl Error {
    pub(super) fn not_sent(kind: ErrorKind, message: String) -> Self {
        Self { kind, message, needed: None, sent: false }
    }

    /// An answer that says success, but not what came of it.
    pub(super) fn unusable(message: &str) -> Self {
        Self { kind: ErrorKind::Transient, message: message.to_owned(), needed: None, sent: true }
    }

    /// For a write to what was read a moment ago: reading again shows whether it moved or is gone.
    pub(super) fn or_conflict(self, kinds: &[ErrorKind]) -> Self {
        if kinds.contains(&self.kind) { Self { kind: ErrorKind::Conflict, ..self } } else { self }
    }
}

/// An answer, reduced to what it is classified by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ErrorResponse<'a> {
    /// The HTTP status; GraphQL's errors come with 200.
    pub(super) status: u16,
    /// The `type` of a GraphQL error, or nothing.
    pub(super) graphql_type: &'a str,
    pub(super) message: &'a str,
    /// The header `retry-after`, in seconds.
    pub(super) retry_after: Option<u32>,
    /// Whether the header `x-ratelimit-remaining` is 0.
    pub(super) quota_used_up: bool,
    /// Whether GitHub says that single sign-on is what is missing.
    pub(super) saml: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ErrorKind {
    /// The branch or the file changed since it was read.
    Conflict,
    /// The token lacks a permission.
    Permission,
    /// Something other than a permission keeps the token out.
    Barrier(Barrier),
    /// A rule of the repository forbids the commit.
    Rule(Rule),
    /// Too many requests; to be sent again after this many seconds, if that is known.
    RateLimit(Option<u32>),
    BadToken,
    /// The variable of this name does not contain the URL of an API.
    BadUrl(&'static str),
    /// There is nothing of that name, or the token cannot see it.
    NotFound,
    Archived,
    IssuesDisabled,
    /// A setting keeps workflows from opening pull requests.
    PullRequestsForbidden,
    /// What was to be created exists already: a label, a pull request.
    Exists,
    /// It has another name now (a redirect).
    Moved,
    /// GitHub failed; whether it did what was asked is not known.
    Transient,
    /// Anything else.
    Refused,
}

/// What keeps a token out besides a missing permission.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Barrier {
    /// The organization wants the token authorized for single sign-on.
    Saml,
    /// The organization lets in known addresses only.
    IpAllowList,
    /// The account or the App's installation is suspended.
    Suspended,
    /// The repository is locked, as during a migration, or disabled by GitHub.
    Locked,
}

/// Which rule refused a commit. Classic branch protection and rulesets word theirs alike.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rule {
    /// Push protection: something in the commit looks like a secret.
    Secret,
    /// Only tokens with the `workflows` permission may change workflow files.
    WorkflowFile,
    /// Changes go through the merge queue.
    MergeQueue,
    /// The branch is read-only.
    LockedBranch,
    /// Commits must be signed.
    Signature,
    /// Files of this path, extension or size are not taken.
    Files,
    /// The commit's message, author or committer does not match a pattern.
    Metadata,
    /// Changes go through a pull request, need checks or reviews, or only some may push.
    PullRequest,
}

/// How long to wait, in seconds, if no header says it
/// (<https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit>).
const A_MINUTE: u32 = 60;

/// What GitHub says if something other than a permission keeps the token out.
const BARRIERS: &[(Barrier, &[&str])] = &[
    (Barrier::Saml, &["saml enforcement", "saml sso", "saml single sign-on"]),
    (Barrier::IpAllowList, &["ip allow list", "ip address is not permitted"]),
    (Barrier::Suspended, &["account was suspended", "account is suspended", "has been suspended"]),
    (
        Barrier::Locked,
        &[
            "repository has been locked",
            "repository is locked",
            "repository access blocked",
            "repository has been disabled",
        ],
    ),
];

/// How rules word their refusals. The first match counts: most texts begin with "Repository rule violations found".
const RULES: &[(Rule, &[&str])] = &[
    (Rule::Secret, &["secret detected", "contains secrets", "contain secrets"]),
    (Rule::WorkflowFile, &["to create or update workflow"]),
    (Rule::MergeQueue, &["through the merge queue"]),
    (Rule::LockedBranch, &["locked branch", "branch is locked"]),
    (Rule::Signature, &["must have valid signatures", "must have verified signatures"]),
    (Rule::Files, &["file path", "path length", "file extension", "files larger than", "file size"]),
    (Rule::Metadata, &["commit message must", "author email must", "committer email must"]),
    (
        Rule::PullRequest,
        &[
            "rule violations",
            "protected branch",
            "protected ref",
            "through a pull request",
            "required status check",
            "approving review is required",
            "not authorized to push",
            "reference update failed",
        ],
    ),
];

pub(super) fn classify(response: ErrorResponse<'_>) -> ErrorKind {
    let text = response.message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
    let ErrorResponse { status, graphql_type, retry_after, .. } = response;
    if says(&["secondary rate limit", "abuse detection", "temporarily blocked"]) {
        return ErrorKind::RateLimit(retry_after.or(Some(A_MINUTE)));
    }
    if graphql_type == "STALE_DATA" || is_conflict(status, &text) {
        return ErrorKind::Conflict;
    }
    if let Some((barrier, _)) = BARRIERS.iter().find(|(_, words)| says(words)) {
        return ErrorKind::Barrier(*barrier);
    }
    if response.saml {
        return ErrorKind::Barrier(Barrier::Saml);
    }
    if let Some(limit) = rate_limit(&response, &text) {
        return limit;
    }
    if status == 401 {
        return ErrorKind::BadToken;
    }
    if says(&["was archived", "is archived"]) {
        return ErrorKind::Archived;
    }
    if says(&["issues are disabled", "issues has been disabled"]) {
        return ErrorKind::IssuesDisabled;
    }
    if says(&["not permitted to create or approve pull requests"]) {
        return ErrorKind::PullRequestsForbidden;
    }
    if status == 422 && says(&["already_exists", "a pull request already exists"]) {
        return ErrorKind::Exists;
    }
    if (300..400).contains(&status) {
        return ErrorKind::Moved;
    }
    if let Some((rule, _)) = RULES.iter().find(|(_, words)| says(words)) {
        return ErrorKind::Rule(*rule);
    }
    if graphql_type == "BRANCH_PROTECTION_RULE_VIOLATION" {
        return ErrorKind::Rule(Rule::PullRequest);
    }
    if matches!(graphql_type, "FORBIDDEN" | "INSUFFICIENT_SCOPES") || status == 403 {
        return ErrorKind::Permission;
    }
    if graphql_type == "NOT_FOUND" || matches!(status, 404 | 410) {
        return ErrorKind::NotFound;
    }
    let failed = says(&["something went wrong while executing your query", "timed out", "timedout"]);
    if failed || status >= 500 || status == 408 || matches!(graphql_type, "INTERNAL" | "SERVICE_UNAVAILABLE")
    {
        return ErrorKind::Transient;
    }
    ErrorKind::Refused
}

/// The primary rate limit.
fn rate_limit(response: &ErrorResponse<'_>, text: &str) -> Option<ErrorKind> {
    let ErrorResponse { status, graphql_type, retry_after, quota_used_up, .. } = *response;
    let used_up =
        quota_used_up && (matches!(status, 403 | 429) || (status == 200 && graphql_type.is_empty()));
    let limited = used_up
        || status == 429
        || graphql_type.starts_with("RATE_LIMIT")
        || (status == 403 && retry_after.is_some())
        || text.contains("rate limit exceeded")
        || text.contains("rate limit already exceeded");
    let wait = retry_after.or((status == 429 && !used_up).then_some(A_MINUTE));
    limited.then_some(ErrorKind::RateLimit(wait))
}

/// The branch moved (GraphQL, contents API, git data API), or a file was created.
fn is_conflict(status: u16, text: &str) -> bool {
    text.contains("expected branch to point to")
        || (text.contains("is at ") && text.contains("but expected"))
        || (status == 422 && text.contains("not a fast forward"))
        || (status == 422 && text.contains("\"sha\" wasn't supplied"))
        || (status == 422 && text.contains("reference does not exist"))
        || (status == 422 && text.contains("reference already exists"))
        || (status == 409 && text.contains(" does not match "))
}

/// `contents=write,issues=read` (the header `x-accepted-github-permissions`) as lines of a workflow. The header may hold
/// alternatives, separated by `;`: the first is taken.
pub(super) fn permission_lines(header: &str) -> Option<String> {
    let first = header.split(';').next().unwrap_or_default();
    let line = |pair: &str| {
        let (name, access) = pair.trim().split_once('=')?;
        Some(format!("{}: {access}", name.replace('_', "-")))
    };
    let lines: Vec<String> = first.split(',').filter_map(line).collect();
    (!lines.is_empty()).then(|| lines.join("\n  "))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rest(status: u16, message: &str) -> ErrorKind {
        classify(ErrorResponse { status, message, ..ErrorResponse::default() })
    }

    fn graphql(kind: &str, message: &str) -> ErrorKind {
        classify(ErrorResponse { status: 200, graphql_type: kind, message, ..ErrorResponse::default() })
    }

    #[test]
    fn graphql_errors() {
        for (kind, message, class) in [
            (
                "STALE_DATA",
                "Expected branch to point to \"1\" but it did not.  PullRequestRef and try again.",
                ErrorKind::Conflict,
            ),
            ("", "Expected branch to point to \"1\" but it did not.", ErrorKind::Conflict),
            ("UNPROCESSABLE", "main is at 1 but expected 2", ErrorKind::Conflict),
            ("FORBIDDEN", "Resource not accessible by integration", ErrorKind::Permission),
            ("FORBIDDEN", "Repository was archived so is read-only.", ErrorKind::Archived),
            (
                "INSUFFICIENT_SCOPES",
                "Your token has not been granted the required scopes",
                ErrorKind::Permission,
            ),
            ("NOT_FOUND", "Could not resolve to a Repository with the name 'o/r'.", ErrorKind::NotFound),
            (
                "UNPROCESSABLE",
                "Repository rule violations found\n\nChanges must be made through a pull request.\n\n",
                ErrorKind::Rule(Rule::PullRequest),
            ),
            ("RATE_LIMITED", "API rate limit exceeded for installation ID 1.", ErrorKind::RateLimit(None)),
            ("RATE_LIMIT", "API rate limit already exceeded for user ID 1.", ErrorKind::RateLimit(None)),
            ("", "API rate limit already exceeded for user ID 1.", ErrorKind::RateLimit(None)),
            ("", "You have exceeded a secondary rate limit.", ErrorKind::RateLimit(Some(60))),
            (
                "",
                "Something went wrong while executing your query. Please include `ABC`",
                ErrorKind::Transient,
            ),
            ("SERVICE_UNAVAILABLE", "try later", ErrorKind::Transient),
            ("UNPROCESSABLE", "a path is named twice", ErrorKind::Refused),
            ("", "Field 'x' doesn't exist on type 'Repository'", ErrorKind::Refused),
        ] {
            assert_eq!(graphql(kind, message), class, "{kind} {message}");
        }
    }

    #[test]
    fn rest_errors() {
        for (status, message, kind) in [
            (401, "Bad credentials", ErrorKind::BadToken),
            (403, "Resource not accessible by integration", ErrorKind::Permission),
            (403, "Resource not accessible by personal access token", ErrorKind::Permission),
            (403, "Repository was archived so is read-only.", ErrorKind::Archived),
            (403, "API rate limit exceeded for installation ID 1.", ErrorKind::RateLimit(None)),
            (
                403,
                "You have exceeded a secondary rate limit and have been temporarily blocked from content creation.",
                ErrorKind::RateLimit(Some(60)),
            ),
            (404, "Not Found", ErrorKind::NotFound),
            (410, "Issues are disabled for this repo", ErrorKind::IssuesDisabled),
            (410, "Issues has been disabled in this repository.", ErrorKind::IssuesDisabled),
            (409, "is at 1 but expected 2", ErrorKind::Conflict),
            (409, "README.md does not match 123", ErrorKind::Conflict),
            (
                409,
                "Could not update file: 2 of 2 required status checks are expected. Changes must be made through a pull \
                 request.",
                ErrorKind::Rule(Rule::PullRequest),
            ),
            (422, "Update is not a fast forward", ErrorKind::Conflict),
            (422, "Invalid request.\n\n\"sha\" wasn't supplied.", ErrorKind::Conflict),
            (
                422,
                "Repository rule violations found\n\nCommits must have verified signatures.",
                ErrorKind::Rule(Rule::Signature),
            ),
            (422, "Reference update failed", ErrorKind::Rule(Rule::PullRequest)),
            (
                422,
                "At least 1 approving review is required by reviewers with write access.",
                ErrorKind::Rule(Rule::PullRequest),
            ),
            (422, "You're not authorized to push to this branch.", ErrorKind::Rule(Rule::PullRequest)),
            (
                422,
                "Sorry, your request timed out. It's likely that your input was too large",
                ErrorKind::Transient,
            ),
            (422, "tree.sha is not a valid blob", ErrorKind::Refused),
            (429, "slow down", ErrorKind::RateLimit(Some(60))),
            (500, "", ErrorKind::Transient),
            (502, "Server Error", ErrorKind::Transient),
            (504, "", ErrorKind::Transient),
        ] {
            assert_eq!(rest(status, message), kind, "{status} {message}");
        }
    }

    #[test]
    fn rest_errors_of_threads_and_redirects() {
        for (status, message, kind) in [
            (301, "Moved Permanently", ErrorKind::Moved),
            (
                403,
                "GitHub Actions is not permitted to create or approve pull requests.",
                ErrorKind::PullRequestsForbidden,
            ),
            (
                422,
                "Validation Failed; A pull request already exists for octo:papers/update.",
                ErrorKind::Exists,
            ),
            (422, "Validation Failed; already_exists", ErrorKind::Exists),
            (422, "Validation Failed; No commits between main and papers/update", ErrorKind::Refused),
            (422, "Reference already exists", ErrorKind::Conflict),
        ] {
            assert_eq!(rest(status, message), kind, "{status} {message}");
        }
    }

    /// Texts that GitHub was seen to send.
    #[test]
    fn refusals_are_classified_by_cause() {
        let rules = "Repository rule violations found\n\n";
        for (status, message, kind) in [
            (409, "Secret detected in content", ErrorKind::Rule(Rule::Secret)),
            (422, "Secret detected in content", ErrorKind::Rule(Rule::Secret)),
            (422, "Changes must be made through the merge queue", ErrorKind::Rule(Rule::MergeQueue)),
            (422, "Changes must be made through a pull request.", ErrorKind::Rule(Rule::PullRequest)),
            (422, "Cannot change this locked branch", ErrorKind::Rule(Rule::LockedBranch)),
            (422, "Commits must have valid signatures", ErrorKind::Rule(Rule::Signature)),
            (422, "Cannot update this protected ref.", ErrorKind::Rule(Rule::PullRequest)),
            (422, "File path docs/papers.bib is restricted", ErrorKind::Rule(Rule::Files)),
            (422, "File extension .bib is restricted", ErrorKind::Rule(Rule::Files)),
            (422, "Files larger than 1 MB are restricted", ErrorKind::Rule(Rule::Files)),
            (422, "Commit message must match a given regex pattern: ^feat", ErrorKind::Rule(Rule::Metadata)),
            (
                422,
                "refusing to allow a GitHub App to create or update workflow `.github/workflows/x.yml` without `workflows` permission",
                ErrorKind::Rule(Rule::WorkflowFile),
            ),
        ] {
            assert_eq!(rest(status, message), kind, "{message}");
            assert_eq!(rest(status, &format!("{rules}{message}")), kind, "{message}");
            assert_eq!(graphql("BRANCH_PROTECTION_RULE_VIOLATION", message), kind, "{message}");
            assert_eq!(graphql("UNPROCESSABLE", message), kind, "{message}");
        }
        let unknown = graphql("BRANCH_PROTECTION_RULE_VIOLATION", "something new");
        assert_eq!(unknown, ErrorKind::Rule(Rule::PullRequest));
        for (message, barrier) in [
            (
                "Resource protected by organization SAML enforcement. You must grant your Personal Access token access to \
                 this organization.",
                Barrier::Saml,
            ),
            (
                "Although you appear to have the correct authorization credentials, the `o` organization has an IP allow \
                 list enabled, and your IP address is not permitted to access this resource.",
                Barrier::IpAllowList,
            ),
            ("Sorry. Your account was suspended.", Barrier::Suspended),
            ("Repository has been locked for migration.", Barrier::Locked),
        ] {
            assert_eq!(rest(403, message), ErrorKind::Barrier(barrier), "{message}");
            assert_eq!(graphql("FORBIDDEN", message), ErrorKind::Barrier(barrier), "{message}");
        }
        let message = "Resource not accessible by integration";
        let saml =
            ErrorResponse { graphql_type: "FORBIDDEN", message, saml: true, ..ErrorResponse::default() };
        assert_eq!(classify(saml), ErrorKind::Barrier(Barrier::Saml));
    }

    #[test]
    fn rate_limits_by_header() {
        let base = ErrorResponse { status: 403, message: "Forbidden", ..ErrorResponse::default() };
        assert_eq!(classify(ErrorResponse { retry_after: Some(9), ..base }), ErrorKind::RateLimit(Some(9)));
        assert_eq!(classify(ErrorResponse { quota_used_up: true, ..base }), ErrorKind::RateLimit(None));
        assert_eq!(
            classify(ErrorResponse { quota_used_up: true, status: 429, ..base }),
            ErrorKind::RateLimit(None)
        );
        // Used up by the last request that was let in: not what the failure is about.
        let stale = ErrorResponse {
            status: 200,
            graphql_type: "STALE_DATA",
            quota_used_up: true,
            ..ErrorResponse::default()
        };
        assert_eq!(classify(stale), ErrorKind::Conflict);
        assert_eq!(
            classify(ErrorResponse { status: 502, quota_used_up: true, ..base }),
            ErrorKind::Transient
        );
    }

    #[test]
    fn permissions_become_the_lines_of_a_workflow() {
        assert_eq!(permission_lines("contents=write").as_deref(), Some("contents: write"));
        assert_eq!(
            permission_lines("pull_requests=write,contents=read; contents=write").as_deref(),
            Some("pull-requests: write\n  contents: read")
        );
        assert_eq!(permission_lines(""), None);
    }
}
