//! arXiv categories and patterns over them.
//!
//! The taxonomy is <https://arxiv.org/category_taxonomy>, as of 2026-11.

use std::fmt;

use crate::paper::Category;

/// The archives that are split into subject classes, each with its classes.
const ARCHIVES: &[(&str, &str)] = &[
    ("astro-ph", "CO EP GA HE IM SR"),
    ("cond-mat", "dis-nn mes-hall mtrl-sci other quant-gas soft stat-mech str-el supr-con"),
    (
        "cs",
        "AI AR CC CE CG CL CR CV CY DB DC DL DM DS ET FL GL GR GT HC IR IT LG LO MA MM MS NA NE NI OH OS PF PL RO \
         SC SD SE SI SY",
    ),
    ("econ", "EM GN TH"),
    ("eess", "AS IV SP SY"),
    (
        "math",
        "AC AG AP AT CA CO CT CV DG DS FA GM GN GR GT HO IT KT LO MG MP NA NT OA OC PR QA RA RT SG SP ST",
    ),
    ("nlin", "AO CD CG PS SI"),
    (
        "physics",
        "acc-ph ao-ph app-ph atm-clus atom-ph bio-ph chem-ph class-ph comp-ph data-an ed-ph flu-dyn gen-ph geo-ph \
         hist-ph ins-det med-ph optics plasm-ph pop-ph soc-ph space-ph",
    ),
    ("q-bio", "BM CB GN MN NC OT PE QM SC TO"),
    ("q-fin", "CP EC GN MF PM PR RM ST TR"),
    ("stat", "AP CO ME ML OT TH"),
];

/// The archives that are one category each.
const WHOLE: &[&str] =
    &["gr-qc", "hep-ex", "hep-lat", "hep-ph", "hep-th", "math-ph", "nucl-ex", "nucl-th", "quant-ph"];

/// A category (`cs.LG`, `hep-th`) or a whole archive (`cs.*`).
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub struct CategoryPattern {
    archive: String,
    /// `None`: the archive is the category. `*`: all of the archive.
    class: Option<String>,
}

/// Why a text is not a category pattern.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum CategoryError {
    /// It is not of the form `archive.CLASS`.
    Form,
    /// It is an archive of several categories: `cs` was written, `cs.*` is probably meant.
    Archive(String),
}

impl CategoryPattern {
    /// Reads a pattern. Case is taken as written in the archive's own way: `cs.lg` is `cs.LG`.
    pub fn parse(text: &str) -> Result<Self, CategoryError> {
        let (archive, class) = match text.split_once('.') {
            Some((archive, class)) => (archive, Some(class)),
            None => (text, None),
        };
        let archive = archive.to_ascii_lowercase();
        let letters = |part: &str| {
            part.len() >= 2
                && part.bytes().all(|b| b.is_ascii_alphabetic() || b == b'-')
                && !part.starts_with('-')
                && !part.ends_with('-')
        };
        if !letters(&archive) || class.is_some_and(|class| class != "*" && !letters(class)) {
            return Err(CategoryError::Form);
        }
        let classes = ARCHIVES.iter().find(|(name, _)| *name == archive).map(|(_, classes)| *classes);
        match (classes, class) {
            (Some(_), None) => Err(CategoryError::Archive(archive)),
            (Some(classes), Some(class)) => {
                let known = classes.split(' ').find(|known| known.eq_ignore_ascii_case(class));
                Ok(Self { archive, class: Some(known.unwrap_or(class).to_owned()) })
            }
            (None, class) => Ok(Self { archive, class: class.map(str::to_owned) }),
        }
    }

    /// Known categories that a text probably means: of that class in any archive (`CV` is `cs.CV`), or a misspelt one.
    pub fn suggestions(text: &str) -> Vec<String> {
        let wanted = text.rsplit_once('.').map_or(text, |(_, class)| class);
        let all = ARCHIVES
            .iter()
            .flat_map(|(archive, classes)| classes.split(' ').map(move |class| (*archive, class)));
        let of_class: Vec<String> = all
            .filter(|(_, class)| class.eq_ignore_ascii_case(wanted))
            .map(|(archive, class)| format!("`{archive}.{class}`"))
            .collect();
        if !of_class.is_empty() {
            return of_class;
        }
        let likeness = |known: &str| strsim::jaro(&text.to_ascii_lowercase(), known);
        let nearest = WHOLE.iter().max_by(|a, b| likeness(a).total_cmp(&likeness(b)));
        nearest.filter(|known| likeness(known) > 0.85).map(|known| format!("`{known}`")).into_iter().collect()
    }

    /// Whether arXiv's taxonomy, as this version knows it, has it.
    pub fn is_known(&self) -> bool {
        match (ARCHIVES.iter().find(|(name, _)| *name == self.archive), self.class.as_deref()) {
            (Some(_), Some("*")) => true,
            (Some((_, classes)), Some(class)) => classes.split(' ').any(|known| known == class),
            (None, None) => WHOLE.contains(&self.archive.as_str()),
            _ => false,
        }
    }

    /// Whether a paper's category falls under it. `astro-ph.*` holds the undivided `astro-ph` of before 2009 too.
    pub fn matches(&self, category: &Category) -> bool {
        let category = category.as_str();
        match self.class.as_deref() {
            Some("*") => category
                .strip_prefix(&self.archive)
                .is_some_and(|rest| rest.is_empty() || rest.starts_with('.')),
            Some(class) => {
                category.split_once('.').is_some_and(|(archive, own)| archive == self.archive && own == class)
            }
            None => category == self.archive,
        }
    }
}

impl fmt::Display for CategoryPattern {
    /// As arXiv's `cat:` takes it.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match &self.class {
            Some(class) => write!(f, "{}.{class}", self.archive),
            None => f.write_str(&self.archive),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn matches(pattern: &str, category: &str) -> bool {
        CategoryPattern::parse(pattern).unwrap().matches(&Category::new(category))
    }

    #[test]
    fn patterns_match_categories_and_whole_archives() {
        assert!(matches("cs.LG", "cs.LG") && matches("cs.*", "cs.LG") && matches("hep-th", "hep-th"));
        assert!(matches("astro-ph.*", "astro-ph") && matches("astro-ph.*", "astro-ph.CO"));
        assert!(!matches("cs.*", "csx.LG") && !matches("cs.LG", "cs.AI") && !matches("math.*", "math-ph"));
        assert!(matches("CS.lg", "cs.LG") && matches("cond-mat.Mes-Hall", "cond-mat.mes-hall"));
    }

    #[test]
    fn archive_alone_has_an_error_of_its_own() {
        assert_eq!(CategoryPattern::parse("cs"), Err(CategoryError::Archive("cs".to_owned())));
        for bad in ["", "c", "cs.", ".LG", "cs.LG.X", "cs LG", "cs.**", "c*.LG", "cs.L\"G", "-s.LG"] {
            assert_eq!(CategoryPattern::parse(bad), Err(CategoryError::Form), "{bad}");
        }
    }

    #[test]
    fn well_formed_unknown_ones_are_let_through() {
        assert!(!CategoryPattern::parse("cs.XX").unwrap().is_known());
        assert!(!CategoryPattern::parse("newarchive.AB").unwrap().is_known());
        assert!(CategoryPattern::parse("cs.*").unwrap().is_known());
        assert!(CategoryPattern::parse("quant-ph").unwrap().is_known());
    }
}
