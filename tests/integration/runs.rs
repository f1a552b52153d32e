//! Whole runs against the stand-ins: the promises of the contract.

use daily_papers::error::Exit;

use crate::world::{World, papers};

const README: &str = "# Lab\n\n<!-- daily-papers:start -->\n<!-- daily-papers:end -->\n\nBye.\n";

#[test]
fn a_first_run_lists_and_a_second_is_quiet() {
    let world = World::new(&[("README.md", README)], papers("graph networks", 3), "graph networks");
    let first = world.run().expect(Exit::Done);
    assert_eq!(first.outputs["changed"], "true");
    assert_eq!(first.outputs["total-papers"], "3");
    assert_eq!(first.outputs["new-papers"], "0");
    assert_eq!(world.github.log().len(), 2);
    let second = world.run().expect(Exit::Done);
    assert_eq!(second.outputs["changed"], "false");
    assert_eq!(world.github.log().len(), 2);
    assert!(second.summary.starts_with("**daily-papers: quiet**"), "{}", second.summary);
}
