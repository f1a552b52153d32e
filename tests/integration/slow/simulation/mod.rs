//! Many simulated days of arXiv, in memory: how much a run asks for, and whether its lists stay right.

mod growth;
mod history;
pub(crate) mod month;
mod sixty_days;
