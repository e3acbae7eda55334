//! The socket under a connection, and a handle for those who have to break it.

use std::future::Future;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
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

/// A socket that can end with a reset, and that gives up on a client which takes nothing for too long.
#[derive(Debug)]
pub struct Socket {
    stream: TokioIo<TcpStream>,
    handle: Connection,
    write_time: Duration,
    stalled: Option<Pin<Box<Sleep>>>,
}

impl Socket {
    /// Wraps an accepted socket.
    pub fn new(stream: TcpStream, handle: Connection, write_time: Duration) -> Self {
        Self { stream: TokioIo::new(stream), handle, write_time, stalled: None }
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
        Pin::new(&mut self.stream).poll_shutdown(context)
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
