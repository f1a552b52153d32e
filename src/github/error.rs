//! What an answer of GitHub's that is no success means. Pure: a table of what has been seen in the wild.
//!
//! GitHub documents few of these texts, so the type or status is judged first, and words second, without case.

/// An answer, reduced to what it is judged by.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct ErrorResponse<'a> {
    /// The HTTP status; GraphQL's errors come with 200.
    pub(super) status: u16,
    /// The `type` of a GraphQL error, or nothing.
    pub(super) kind: &'a str,
    /// GitHub's words.
    pub(super) message: &'a str,
    /// The header `retry-after`, in seconds.
    pub(super) retry_after: Option<u32>,
    /// Whether the header `x-ratelimit-remaining` is 0.
    pub(super) used_up: bool,
}

/// What it means.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum ErrorKind {
    /// The branch, or the file, is no longer what the client thinks it is.
    Conflict,
    /// The token lacks a permission.
    Permission,
    /// A protection rule or ruleset forbids it.
    Protected,
    /// Too many requests; to be sent again after so many seconds, if that is known.
    RateLimit(Option<u32>),
    /// The token is none.
    BadToken,
    /// There is nothing of that name, or the token may not see it.
    NotFound,
    /// The repository is archived.
    Archived,
    /// The repository has its issues switched off.
    IssuesDisabled,
    /// A setting keeps workflows from opening pull requests.
    PullsForbidden,
    /// What was to be made is there already: a label, a pull request.
    Exists,
    /// It has another name now (a redirect).
    Moved,
    /// GitHub failed; whether it did what was asked is not known.
    Transient,
    /// Anything else.
    Refused,
}

/// How long to wait, in seconds, where no header says it
/// (<https://docs.github.com/en/rest/using-the-rest-api/rate-limits-for-the-rest-api#exceeding-the-rate-limit>).
const A_MINUTE: u32 = 60;

/// Judges an answer.
pub(super) fn classify(evidence: ErrorResponse<'_>) -> ErrorKind {
    let text = evidence.message.to_ascii_lowercase();
    let says = |words: &[&str]| words.iter().any(|words| text.contains(words));
    let ErrorResponse { status, kind, .. } = evidence;
    if says(&["secondary rate limit", "abuse detection", "temporarily blocked"]) {
        return ErrorKind::RateLimit(evidence.retry_after.or(Some(A_MINUTE)));
    }
    if kind == "STALE_DATA" || conflict(status, &text) {
        return ErrorKind::Conflict;
    }
    let used_up = evidence.used_up && (matches!(status, 403 | 429) || (status == 200 && kind.is_empty()));
    let limited = used_up
        || status == 429
        || kind.starts_with("RATE_LIMIT")
        || (status == 403 && evidence.retry_after.is_some())
        || says(&["rate limit exceeded", "rate limit already exceeded"]);
    if limited {
        return ErrorKind::RateLimit(
            evidence.retry_after.or((status == 429 && !used_up).then_some(A_MINUTE)),
        );
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
        return ErrorKind::PullsForbidden;
    }
    if status == 422 && says(&["already_exists", "a pull request already exists"]) {
        return ErrorKind::Exists;
    }
    if (300..400).contains(&status) {
        return ErrorKind::Moved;
    }
    if says(RULES) {
        return ErrorKind::Protected;
    }
    if matches!(kind, "FORBIDDEN" | "INSUFFICIENT_SCOPES") || status == 403 {
        return ErrorKind::Permission;
    }
    if kind == "NOT_FOUND" || matches!(status, 404 | 410) {
        return ErrorKind::NotFound;
    }
    let failed = says(&["something went wrong while executing your query", "timed out", "timedout"]);
    if failed || status >= 500 || status == 408 || matches!(kind, "INTERNAL" | "SERVICE_UNAVAILABLE") {
        return ErrorKind::Transient;
    }
    ErrorKind::Refused
}

/// The branch moved (GraphQL, contents API, git data API), or a file came into being.
fn conflict(status: u16, text: &str) -> bool {
    text.contains("expected branch to point to")
        || (text.contains("is at ") && text.contains("but expected"))
        || (status == 422 && text.contains("not a fast forward"))
        || (status == 422 && text.contains("\"sha\" wasn't supplied"))
        || (status == 422 && text.contains("reference does not exist"))
        || (status == 422 && text.contains("reference already exists"))
        || (status == 409 && text.contains(" does not match "))
}

/// How classic branch protection and rulesets word their refusals.
const RULES: &[&str] = &[
    "rule violations",
    "protected branch",
    "through a pull request",
    "required status check",
    "approving review is required",
    "not authorized to push",
    "must have verified signatures",
    "reference update failed",
];

/// `contents=write,issues=read` (the header `x-accepted-github-permissions`) as the lines of a workflow; of several
/// alternatives, the first.
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
        classify(ErrorResponse { status: 200, kind, message, ..ErrorResponse::default() })
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
                ErrorKind::Protected,
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
        for (status, message, class) in [
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
                ErrorKind::Protected,
            ),
            (422, "Update is not a fast forward", ErrorKind::Conflict),
            (422, "Invalid request.\n\n\"sha\" wasn't supplied.", ErrorKind::Conflict),
            (
                422,
                "Repository rule violations found\n\nCommits must have verified signatures.",
                ErrorKind::Protected,
            ),
            (422, "Reference update failed", ErrorKind::Protected),
            (
                422,
                "At least 1 approving review is required by reviewers with write access.",
                ErrorKind::Protected,
            ),
            (422, "You're not authorized to push to this branch.", ErrorKind::Protected),
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
            (301, "Moved Permanently", ErrorKind::Moved),
            (
                403,
                "GitHub Actions is not permitted to create or approve pull requests.",
                ErrorKind::PullsForbidden,
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
            assert_eq!(rest(status, message), class, "{status} {message}");
        }
    }

    #[test]
    fn rate_limits_by_header() {
        let base = ErrorResponse { status: 403, message: "Forbidden", ..ErrorResponse::default() };
        assert_eq!(classify(ErrorResponse { retry_after: Some(9), ..base }), ErrorKind::RateLimit(Some(9)));
        assert_eq!(classify(ErrorResponse { used_up: true, ..base }), ErrorKind::RateLimit(None));
        assert_eq!(
            classify(ErrorResponse { used_up: true, status: 429, ..base }),
            ErrorKind::RateLimit(None)
        );
        // Used up by the last request that was let in: not what the failure is about.
        let stale =
            ErrorResponse { status: 200, kind: "STALE_DATA", used_up: true, ..ErrorResponse::default() };
        assert_eq!(classify(stale), ErrorKind::Conflict);
        assert_eq!(classify(ErrorResponse { status: 502, used_up: true, ..base }), ErrorKind::Transient);
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
