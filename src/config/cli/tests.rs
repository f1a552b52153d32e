//! The command line as people type it.

use super::*;

fn read(args: &[&str], variables: &[(&str, &str)]) -> Result<Invocation, Error> {
    let mut env = Env::new(variables.iter().map(|(n, v)| ((*n).to_owned(), (*v).to_owned())));
    env.args = args.iter().map(|arg| (*arg).to_owned()).collect();
    Invocation::read(&env)
}

#[track_caller]
fn inputs(args: &[&str], variables: &[(&str, &str)]) -> RawInputs {
    match read(args, variables) {
        Ok(Invocation::Run(inputs)) => inputs,
        other => panic!("{other:?}"),
    }
}

#[track_caller]
fn printed(args: &[&str]) -> String {
    match read(args, &[]) {
        Ok(Invocation::Print(text)) => text,
        other => panic!("{other:?}"),
    }
}

#[test]
fn flag_beats_variable_for_every_input() {
    command().debug_assert();
    for input in INPUTS.iter().filter(|input| !matches!(input.name, "token" | "summary-token" | "explain")) {
        let (flag, variable) = (format!("--{}", input.name), format!("INPUT_{}", input.name.to_uppercase()));
        let both = inputs(&[&flag, "a"], &[(&variable, "b")]);
        assert_eq!(both.word(input.name), Some("a"), "{flag}");
        let underscores = variable.replace('-', "_");
        assert_eq!(inputs(&[], &[(&variable, "b")]).word(input.name), Some("b"), "{variable}");
        assert_eq!(inputs(&[], &[(&underscores, "b")]).word(input.name), Some("b"), "{underscores}");
        assert_eq!(inputs(&[&flag, " "], &[(&variable, "b")]).word(input.name), Some("b"), "{flag} space");
        assert_eq!(inputs(&[&flag, ""], &[(&variable, "")]).word(input.name), None, "{flag} empty");
    }
}

#[test]
fn flags_go_before_or_after_a_subcommand() {
    for args in [["--branch", "a", "context"], ["context", "--branch", "a"], ["run", "--branch", "a"]] {
        let inputs = inputs(&args, &[]);
        assert_eq!(inputs.word("branch"), Some("a"), "{args:?}");
        assert_eq!(inputs.command == Command::PrintContext, args.contains(&"context"), "{args:?}");
    }
    assert_eq!(inputs(&[], &[]).command, Command::Run);
}

#[test]
fn token_comes_from_the_environment_only() {
    let env = Env::new([("GITHUB_TOKEN".to_owned(), "third".to_owned())]);
    let token = |variables: &[(&str, &str)]| {
        let inputs = inputs(&[], variables);
        assert!(!format!("{inputs:?}").contains("second"));
        inputs.token(&env).unwrap().0
    };
    assert_eq!(token(&[("INPUT_TOKEN", "second")]).expose(), "second");
    assert_eq!(token(&[("INPUT_TOKEN", " ")]).expose(), "third");
    let refused = read(&["--token", "s3cret"], &[]).unwrap_err().to_string();
    assert!(refused.contains("GITHUB_TOKEN") && !refused.contains("s3cret"), "{refused}");
    let refused = read(&["--summary-token", "s3cret"], &[]).unwrap_err().to_string();
    assert!(refused.contains("INPUT_SUMMARY_TOKEN") && !refused.contains("s3cret"), "{refused}");
}

#[test]
fn paper_is_named_as_people_copy_it() {
    for (text, id) in [
        ("2504.20079", Some("2504.20079")),
        ("2504.20079v3", Some("2504.20079")),
        ("arXiv:2504.20079v3", Some("2504.20079")),
        ("https://arxiv.org/abs/2504.20079v3", Some("2504.20079")),
        ("http://arxiv.org/pdf/math.GT/0309136", Some("math.GT/0309136")),
        ("https://arxiv.org/list/cs.LG/recent", None),
        ("2504", None),
    ] {
        let expected = id.and_then(ArxivId::parse).map(Command::Explain);
        for asked in [read(&["explain", text], &[]), read(&[], &[("INPUT_EXPLAIN", text)])] {
            let asked = match asked {
                Ok(Invocation::Run(inputs)) => Some(inputs.command),
                _ => None,
            };
            assert_eq!(asked, expected, "{text}");
        }
    }
}

#[test]
fn old_names_name_the_new_ones() {
    for (old, new) in RENAMED {
        let (flag, variable) = (format!("--{old}=a"), format!("INPUT_{}", old.to_uppercase()));
        for refused in [read(&[&flag], &[]), read(&[], &[(&variable, "a")])] {
            let text = refused.unwrap_err().to_string();
            assert!(text.starts_with(&format!("`{old}` ")) && text.contains(&format!("`{new}`")), "{text}");
        }
    }
}

#[test]
fn yaml_list_may_be_a_flag() {
    assert_eq!(inputs(&["--keywords", "- a\n- b"], &[]).word("keywords"), Some("- a\n- b"));
    let file = "- {path: a.atom, template: atom}";
    assert_eq!(inputs(&["--extra-files", file], &[]).word("extra-files"), Some(file));
}

#[test]
fn values_may_start_with_a_hyphen() {
    for (name, value) in [
        ("exclude", "- dart game"),
        ("like", "- 2401.00001\n- 2401.00002"),
        ("columns", "- title"),
        ("issue-labels", "-x"),
        ("commit-message", "- {{ new_count }} new"),
        ("issue-title", "--- {{ new_count }}"),
        ("summary-prompt", "--short--"),
        ("max-results", "-5"),
    ] {
        assert_eq!(inputs(&[&format!("--{name}"), value], &[]).word(name), Some(value), "{name}");
    }
    // A flag is none.
    for args in
        [["--exclude", "--mode=local"], ["--keywords", "--mode"], ["--history", "-h"], ["--notes", "--files"]]
    {
        let text = read(&args, &[]).unwrap_err().to_string();
        assert!(text.contains("a value is required"), "{text}");
    }
}

#[test]
fn unknown_flags_get_a_suggestion() {
    for (args, says) in [
        (&["--max-result", "5"][..], "--max-results"),
        (&["--branch"][..], "--branch"),
        (&["--sort", "a", "--sort", "b"][..], "multiple times"),
        (&["stray"][..], "stray"),
        (&["--dry-run"][..], "'--mode dry-run'"),
        (&["--context"][..], "context"),
        (&["explain"][..], "ID"),
    ] {
        let refused = read(args, &[]).unwrap_err();
        assert!(matches!(refused, Error::CommandLine(_)));
        let text = refused.to_string();
        assert!(text.contains(says) && !text.starts_with("error"), "{text}");
    }
}

#[test]
fn help_shows_every_flag_with_its_slots() {
    assert_eq!(printed(&["--version"]), format!("daily-papers {}\n", env!("CARGO_PKG_VERSION")));
    let help = printed(&["--help"]);
    for input in INPUTS {
        let line = format!("--{} <{}>", input.name, input.takes.value_name());
        assert_eq!(
            help.contains(&line),
            !matches!(input.name, "token" | "summary-token" | "explain"),
            "{line}"
        );
    }
    for group in Group::ALL {
        assert!(help.contains(&format!("\n{}:\n", group.title())), "{}", group.title());
    }
    assert!(help.contains("[possible values: mark, drop]\n          [default: mark]\n"), "{help}");
    assert!(help.contains("\nCommands:\n  run") && help.contains("\nExit codes:\n"), "{help}");
    assert!(help.lines().all(|line| line.chars().count() <= WIDTH + 5), "{help}");
    assert!(printed(&["-h"]).len() < help.len());
}

#[test]
fn wrapping_keeps_every_word() {
    assert_eq!(wrap("aa bb cc", 5), "aa bb\ncc");
    assert_eq!(wrap("aaaaaaa b", 5), "aaaaaaa\nb");
    assert_eq!(wrap("", 5), "");
}
