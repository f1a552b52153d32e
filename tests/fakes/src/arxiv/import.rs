//! Corpora out of what was collected: the seed page's papers, and recorded answers of arXiv.

use std::fmt;
use std::path::Path;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp, ToSpan as _};
use serde::Deserialize;

use super::corpus::{Corpus, Record};

/// Why a text could not be imported.
#[derive(Debug)]
pub enum ImportError {
    /// It is not the JSON of the seed's papers.
    Json(serde_json::Error),
    /// It is not XML.
    Xml(roxmltree::Error),
    /// Something is missing or malformed in a paper.
    Paper {
        /// The paper's identifier, or what stands for it.
        id: String,
        /// What is wrong.
        what: &'static str,
    },
}

impl fmt::Display for ImportError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Json(error) => write!(f, "the seed's papers cannot be read: {error}"),
            Self::Xml(error) => write!(f, "the recorded feed cannot be read: {error}"),
            Self::Paper { id, what } => write!(f, "paper {id}: {what}"),
        }
    }
}

impl std::error::Error for ImportError {}

/// A paper of `seed/papers.json`: what the seed page shows of it.
#[derive(Deserialize)]
struct SeedPaper {
    /// With version.
    id: String,
    title: String,
    updated: Date,
    #[serde(rename = "abstract")]
    abstract_: String,
    comment: String,
}

impl Corpus {
    /// Reads `seed/papers.json`. What the page does not have is made up: one author, `cs.LG`, times that keep the page's
    /// order within a day, and as the first submission the month in the identifier.
    pub fn from_seed(json: &str) -> Result<Self, ImportError> {
        let papers: Vec<SeedPaper> = serde_json::from_str(json).map_err(ImportError::Json)?;
        let records = papers.into_iter().zip(0..).map(|(paper, place)| seed_record(paper, place));
        Ok(Self::new(records.collect::<Result<Vec<_>, _>>()?))
    }

    /// Reads recorded answers in the present layout.
    pub fn from_feeds(feeds: &[impl AsRef<str>]) -> Result<Self, ImportError> {
        let mut records = Vec::new();
        for feed in feeds {
            records.extend(read_feed(feed.as_ref())?);
        }
        Ok(Self::new(records))
    }

    /// Reads a directory of recorded answers (`arxiv-feeds/recorded`): those of today's server.
    pub fn from_recordings(directory: impl AsRef<Path>) -> Result<Self, Box<dyn std::error::Error>> {
        let files = std::fs::read_dir(directory)?.map(|file| file.map(|file| file.path()));
        let mut files = files.collect::<Result<Vec<_>, _>>()?;
        files.retain(|file| {
            let name = file.file_name().unwrap_or_default().to_string_lossy();
            name.starts_with("api-") && !name.contains("error")
        });
        files.sort();
        let feeds = files.into_iter().map(std::fs::read_to_string).collect::<Result<Vec<_>, _>>()?;
        Ok(Self::from_feeds(&feeds)?)
    }
}

fn seed_record(paper: SeedPaper, place: i64) -> Result<Record, ImportError> {
    let wrong = |what| ImportError::Paper { id: paper.id.clone(), what };
    let (id, version) = split_version(&paper.id).ok_or_else(|| wrong("no version"))?;
    let day_end: Timestamp = format!("{}T23:59:00Z", paper.updated).parse().map_err(|_| wrong("no date"))?;
    // A minute a place: 262 places fit into a day.
    let updated = day_end - SignedDuration::from_mins(place);
    let submitted = match version {
        1 => updated,
        _ => month_of(&id).ok_or_else(|| wrong("no month in its identifier"))?.min(updated - 1.hour()),
    };
    let SeedPaper { title, abstract_, comment, .. } = paper;
    Ok(Record {
        id,
        version,
        title,
        authors: vec!["Ada Example".to_owned()],
        abstract_,
        comment,
        journal_ref: String::new(),
        dois: Vec::new(),
        categories: vec!["cs.LG".to_owned()],
        submitted,
        updated,
    })
}

fn split_version(id: &str) -> Option<(String, u32)> {
    let (id, version) = id.rsplit_once('v')?;
    Some((id.to_owned(), version.parse().ok()?))
}

/// The start of the month in an identifier of the scheme in use since 2007.
fn month_of(id: &str) -> Option<Timestamp> {
    let (year, month) = (id.get(..2)?, id.get(2..4)?);
    format!("20{year}-{month}-01T00:00:00Z").parse().ok()
}

/// The entries of a recorded answer, in its order.
pub(crate) fn read_feed(xml: &str) -> Result<Vec<Record>, ImportError> {
    let document = roxmltree::Document::parse(xml).map_err(ImportError::Xml)?;
    let entries = document.root_element().children().filter(|node| node.has_tag_name("entry"));
    entries.map(read_entry).collect()
}

fn read_entry(entry: roxmltree::Node<'_, '_>) -> Result<Record, ImportError> {
    let all = |name: &'static str| entry.children().filter(move |node| node.tag_name().name() == name);
    let text = |name| all(name).next().and_then(|node| node.text()).unwrap_or_default().to_owned();
    let url = text("id");
    let wrong = |what| ImportError::Paper { id: url.clone(), what };
    let (id, version) = url
        .strip_prefix("http://arxiv.org/abs/")
        .and_then(split_version)
        .ok_or_else(|| wrong("no identifier with version"))?;
    let instant = |name| text(name).parse::<Timestamp>().map_err(|_| wrong("a date is missing"));
    let names = all("author").flat_map(|author| author.children().filter(|node| node.has_tag_name("name")));
    Ok(Record {
        id,
        version,
        title: text("title"),
        authors: names.filter_map(|name| name.text()).map(str::to_owned).collect(),
        abstract_: text("summary"),
        comment: text("comment"),
        journal_ref: text("journal_ref"),
        dois: all("doi").filter_map(|doi| doi.text()).map(str::to_owned).collect(),
        categories: all("category").filter_map(|node| node.attribute("term")).map(str::to_owned).collect(),
        submitted: instant("published")?,
        updated: instant("updated")?,
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::arxiv::atom::Feed;

    crate::tests_over_shared!(
        recorded_answers_come_out_as_they_went_in,
        legacy_answers_come_out_as_they_went_in
    );

    /// Real answers, of <https://github.com/lukasschwab/arxiv.py> and others, in `../shared`.
    fn recordings() -> Vec<(String, String)> {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/arxiv-feeds/recorded");
        let files = std::fs::read_dir(directory).unwrap();
        let names = files.map(|file| file.unwrap().path());
        let ours = names.filter(|path| path.file_name().unwrap().to_str().unwrap().starts_with("api-"));
        ours.map(|path| (path.display().to_string(), std::fs::read_to_string(&path).unwrap())).collect()
    }

    fn between<'a>(text: &'a str, start: &str, end: &str) -> &'a str {
        text.split_once(start).unwrap().1.split_once(end).unwrap().0
    }

    /// Writes each recorded answer again from its own records and compares the bytes.
    fn recorded_answers_come_out_as_they_went_in() {
        let (mut compared, mut entries) = (0, 0);
        let recordings = recordings();
        // An error holds no paper; in November 2025 the server lost the quotes.
        let odd = |name: &str| name.contains("error") || name.contains("quotes-dropped");
        for (name, xml) in recordings.iter().filter(|(name, _)| !odd(name)) {
            // A record has no affiliations.
            let xml = xml.lines().filter(|line| !line.contains("<arxiv:affiliation>"));
            let xml = &xml.flat_map(|line| [line, "\n"]).collect::<String>();
            let records = read_feed(xml).unwrap();
            let request = between(xml, "<title>arXiv Query: ", "</title>").replace("&amp;", "&");
            let parameter =
                |name: &str| between(&format!("&{request}&"), &format!("&{name}="), "&").to_owned();
            let canonical = parameter("search_query");
            let query = crate::arxiv::query::read(&canonical, false).unwrap();
            let feed = Feed {
                parsed: query.map(|query| query.expression.to_string()).unwrap_or_default(),
                canonical,
                id_list: parameter("id_list"),
                start: parameter("start").parse().unwrap(),
                max_results: parameter("max_results").parse().unwrap(),
                total: between(xml, "totalResults>", "<").parse().unwrap(),
                now: between(xml, "<updated>", "<").parse().unwrap(),
                records: records.iter().collect(),
            };
            for (line, (ours, theirs)) in feed.to_xml().lines().zip(xml.lines()).enumerate() {
                assert_eq!(ours, theirs, "{name} line {}", line + 1);
            }
            assert!(feed.to_xml() == *xml, "{name}: the end differs");
            compared += 1;
            entries += records.len();
        }
        assert!(compared >= 26 && entries >= 340, "{compared} recordings, {entries} entries");
    }

    /// The same for the layout of before November 2025. Lines broke where their authors had broken them, so words are compared.
    fn legacy_answers_come_out_as_they_went_in() {
        let directory = concat!(env!("CARGO_MANIFEST_DIR"), "/../../../shared/arxiv-feeds/recorded");
        for name in ["legacy-cs-ro-2-oct2025.xml", "legacy-deep-dream-start0.xml"] {
            let xml = std::fs::read_to_string(format!("{directory}/{name}")).unwrap();
            let records = read_feed(&xml).unwrap();
            let request = between(&xml, "ArXiv Query: ", "</title>").replace("&amp;", "&");
            let parameter =
                |name: &str| between(&format!("&{request}&"), &format!("&{name}="), "&").to_owned();
            let feed = Feed {
                canonical: parameter("search_query"),
                parsed: String::new(),
                id_list: String::new(),
                start: parameter("start").parse().unwrap(),
                max_results: parameter("max_results").parse().unwrap(),
                total: xml
                    .split_once("totalResults")
                    .unwrap()
                    .1
                    .split(['>', '<'])
                    .nth(1)
                    .unwrap()
                    .parse()
                    .unwrap(),
                now: between(&xml, "<updated>", "<").parse().unwrap(),
                records: records.iter().collect(),
            };
            let ours = crate::arxiv::legacy::to_xml(&feed);
            for (ours, theirs) in ours.split_whitespace().zip(xml.split_whitespace()) {
                assert_eq!(ours, theirs, "{name}");
            }
            assert_eq!(ours.split_whitespace().count(), xml.split_whitespace().count(), "{name}");
        }
    }

    #[test]
    fn the_seed_keeps_the_order_of_its_page() {
        let json = r#"[
            {"id": "2503.00002v2", "title": "A", "updated": "2025-03-01", "abstract": "", "comment": "", "keywords": []},
            {"id": "2504.00001v1", "title": "B", "updated": "2025-04-25", "abstract": "", "comment": "", "keywords": []},
            {"id": "2504.00002v1", "title": "C", "updated": "2025-04-25", "abstract": "", "comment": "", "keywords": []}
        ]"#;
        let corpus = Corpus::from_seed(json).unwrap();
        let find = |id: &str| corpus.records().find(|record| record.id == id).unwrap().clone();
        let (a, b, c) = (find("2503.00002"), find("2504.00001"), find("2504.00002"));
        assert!(a.submitted < a.updated && a.version == 2);
        assert!(b.submitted == b.updated && b.updated > c.updated);
        assert_eq!(b.updated.strftime("%F").to_string(), "2025-04-25");
        assert!(matches!(Corpus::from_seed("[1]"), Err(ImportError::Json(_))));
    }
}
