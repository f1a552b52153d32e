//! An extra file that GitHub's API takes: the oldest papers are left out first.

use std::collections::BTreeSet;

use super::ExtraFileContext;
use crate::config::ExtraFile;
use crate::render::{Error, Renderer};
use crate::text::truncate;

impl Renderer {
    /// The file with as many papers as fit, and how many are left out; `None` if it does not fit even without papers.
    pub fn file_within(
        &self,
        max_bytes: usize,
        page: &ExtraFileContext<'_>,
        extra_file: &ExtraFile,
    ) -> Result<Option<(String, usize)>, Error> {
        let papers = page.papers.len();
        truncate::fit(papers, max_bytes, |left_out| {
            let text = match left_out {
                0 => self.file(page, extra_file)?,
                _ => self.file_of_newest(papers - left_out, page, extra_file)?,
            };
            Ok((text.len(), (text, left_out)))
        })
    }

    fn file_of_newest(
        &self,
        papers: usize,
        page: &ExtraFileContext<'_>,
        extra_file: &ExtraFile,
    ) -> Result<String, Error> {
        let papers = &page.papers[..papers];
        let ids: BTreeSet<&str> = papers.iter().map(|paper| paper.paper.id).collect();
        let section = page.page.only(|id| ids.contains(id));
        self.file(&ExtraFileContext { page: &section, papers: papers.to_vec(), ..page.clone() }, extra_file)
    }
}
