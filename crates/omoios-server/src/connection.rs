//! The socket under a connection, and a handle for those who have to break it.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll, ready};
use std::time::Duration;

use hyper::rt::{Read, ReadBufCursor, Write};
use hyper_util::rt::TokioIo;
use tokio::net::TcpStream;
use tokio::time::Sleep;
use tokio_util::sync::CancellationToken;

/// Breaks a connection.
#[derive(Debug, Clone, Default)]
pub struct Connection {
    ended: CancellationToken,
    reset: Arc<AtomicBool>,
}

impl Connection {
    /// Ends the connection at once with a TCP reset.
    pub fn reset(&self) {
        self.reset.store(true, Ordering::SeqCst);
        self.ended.cancel();
    }

    /// Ends the connection at once in order, whatever has been promised to come.
    pub fn close(&self) {
        self.ended.cancel();
    }

    /// Waits until somebody ends the connection.
    pub async fn ended(&self) {
        self.ended.cancelled().await;
    }

    /// Whether it ends with a reset.
    pub fn is_reset(&self) -> bool {
        self.reset.load(Ordering::SeqCst)
    }
}

/// Longest wait for a client to close its side after the last answer.
const LINGER: Duration = Duration::from_secs(2);
/// Most bytes of a refused body that are read and thrown away.
const LINGER_BYTES: usize = 512 * 1024 * 1024;

/// A socket that can end with a reset, that gives up on a client which takes nothing for too long, and that lets a
/// client which is still sending read its answer: closing at once would reset the connection under it.
#[derive(Debug)]
pub struct Socket {
    stream: TokioIo<TcpStream>,
    handle: Connection,
    write_time: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
    linger: Option<Pin<Box<Sleep>>>,
    thrown_away: usize,
}

impl Socket {
    /// Wraps an accepted socket.
    pub fn new(stream: TcpStream, handle: Connection, write_time: Duration) -> Self {
        let stream = TokioIo::new(stream);
        Self { stream, handle, write_time, stalled: None, linger: None, thrown_away: 0 }
    }

    /// Throws away what the client still sends, until it closes, falls silent or sends far too much.
    fn poll_linger(&mut self, context: &mut Context<'_>) -> Poll<()> {
        let linger = self.linger.get_or_insert_with(|| Box::pin(tokio::time::sleep(LINGER)));
        let mut buffer = [0; 16 * 1024];
        // A little at a time, so that other connections get their turn.
        for _ in 0..64 {
            let mut read = tokio::io::ReadBuf::new(&mut buffer);
            match tokio::io::AsyncRead::poll_read(Pin::new(self.stream.inner_mut()), context, &mut read) {
                Poll::Ready(Ok(())) if !read.filled().is_empty() && self.thrown_away < LINGER_BYTES => {
                    self.thrown_away += read.filled().len();
                    linger.as_mut().reset(tokio::time::Instant::now() + LINGER);
                }
                Poll::Ready(_) => return Poll::Ready(()),
                Poll::Pending => return linger.as_mut().poll(context),
            }
        }
        context.waker().wake_by_ref();
        Poll::Pending
    }

    /// Watches the time while the client takes nothing.
    fn watch<T>(&mut self, written: Poll<io::Result<T>>, context: &mut Context<'_>) -> Poll<io::Result<T>> {
        if written.is_ready() {
            self.stalled = None;
            return written;
        }
        let time = self.write_time;
        let stalled = self.stalled.get_or_insert_with(|| Box::pin(tokio::time::sleep(time)));
        stalled
            .as_mut()
            .poll(context)
            .map(|()| Err(io::Error::new(io::ErrorKind::TimedOut, "the client takes nothing")))
    }
}

impl Drop for Socket {
    fn drop(&mut self) {
        if self.handle.is_reset()
            && let Err(error) = self.stream.inner().set_zero_linger()
        {
            tracing::debug!(%error, "the connection could not be reset");
        }
    }
}

impl Read for Socket {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: ReadBufCursor<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl Write for Socket {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.watch(written, context)
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        if self.linger.is_none() {
            ready!(Pin::new(&mut self.stream).poll_shutdown(context))?;
        }
        self.poll_linger(context).map(Ok)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffers: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, buffers);
        self.watch(written, context)
    }
}
