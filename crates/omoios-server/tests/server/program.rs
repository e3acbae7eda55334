//! The program itself: what it prints, how it ends, and what survives when it is killed.

use std::path::Path;
use std::process::Stdio;
use std::time::Duration;

use bytes::Bytes;
use futures_util::stream;
use reqwest::multipart::{Form, Part};
use reqwest::{Body, Client};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::io::{AsyncBufReadExt, AsyncReadExt, BufReader, Lines};
use tokio::process::{Child, ChildStdout, Command};

use crate::harness::{KEY, ok};

struct Program {
    child: Child,
    lines: Lines<BufReader<ChildStdout>>,
}

impl Program {
    fn start(data: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_omoios-server"));
        command.arg("serve").args(["--addr", "127.0.0.1:0", "--data"]).arg(data).args(args);
        command.stdout(Stdio::piped()).stderr(Stdio::piped()).kill_on_drop(true);
        for (name, _) in std::env::vars().filter(|(name, _)| name.starts_with("OMOIOS_")) {
            command.env_remove(name);
        }
        let mut child = command.spawn().unwrap();
        let lines = BufReader::new(child.stdout.take().unwrap()).lines();
        Self { child, lines }
    }

    async fn line(&mut self) -> String {
        let line = tokio::time::timeout(Duration::from_secs(20), self.lines.next_line());
        line.await.unwrap().unwrap().unwrap()
    }

    async fn url(&mut self) -> String {
        let line = self.line().await;
        line.strip_prefix("listening on ").unwrap().to_owned()
    }

    /// Most bytes the program ever held, as Linux tells.
    fn peak_memory(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.child.id().unwrap())).unwrap();
        let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:")).unwrap().trim();
        line.split(' ').next().unwrap().parse::<u64>().unwrap() * 1024
    }

    async fn terminate(mut self) -> (bool, String) {
        let pid = self.child.id().unwrap().to_string();
        assert!(Command::new("kill").args(["-TERM", &pid]).status().await.unwrap().success());
        let status = tokio::time::timeout(Duration::from_secs(20), self.child.wait()).await.unwrap().unwrap();
        let mut log = String::new();
        self.child.stderr.take().unwrap().read_to_string(&mut log).await.unwrap();
        (status.success(), log)
    }
}

#[doc = "covers: OMOI-GEN-extract_offline"]
#[tokio::test]
async fn the_document_is_printed_without_port_or_database() {
    let empty = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_omoios-server"));
    let output = command.arg("openapi").current_dir(empty.path()).output().await.unwrap();
    assert!(output.status.success() && output.stderr.is_empty());
    let document: Value = serde_json::from_slice(&output.stdout).unwrap();
    assert_eq!(document["info"]["title"], "Omoios");
    assert_eq!(std::fs::read_dir(empty.path()).unwrap().count(), 0);
}

#[tokio::test]
async fn the_first_key_is_printed_once() {
    let data = tempfile::tempdir().unwrap();
    let mut first = Program::start(data.path(), &["--json"]);
    let line: Value = serde_json::from_str(&first.line().await).unwrap();
    let key = line["bootstrap_key"].as_str().unwrap().to_owned();
    let line: Value = serde_json::from_str(&first.line().await).unwrap();
    let specs = Client::new().get(format!("{}/api/specs?text=needle", line["listening"].as_str().unwrap()));
    assert_eq!(ok(specs.bearer_auth(&key).send().await.unwrap()).await["total"], 0);
    let (success, log) = first.terminate().await;
    assert!(success);
    assert!(log.lines().all(|line| serde_json::from_str::<Value>(line).is_ok()), "{log}");
    assert!(log.contains("/api/specs") && !log.contains("needle") && !log.contains(&key), "{log}");
    let mut second = Program::start(data.path(), &[]);
    let url = second.url().await;
    assert_eq!(
        ok(Client::new().get(format!("{url}/api/orgs")).bearer_auth(&key).send().await.unwrap()).await["total"],
        1
    );
}

#[tokio::test]
async fn fifty_megabytes_pass_through_little_memory() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(data.path(), &["--bootstrap-key", KEY]);
    let (url, client) = (program.url().await, Client::new());
    let make = async |path: &str, body: Value| {
        let made = client.post(format!("{url}{path}")).bearer_auth(KEY).json(&body).send().await.unwrap();
        ok(made).await["id"].as_str().unwrap().to_owned()
    };
    let spec = make("/api/specs", json!({"title": "Large", "description": "files"})).await;
    let ticket = make("/api/tickets", json!({"spec_id": spec, "title": "Large"})).await;
    let task = make("/api/tasks", json!({"ticket_id": ticket, "title": "Large"})).await;
    let piece = |n: usize| Bytes::from(vec![u8::try_from(n % 251).unwrap(); 64 * 1024]);
    let digest = (0..800).fold(Sha256::new(), |digest, n| digest.chain_update(piece(n)));
    let before = program.peak_memory();
    let body = Body::wrap_stream(stream::iter((0..800).map(move |n| Ok::<_, std::io::Error>(piece(n)))));
    let part = Part::stream_with_length(body, 800 * 64 * 1024).file_name("large.bin");
    let path = format!("{url}/api/tasks/{task}/artifacts");
    let upload = client.post(&path).bearer_auth(KEY).multipart(Form::new().part("file", part));
    let artifact = ok(upload.send().await.unwrap()).await;
    let digest = format!("{:x}", digest.finalize());
    assert_eq!((&artifact["size"], &artifact["sha256"]), (&json!(800 * 64 * 1024), &json!(digest)));
    let path = format!("{path}/{}", artifact["id"].as_str().unwrap());
    let mut answer = client.get(path).bearer_auth(KEY).send().await.unwrap();
    let mut back = Sha256::new();
    while let Some(chunk) = answer.chunk().await.unwrap() {
        back.update(&chunk);
    }
    assert_eq!(format!("{:x}", back.finalize()), digest);
    let grown = program.peak_memory() - before;
    assert!(grown < 16 * 1024 * 1024, "{grown} bytes");
}

#[tokio::test]
async fn running_requests_finish_when_the_server_is_told_to_stop() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(data.path(), &["--bootstrap-key", KEY, "--faults"]);
    let url = program.url().await;
    let client = Client::new();
    let order = json!({"id": "t", "operation": "specs.create", "instructions": [{"do": "delay", "ms": 500}]});
    client.post(format!("{url}/_faults")).json(&order).send().await.unwrap();
    let body = json!({"title": "Late", "description": "still answered"});
    let request =
        client.post(format!("{url}/api/specs")).bearer_auth(KEY).header("x-fault-id", "t").json(&body);
    let running = tokio::spawn(request.send());
    let stream = client.get(format!("{url}/api/events/stream")).bearer_auth(KEY).send().await.unwrap();
    tokio::time::sleep(Duration::from_millis(200)).await;
    let (success, _) = program.terminate().await;
    assert!(success);
    assert_eq!(running.await.unwrap().unwrap().status(), 201);
    assert!(stream.text().await.unwrap().ends_with(": the server is going down\n\n"));
}

#[tokio::test]
async fn a_log_that_nobody_reads_stops_nothing() {
    let data = tempfile::tempdir().unwrap();
    let mut program = Program::start(data.path(), &["--json"]);
    program.line().await;
    let line: Value = serde_json::from_str(&program.line().await).unwrap();
    let health = format!("{}/api/health", line["listening"].as_str().unwrap());
    let client = Client::new();
    // Standard error is a pipe of 64 KiB, and each request is a line of some 300 bytes.
    for _ in 0..1000 {
        let answer = client.get(&health).timeout(Duration::from_secs(10)).send().await.unwrap();
        assert_eq!(answer.status(), 200);
    }
}

#[tokio::test]
async fn acknowledged_work_survives_being_killed() {
    let data = tempfile::tempdir().unwrap();
    let (mut acknowledged, client) = (Vec::new(), Client::new());
    for round in 0..6 {
        let mut program = Program::start(data.path(), &["--bootstrap-key", KEY]);
        let url = program.url().await;
        let (counter, mut count) = tokio::sync::watch::channel(0);
        // Killed in the middle of work, however slow the machine is.
        let killer = async {
            let busy = count.wait_for(|count| *count >= 5);
            tokio::time::timeout(Duration::from_mins(1), busy).await.unwrap().unwrap();
            tokio::time::sleep(Duration::from_millis(37 * round)).await;
            program.child.kill().await.unwrap();
        };
        let work = async {
            let mut done = Vec::new();
            loop {
                let body = json!({"title": "Survive", "description": "a kill"});
                let Ok(answer) =
                    client.post(format!("{url}/api/specs")).bearer_auth(KEY).json(&body).send().await
                else {
                    break;
                };
                let Ok(spec) = answer.json::<Value>().await else { break };
                done.push(spec["id"].as_str().unwrap().to_owned());
                counter.send_replace(done.len());
            }
            done
        };
        let ((), done) = tokio::join!(killer, work);
        acknowledged.extend(done);
    }
    let mut program = Program::start(data.path(), &["--bootstrap-key", KEY]);
    let url = program.url().await;
    assert!(acknowledged.len() >= 30, "{}", acknowledged.len());
    for id in &acknowledged {
        let spec = client.get(format!("{url}/api/specs/{id}")).bearer_auth(KEY).send().await.unwrap();
        assert_eq!(spec.status(), 200, "{id} was acknowledged and is lost");
    }
    // State and event are one: as many of one as of the other.
    let total = async |path: &str| {
        ok(client.get(format!("{url}{path}")).bearer_auth(KEY).send().await.unwrap()).await["total"].clone()
    };
    assert_eq!(total("/api/specs").await, total("/api/events?types=spec.created").await);
}

#[tokio::test]
async fn bad_arguments_are_told() {
    let data = tempfile::tempdir().unwrap();
    let mut command = Command::new(env!("CARGO_BIN_EXE_omoios-server"));
    command
        .arg("serve")
        .args(["--addr", "127.0.0.1:0", "--bootstrap-key", "short", "--data"])
        .arg(data.path());
    let output = command.output().await.unwrap();
    let text = String::from_utf8(output.stderr).unwrap();
    assert!(!output.status.success() && text.contains("omoi_sk_"), "{text}");
    assert!(!text.contains("short"), "{text}");
}
