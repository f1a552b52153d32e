//! The table of outputs: the source of `action.yml` and of `docs/inputs.md`.

#[derive(Debug)]
pub struct Output {
    pub name: &'static str,
    pub help: &'static str,
}

/// Every output, in the order in which they are shown.
#[rustfmt::skip]
pub const OUTPUTS: &[Output] = &[
    Output { name: "changed", help: "`true` if this run changed something, else `false`." },
    Output { name: "new-papers", help: "Number of new papers." },
    Output { name: "revised-papers", help: "Number of listed papers with a new version." },
    Output { name: "total-papers", help: "Number of listed papers." },
    Output { name: "papers", help:
        "The new papers as a JSON array of objects (id, title, authors, url, keywords, dates), newest first, at most 100,000 \
         bytes." },
    Output { name: "papers-truncated", help: "`true` if `papers` does not hold all new papers, else `false`." },
    Output { name: "failed-keywords", help: "Names of the keywords that failed, as a JSON array." },
    Output { name: "commit-sha", help: "The commit that this run made; empty if it made none." },
    Output { name: "commit-url", help: "Address of that commit." },
    Output { name: "issue-number", help: "The issue that this run opened; empty if it opened none." },
    Output { name: "issue-url", help: "Address of that issue." },
    Output { name: "pull-request-number", help:
        "The pull request that this run opened or updated; empty if there is none." },
    Output { name: "pull-request-url", help: "Address of that pull request." },
];
