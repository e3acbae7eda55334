//! Large bodies up and down, with bounded memory.

use crate::support::api::{Fetch, Item, Send, client};
use crate::support::server::{Server, Step, json, step};
use crate::support::time::TestClock;
use bytes::Bytes;
use clade_runtime::runtime::{
    CallOptions, Download, Error, ErrorKind, Form, Operation, Response, Transport, Upload, send,
};
use tokio::io::{AsyncReadExt, AsyncSeekExt};

const SIZE: usize = 50 * 1024 * 1024;
const OK: &str = r#"{"id":7}"#;

async fn call<O: Operation>(
    client: &Transport,
    operation: &O,
) -> Result<Response<O::Output>, Error> {
    send(client, CallOptions::default(), operation).await
}

/// The byte at an offset of the test data.
fn byte(at: usize) -> u8 {
    u8::try_from(at % 251).unwrap()
}

/// The most memory this process has held so far, in bytes.
fn peak_memory() -> usize {
    let status = std::fs::read_to_string("/proc/self/status").unwrap_or_default();
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .unwrap_or("0 kB");
    line.trim()
        .trim_end_matches(" kB")
        .trim()
        .parse::<usize>()
        .unwrap()
        * 1024
}

/// Sends the test data slowly enough to make the client wait.
fn large() -> Step {
    step(|mut peer| async move {
        peer.send(format!(
            "HTTP/1.1 200 OK\r\ncontent-type: a/b\r\ncontent-length: {SIZE}\r\n\r\n"
        ))
        .await;
        for start in (0..SIZE).step_by(65_536) {
            let piece: Vec<u8> = (start..SIZE.min(start + 65_536)).map(byte).collect();
            peer.send(piece).await;
        }
    })
}

#[tokio::test]
async fn fifty_megabytes_go_down_and_up_without_being_held() {
    let path = std::env::temp_dir().join(format!("clade-runtime-{}", std::process::id()));
    let counted = step(|mut peer| async move {
        assert_eq!(
            (peer.received, peer.body.last()),
            (SIZE, Some(&byte(SIZE - 1)))
        );
        peer.answer("200 OK", "", OK).await;
    });
    let server = Server::play(vec![large(), counted]).await;
    let client = client(&server.base, &TestClock::default());
    let before = peak_memory();
    let download: Download = call(&client, &Fetch).await.unwrap().value;
    assert_eq!(
        (download.content_type(), download.content_length()),
        (Some("a/b"), Some(SIZE as u64))
    );
    assert_eq!(download.save(&path).await.unwrap(), SIZE as u64);
    assert!(
        peak_memory() - before < SIZE / 2,
        "the download was held in memory"
    );
    let mut file = tokio::fs::File::open(&path).await.unwrap();
    let mut end = vec![0; 1000];
    file.seek(std::io::SeekFrom::End(-1000)).await.unwrap();
    file.read_exact(&mut end).await.unwrap();
    assert_eq!(end, (SIZE - 1000..SIZE).map(byte).collect::<Vec<_>>());
    call(&client, &Send::Blob(Upload::file(&path)))
        .await
        .unwrap();
    assert!(
        peak_memory() - before < SIZE / 2,
        "the upload was held in memory"
    );
    tokio::fs::remove_file(&path).await.unwrap();
    let heads = server.finish().await;
    assert!(
        heads[1].contains(&format!("content-length: {SIZE}\r\n")),
        "{}",
        heads[1]
    );
    assert!(heads[1].contains("content-type: application/octet-stream\r\n"));
}

#[tokio::test]
async fn an_upload_from_a_file_is_retried_and_one_from_a_stream_is_not() {
    let path = std::env::temp_dir().join(format!("clade-runtime-retry-{}", std::process::id()));
    tokio::fs::write(&path, b"hello").await.unwrap();
    let seen = |status: &'static str| {
        step(move |mut peer| async move {
            assert_eq!(peer.body, b"hello");
            peer.answer(status, "", OK).await;
        })
    };
    let server = Server::play(vec![
        seen("503 Busy"),
        seen("200 OK"),
        json("503 Busy", "", ""),
    ])
    .await;
    let client = client(&server.base, &TestClock::default());
    let response = call(
        &client,
        &Send::Blob(Upload::file(&path).with_content_type("text/x")),
    )
    .await
    .unwrap();
    assert_eq!((response.attempts, response.value), (2, Item { id: 7 }));
    let once = Upload::reader(&b"once"[..]).with_length(4);
    let error = call(&client, &Send::Blob(once.clone())).await.unwrap_err();
    assert_eq!((error.kind(), error.attempts()), (ErrorKind::Server, 1));
    let again = call(&client, &Send::Blob(once)).await.unwrap_err();
    assert!(again.message().contains("cannot be sent again"), "{again}");
    tokio::fs::remove_file(&path).await.unwrap();
    assert!(server.finish().await[0].contains("content-type: text/x\r\n"));
}

#[tokio::test]
async fn a_form_streams_its_files_and_knows_its_length() {
    let read = step(|mut peer| async move {
        let body = String::from_utf8(std::mem::take(&mut peer.body)).unwrap();
        let boundary = peer
            .header("content-type")
            .unwrap()
            .split("boundary=")
            .nth(1)
            .unwrap()
            .to_owned();
        assert!(
            body.starts_with(&format!("--{boundary}\r\n"))
                && body.ends_with(&format!("--{boundary}--\r\n"))
        );
        assert!(body.contains("name=\"kind\"\r\n\r\ndiff\r\n"), "{body}");
        assert!(
            body.contains(
                "name=\"file\"; filename=\"a.txt\"\r\nContent-Type: text/plain\r\n\r\nhello\r\n"
            ),
            "{body}"
        );
        peer.answer("200 OK", "", OK).await;
    });
    let server = Server::play(vec![read]).await;
    let file = Upload::bytes(Bytes::from_static(b"hello"))
        .with_file_name("a.txt")
        .with_content_type("text/plain");
    let form = Form::new().text("kind", "diff").file("file", file);
    call(
        &client(&server.base, &TestClock::default()),
        &Send::Form(form),
    )
    .await
    .unwrap();
    assert!(
        server.finish().await[0]
            .contains("content-type: multipart/form-data; boundary=clade-uuid-")
    );
}

#[tokio::test]
async fn a_file_that_is_not_there_is_told_before_anything_is_sent() {
    let client = client("http://127.0.0.1:9", &TestClock::default());
    let error = call(&client, &Send::Blob(Upload::file("/nowhere/at/all")))
        .await
        .unwrap_err();
    assert_eq!(error.kind(), ErrorKind::Request);
    assert!(error.message().contains("/nowhere/at/all"), "{error}");
}

#[cfg(feature = "blocking")]
#[test]
fn blocking_calls_wait_and_refuse_to_run_inside_a_runtime() {
    use crate::support::api::ListItems;
    use clade_runtime::runtime::{Blocking, Items, wait};

    let (told, heard) = std::sync::mpsc::channel();
    let serving = std::thread::spawn(move || {
        let runtime = tokio::runtime::Builder::new_current_thread()
            .enable_all()
            .build()
            .unwrap();
        runtime.block_on(async move {
            let server = Server::play(vec![
                json("200 OK", "", r#"{"items":[{"id":1}],"next":"c"}"#),
                json("200 OK", "", r#"{"items":[{"id":2}],"next":null}"#),
            ])
            .await;
            told.send(server.base.clone()).unwrap();
            server.finish().await;
            let refused = wait(async {}).unwrap_err();
            assert_eq!(refused.kind(), ErrorKind::Config);
        });
    });
    let client = client(&heard.recv().unwrap(), &TestClock::default());
    let items = Items::new(client, CallOptions::default(), ListItems::default());
    let all: Result<Vec<Item>, Error> = Blocking::new(items).collect();
    assert_eq!(all.unwrap(), [Item { id: 1 }, Item { id: 2 }]);
    serving.join().unwrap();
}
