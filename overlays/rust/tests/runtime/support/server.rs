//! A TCP server that plays a script: one step for each connection.

use std::future::Future;
use std::pin::Pin;
use std::sync::{Arc, Mutex};

use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::{TcpListener, TcpStream};
use tokio::task::JoinHandle;

/// One connection as the script sees it.
pub(crate) struct Peer {
    pub(crate) socket: TcpStream,
    /// Request line and headers, in lower-case names.
    pub(crate) head: String,
    /// The body's last bytes, at most `KEPT` of them.
    pub(crate) body: Vec<u8>,
    /// Length of the whole body.
    pub(crate) received: usize,
}

/// How much of a body is kept.
const KEPT: usize = 1024 * 1024;

impl Peer {
    /// Reads one request; `None` if the client closed before it was complete.
    async fn read(mut socket: TcpStream) -> Option<Self> {
        let mut seen = Vec::new();
        let end = loop {
            if let Some(at) = seen.windows(4).position(|w| w == b"\r\n\r\n") {
                break at + 4;
            }
            if socket.read_buf(&mut seen).await.ok()? == 0 {
                return None;
            }
        };
        let body = seen.split_off(end);
        let head = String::from_utf8(seen).ok()?;
        let mut peer = Self {
            socket,
            head,
            received: body.len(),
            body,
        };
        let length = peer
            .header("content-length")
            .and_then(|v| v.parse::<usize>().ok())
            .unwrap_or(0);
        while peer.received < length {
            let read = peer.socket.read_buf(&mut peer.body).await.ok()?;
            if read == 0 {
                return None;
            }
            peer.received += read;
            if peer.body.len() > 2 * KEPT {
                peer.body.drain(..KEPT);
            }
        }
        Some(peer)
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().skip(1).find_map(|line| {
            let (key, value) = line.split_once(':')?;
            key.eq_ignore_ascii_case(name).then(|| value.trim())
        })
    }

    pub(crate) async fn send(&mut self, bytes: impl AsRef<[u8]>) {
        // The client may have gone; the script does not care.
        let _ = self.socket.write_all(bytes.as_ref()).await;
        let _ = self.socket.flush().await;
    }

    /// Answers with a whole body and closes.
    pub(crate) async fn answer(&mut self, status: &str, headers: &str, body: &str) {
        let head = format!(
            "HTTP/1.1 {status}\r\ncontent-length: {}\r\nconnection: close\r\n{headers}\r\n",
            body.len()
        );
        self.send(head + body).await;
    }

    /// Begins an event stream, to be ended by closing.
    pub(crate) async fn begin_events(&mut self) {
        self.send("HTTP/1.1 200 OK\r\ncontent-type: text/event-stream\r\ntransfer-encoding: chunked\r\n\r\n").await;
    }

    /// Sends one chunk of a chunked body.
    pub(crate) async fn chunk(&mut self, text: &str) {
        self.send(format!("{:x}\r\n{text}\r\n", text.len())).await;
    }

    /// Ends a chunked body.
    pub(crate) async fn end_chunks(&mut self) {
        self.send("0\r\n\r\n").await;
    }

    /// Waits until the client closes the connection.
    pub(crate) async fn closed(mut self) {
        let mut rest = Vec::new();
        let _ = self.socket.read_to_end(&mut rest).await;
    }

    /// Closes with a reset instead of an end.
    pub(crate) fn reset(self) {
        #[expect(deprecated, reason = "a zero linger is what makes a reset")]
        self.socket
            .set_linger(Some(std::time::Duration::ZERO))
            .unwrap();
    }
}

type Play = Pin<Box<dyn Future<Output = ()> + Send>>;
pub(crate) type Step = Box<dyn FnOnce(Peer) -> Play + Send>;

/// Makes a step of a script.
pub(crate) fn step<F>(play: impl FnOnce(Peer) -> F + Send + 'static) -> Step
where
    F: Future<Output = ()> + Send + 'static,
{
    Box::new(move |peer| Box::pin(play(peer)))
}

/// Answers with JSON.
pub(crate) fn json(status: &'static str, headers: &'static str, body: &'static str) -> Step {
    step(move |mut peer| async move { peer.answer(status, headers, body).await })
}

/// A server that is playing.
pub(crate) struct Server {
    pub(crate) base: String,
    heads: Arc<Mutex<Vec<String>>>,
    task: JoinHandle<()>,
}

impl Server {
    pub(crate) async fn play(steps: Vec<Step>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let base = format!("http://{}", listener.local_addr().unwrap());
        let heads = Arc::new(Mutex::new(Vec::new()));
        let seen = Arc::clone(&heads);
        let task = tokio::spawn(async move {
            for step in steps {
                let (socket, _) = listener.accept().await.unwrap();
                let Some(peer) = Peer::read(socket).await else {
                    continue;
                };
                seen.lock().unwrap().push(peer.head.clone());
                step(peer).await;
            }
        });
        Self { base, heads, task }
    }

    /// Heads of all requests so far.
    pub(crate) fn heads(&self) -> Vec<String> {
        self.heads.lock().unwrap().clone()
    }

    /// Waits until the script is at its end, and gives the heads of all requests.
    pub(crate) async fn finish(self) -> Vec<String> {
        self.task.await.unwrap();
        self.heads.lock().unwrap().clone()
    }
}
