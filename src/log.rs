//! Messages and progress: as annotations for the runner, as plain text for a person.

/// Shows that arXiv is being waited for.
#[derive(Debug)]
pub enum Progress {
    /// no
    Quiet,
}
impl Progress {
    /// x
    pub fn waiting(&self, _d: std::time::Duration, _w: &str) {}
}
