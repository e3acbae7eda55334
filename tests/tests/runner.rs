//! The runner itself, with drivers that are shell scripts and a server that only says where it would listen.
#![cfg(test)]
#![cfg(unix)]

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::{Path, PathBuf};

use conformance::language::Language;
use conformance::live::Command;
use conformance::scenario::Scenario;
use conformance::suite::{Row, Suite};
use serde_json::json;

/// Answers `$client` and every other request; what the request is made of decides how.
const DRIVER: &str = r#"
n=0
while read -r line; do
  n=$((n+1))
  case "$line" in
    *'$client'*) echo "{\"id\":$n,\"done\":{}}" ;;
    *a.items*)   echo "{\"id\":$n,\"item\":{\"n\":1}}"; echo "{\"id\":$n,\"item\":{\"n\":2}}"
                 echo "{\"id\":$n,\"done\":{\"count\":2}}" ;;
    *a.hang*)    echo "waiting" >&2; sleep 30 ;;
    *a.die*)     echo "out of cheese" >&2; exit 3 ;;
    *a.garbage*) echo "not json" ;;
    *a.secret*)  echo "key omoi_sk_c0ffee00canary00c0ffee00canary00" >&2; echo "{\"id\":$n,\"value\":1}" ;;
    *a.fail*)    echo "{\"id\":$n,\"error\":{\"kind\":\"not_found\",\"status\":404}}" ;;
    *)           echo "{\"id\":$n,\"value\":{\"who\":\"$1\"}}" ;;
  esac
done
"#;

fn driver(name: &str) -> Command {
    let args = ["-c", DRIVER, "driver", name].map(Into::into).to_vec();
    Command { program: "sh".into(), args, needs: PathBuf::from("/bin/sh") }
}

fn server(folder: &Path) -> PathBuf {
    let path = folder.join("server");
    fs::write(&path, "#!/bin/sh\necho listening on http://127.0.0.1:1/\nexec sleep 60\n").unwrap();
    fs::set_permissions(&path, fs::Permissions::from_mode(0o755)).unwrap();
    path
}

fn scenario(name: &str, steps: &serde_json::Value) -> Scenario {
    serde_json::from_value(json!({"name": name, "steps": steps})).unwrap()
}

/// Runs the scenarios with one driver, or with two that call themselves differently.
fn run(scenarios: Vec<Scenario>, names: &[&str]) -> Vec<Row> {
    let folder = tempfile::tempdir().unwrap();
    let languages = Language::ALL.into_iter().zip(names);
    let drivers: BTreeMap<_, _> = languages.map(|(language, name)| (language, driver(name))).collect();
    let suite = Suite { scenarios, server: server(folder.path()), drivers };
    let mut rows = Vec::new();
    suite.run(|_, row| rows.push(row.clone()));
    rows
}

fn failure(row: &Row) -> String {
    row.cells[&Language::Rust].failure().map(ToString::to_string).unwrap_or_default()
}

#[test]
fn what_comes_is_matched_and_captured() {
    let steps = json!([
        {"call": "a.items", "expect": {"items": [{"item": {"n": 1}}, {"item": {"n": 2}}], "done": {"count": 2}}, "capture": {"all": "/items/*/item/n"}},
        {"equal": ["${all}", [1, 2]]},
        {"call": "a.fail", "expect": {"error": {"kind": "not_found", "status": 404, "code": null}}},
        {"call": "a.value", "expect": {"value": {"who": "x"}}},
    ]);
    let rows = run(vec![scenario("fine", &steps)], &["x"]);
    assert!(rows[0].cells[&Language::Rust].passed(), "{}", failure(&rows[0]));
}

#[test]
fn what_is_not_as_expected_names_step_and_place() {
    let steps = json!([{"call": "a.value", "expect": {"value": {"who": "y"}}}]);
    let text = failure(&run(vec![scenario("wrong", &steps)], &["x"])[0]);
    assert!(
        text.contains("step 1 (call a.value)") && text.contains("/value/who is \"x\", expected \"y\""),
        "{text}"
    );
    let steps = json!([{"call": "a.fail", "expect": {"value": 1}}]);
    assert!(failure(&run(vec![scenario("error", &steps)], &["x"])[0]).contains("unexpected error"));
}

#[test]
fn a_driver_that_dies_hangs_or_babbles_is_reported_and_the_next_scenario_has_a_new_one() {
    let limit = |op: &str| if op == "a.hang" { 300 } else { 10_000 };
    let call = |op: &str| json!([{"call": op, "expect": {"value": {}}, "limit_ms": limit(op)}]);
    let names = ["a.die", "a.value", "a.hang", "a.value", "a.garbage", "a.value"];
    let scenarios =
        names.iter().enumerate().map(|(index, op)| scenario(&format!("{index} {op}"), &call(op))).collect();
    let rows = run(scenarios, &["x"]);
    assert!(failure(&rows[0]).contains("out of cheese"), "{}", failure(&rows[0]));
    assert!(failure(&rows[2]).contains("no answer within 300 ms"), "{}", failure(&rows[2]));
    assert!(failure(&rows[4]).contains("not json"), "{}", failure(&rows[4]));
    for index in [1, 3, 5] {
        assert!(rows[index].cells[&Language::Rust].passed(), "{}", failure(&rows[index]));
    }
}

#[test]
fn languages_that_differ_are_told() {
    let steps = json!([{"call": "a.value", "expect": {"value": {"who": {"$any": "string"}}}}]);
    let rows = run(vec![scenario("same", &steps)], &["x", "y"]);
    assert_eq!(rows[0].differences, ["/0/a.value/value/who: rust \"x\", ts \"y\""]);
    assert_eq!((rows[0].passed(), rows[0].failed()), (2, 1));
    let steps = json!([{"call": "a.value", "volatile": ["/value/who"], "expect": {"value": {}}}]);
    assert!(run(vec![scenario("volatile", &steps)], &["x", "y"])[0].differences.is_empty());
}

#[test]
fn a_scenario_may_leave_a_language_out_and_says_why() {
    let steps = json!([{"call": "a.value", "expect": {"value": {"who": "x"}}}]);
    let mut scenario = scenario("left out", &steps);
    scenario.not_in.insert(Language::Ts, "no types at run time".into());
    let rows = run(vec![scenario], &["x", "y"]);
    assert_eq!((rows[0].passed(), rows[0].failed()), (1, 0));
    assert!(rows[0].cells[&Language::Ts].result.is_none());
}

#[test]
fn secrets_in_the_log_are_found() {
    let steps = json!([{"call": "a.secret", "expect": {"value": 1}}, {"log": ["key"], "absent": ["${key}"]}]);
    let text = failure(&run(vec![scenario("secret", &steps)], &["x"])[0]);
    assert!(text.contains("is in the log"), "{text}");
}

#[test]
fn a_server_that_does_not_start_is_reported() {
    let suite = Suite {
        scenarios: vec![scenario("none", &json!([]))],
        server: PathBuf::from("/bin/false"),
        drivers: BTreeMap::from([(Language::Rust, driver("x"))]),
    };
    let mut texts = Vec::new();
    suite.run(|_, row| texts.push(failure(row)));
    assert!(texts[0].contains("ended before it listened"), "{texts:?}");
}
