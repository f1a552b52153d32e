//! The kind of a token, which decides what advice fits.

/// Kinds of token, by the prefix that GitHub gives each
/// (<https://docs.github.com/en/authentication/keeping-your-account-and-data-secure/about-authentication-to-github#githubs-token-formats>).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// `ghs_`: the workflow's own, or one that a GitHub App made.
    Installation,
    /// `github_pat_`: a fine-grained personal access token.
    FineGrained,
    /// `ghp_`, `gho_`: a classic personal access token, or one of an OAuth app, which has scopes too.
    Classic,
    /// Anything else, as on an Enterprise server.
    Unknown,
}

impl TokenKind {
    pub(super) fn from_prefix(token: &str) -> Self {
        match token {
            _ if token.starts_with("ghs_") => Self::Installation,
            _ if token.starts_with("github_pat_") => Self::FineGrained,
            _ if token.starts_with("ghp_") || token.starts_with("gho_") => Self::Classic,
            _ => Self::Unknown,
        }
    }
}
