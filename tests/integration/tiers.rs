//! The tests are in two tiers: the fast one, and `slow`, which is ignored unless it is asked for.

use std::collections::BTreeSet;
use std::process::Command;

/// The names of this binary's tests, by `--list` with these flags.
fn listed(flags: &[&str]) -> BTreeSet<String> {
    let output = Command::new(std::env::current_exe().unwrap()).arg("--list").args(flags).output().unwrap();
    let text = String::from_utf8(output.stdout).unwrap();
    text.lines().filter_map(|line| line.strip_suffix(": test")).map(str::to_owned).collect()
}

#[test]
fn every_test_is_in_one_tier() {
    let is_slow = |name: &str| name.starts_with("slow::");
    let (all, ignored) = (listed(&[]), listed(&["--ignored"]));
    assert!(all.len() > 200, "{} tests", all.len());
    for name in &all {
        let optional = name.contains("::shared::");
        assert!(
            optional || is_slow(name) == ignored.contains(name),
            "{name}: a test is ignored if it is in `slow`, or needs ../shared, and for no other reason"
        );
    }
}
