//! A second origin: a server that answers everything alike and remembers what it was asked.

use std::io::{BufRead, BufReader, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::thread;
use std::time::Duration;

use anyhow::{Context as _, Result};
use serde_json::{Map, Value, json};

/// Reads as the last, empty page of any list of the platform.
const BODY: &str =
    r#"{"specs": [], "tasks": [], "tickets": [], "orgs": [], "total": 0, "next_cursor": null}"#;
const HEAD: &str = "HTTP/1.1 200 OK\r\ncontent-type: application/json\r\nconnection: close\r\n";

/// The running second origin.
#[derive(Debug)]
pub struct ForeignOrigin {
    address: SocketAddr,
    requests: Arc<Mutex<Vec<Value>>>,
    stop: Arc<AtomicBool>,
}

impl ForeignOrigin {
    /// Starts to listen on a free port. Every request is answered `200` with an empty list.
    pub fn start() -> Result<Self> {
        let listener = TcpListener::bind("127.0.0.1:0").context("no port for a second origin")?;
        let address = listener.local_addr()?;
        let requests = Arc::new(Mutex::new(Vec::new()));
        let stop = Arc::new(AtomicBool::new(false));
        let (seen, stopped) = (Arc::clone(&requests), Arc::clone(&stop));
        thread::spawn(move || {
            for connection in listener.incoming().flatten() {
                if stopped.load(Ordering::Relaxed) {
                    return;
                }
                if let Ok(request) = read(&connection) {
                    seen.lock().unwrap_or_else(PoisonError::into_inner).push(request);
                    // A client that is gone already needs no answer.
                    drop(answer(&connection));
                }
            }
        });
        Ok(Self { address, requests, stop })
    }

    /// Its base URL.
    pub fn base_url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// What it was asked: method, target and headers (names in lower case) of each request.
    pub fn requests(&self) -> Value {
        Value::Array(self.requests.lock().unwrap_or_else(PoisonError::into_inner).clone())
    }
}

impl Drop for ForeignOrigin {
    fn drop(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        // One last connection wakes the thread up, so that it sees the flag.
        let _ = TcpStream::connect_timeout(&self.address, Duration::from_millis(200));
    }
}

fn read(connection: &TcpStream) -> std::io::Result<Value> {
    connection.set_read_timeout(Some(Duration::from_secs(2)))?;
    let mut reader = BufReader::new(connection);
    let mut line = String::new();
    reader.read_line(&mut line)?;
    let mut words = line.split_whitespace().map(str::to_owned);
    let (method, target) = (words.next().unwrap_or_default(), words.next().unwrap_or_default());
    let headers = read_headers(&mut reader)?;
    Ok(json!({"method": method, "target": target, "headers": headers}))
}

fn answer(mut connection: &TcpStream) -> std::io::Result<()> {
    write!(connection, "{HEAD}content-length: {}\r\n\r\n{BODY}", BODY.len())
}

fn read_headers(reader: &mut impl BufRead) -> std::io::Result<Map<String, Value>> {
    let mut headers = Map::new();
    loop {
        let mut line = String::new();
        reader.read_line(&mut line)?;
        let Some((name, value)) = line.trim_end().split_once(':') else { return Ok(headers) };
        headers.insert(name.to_ascii_lowercase(), value.trim().into());
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeMap;

    use super::*;
    use crate::live::plain::{Payload, Plain};

    #[test]
    fn it_remembers_what_it_was_asked() {
        let origin = ForeignOrigin::start().unwrap();
        let plain = Plain::new(&origin.base_url());
        let headers = BTreeMap::from([("X-Mark".to_owned(), "7".to_owned())]);
        let answer = plain.request("GET", "/a?b=c", &headers, Payload::none()).unwrap();
        assert_eq!((answer.status, &answer.body["total"]), (200, &json!(0)));
        let requests = origin.requests();
        assert_eq!(requests[0]["target"], "/a?b=c");
        assert_eq!(requests[0]["headers"]["x-mark"], "7");
    }
}
