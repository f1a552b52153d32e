//! Backfills of the history with something wrong at every request.

use daily_papers::error::Exit;
use fakes::arxiv::{Fault, FaultKind};

use crate::backfill::{RANGE, at_once, complete, env, files, ranges};

#[test]
#[ignore = "slow"]
fn backfill_interrupted_at_every_request_completes() {
    let expected = at_once();
    let requests = {
        let env = env("graph networks\ntrees");
        complete(&env);
        ranges(&env)
    };
    for interrupted in 0..requests.min(24) {
        let env = env("graph networks\ntrees");
        env.arxiv.fault(Fault::forever(FaultKind::CloseBefore).matching(RANGE).after(interrupted));
        let ran = env.run().expect(Exit::Done);
        assert!(env.readme().contains("graph networks and trees number 0"), "the work of the day is done");
        let warned = ran.annotations("warning").join("\n");
        assert!(warned.contains("the history is not filled in further in this run"), "{warned}");
        env.arxiv.clear_faults();
        complete(&env);
        assert_eq!(files(&env), expected, "after {interrupted} requests");
    }
}

#[test]
#[ignore = "slow"]
fn bad_answers_add_nothing_and_lose_nothing() {
    let expected = at_once();
    for kind in [
        FaultKind::EmptyFeed,
        FaultKind::NoRows,
        FaultKind::SortIgnored,
        FaultKind::OneRow,
        FaultKind::HalfBody,
    ] {
        let env = env("graph networks\ntrees");
        for skip in [0, 2, 5, 9] {
            env.arxiv.fault(Fault::once(kind.clone()).matching(RANGE).after(skip));
        }
        complete(&env);
        assert_eq!(files(&env), expected, "{kind:?}");
    }
}
