//! Sockets: accepting, answering, and going down in order.

use std::future::Future;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use axum::Router;
use axum::body::Body;
use axum::extract::DefaultBodyLimit;
use axum::middleware::{from_fn, from_fn_with_state};
use axum::routing::get;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::service_fn;
use hyper_util::rt::TokioTimer;
use omoios_engine::Engine;
use tokio::net::{TcpListener, TcpStream};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;
use tower::ServiceExt;

use crate::connection::{Connection, Socket};
use crate::guard::Loopback;
use crate::limits::{Rate, RateLimiter};
use crate::operations::Operations;
use crate::state::{App, Limits};
use crate::{answer, auth, faults, guard, openapi, routes};

/// How a server behaves.
#[derive(Debug, Clone, Copy)]
pub struct Options {
    /// Calls a minute of each key.
    pub rate: Rate,
    /// Sizes and times.
    pub limits: Limits,
    /// Longest wait for the head of a request.
    pub header_time: Duration,
    /// Longest wait for a client to take bytes that are sent to it.
    pub write_time: Duration,
    /// Longest wait for running requests when the server goes down.
    pub drain_time: Duration,
    /// Whether tests may order faults.
    pub faults: bool,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            rate: Rate { per_minute: 60_000 },
            limits: Limits {
                json_bytes: 8 * 1024 * 1024,
                upload_bytes: 256 * 1024 * 1024,
                body_idle: Duration::from_secs(30),
                heartbeat: Duration::from_secs(15),
            },
            header_time: Duration::from_secs(10),
            write_time: Duration::from_mins(1),
            drain_time: Duration::from_secs(10),
            faults: false,
        }
    }
}

/// Everything between a socket and the engine.
pub fn router(
    engine: Arc<Engine>,
    options: &Options,
    loopback: bool,
    draining: CancellationToken,
) -> anyhow::Result<Router> {
    let (routes, document) = openapi::routes_and_document()?;
    let app = App {
        engine,
        operations: Arc::new(Operations::from_document(&document)),
        document: openapi::text(&document)?.into(),
        limiter: Arc::new(RateLimiter::new(options.rate)),
        limits: options.limits,
        draining,
        started: Instant::now(),
    };
    let mut routes = routes
        .route("/openapi.json", get(routes::document::get))
        .fallback(answer::no_route)
        // Bodies are bounded where they are read.
        .layer(DefaultBodyLimit::disable())
        .layer(from_fn_with_state(app.clone(), auth::layer))
        .with_state(app.clone());
    if options.faults {
        let ledger = faults::Ledger::default();
        let plane = faults::Plane { ledger: ledger.clone(), app };
        routes = routes.layer(from_fn_with_state(plane, faults::layer)).merge(faults::router(ledger));
    }
    Ok(routes.layer(from_fn_with_state(Loopback(loopback), guard::layer)).layer(from_fn(answer::layer)))
}

/// Serves until `stop` is done, then lets running requests finish and closes the engine.
pub async fn serve(
    listener: TcpListener,
    engine: Arc<Engine>,
    options: Options,
    stop: impl Future<Output = ()>,
) -> anyhow::Result<()> {
    let loopback = listener.local_addr()?.ip().is_loopback();
    let draining = CancellationToken::new();
    let router = router(Arc::clone(&engine), &options, loopback, draining.clone())?;
    let connections = TaskTracker::new();
    let tidying = tokio::spawn(tidy(Arc::clone(&engine), draining.clone()));
    tokio::pin!(stop);
    loop {
        tokio::select! {
            () = &mut stop => break,
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    connections.spawn(connection(stream, peer, router.clone(), options, draining.clone()));
                }
                // Out of file descriptors, say. Waiting lets others finish; ending would help nobody.
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(50)).await;
                }
            },
        }
    }
    drop(listener);
    tracing::info!("going down: waiting for running requests");
    draining.cancel();
    connections.close();
    if tokio::time::timeout(options.drain_time, connections.wait()).await.is_err() {
        tracing::warn!(left = connections.len(), "some requests did not finish in time");
    }
    tidying.abort();
    engine.close().await;
    Ok(())
}

/// Forgets old idempotency answers every hour.
async fn tidy(engine: Arc<Engine>, draining: CancellationToken) {
    let mut hourly = tokio::time::interval(Duration::from_hours(1));
    loop {
        tokio::select! {
            () = draining.cancelled() => return,
            _ = hourly.tick() => {
                if let Err(error) = engine.tidy().await {
                    tracing::warn!(%error, "old answers could not be forgotten");
                }
            }
        }
    }
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    options: Options,
    draining: CancellationToken,
) {
    if let Err(error) = stream.set_nodelay(true) {
        tracing::debug!(%peer, %error, "nodelay");
    }
    let handle = Connection::default();
    let io = Socket::new(stream, handle.clone(), options.write_time);
    let of_request = handle.clone();
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        request.extensions_mut().insert(of_request.clone());
        router.clone().oneshot(request.map(Body::new))
    });
    let serving = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(options.header_time)
        .serve_connection(io, service);
    tokio::pin!(serving);
    let mut told = false;
    loop {
        tokio::select! {
            outcome = &mut serving => {
                if let Err(error) = outcome {
                    tracing::debug!(%peer, %error, "connection");
                }
                return;
            }
            () = handle.ended() => return,
            () = draining.cancelled(), if !told => {
                told = true;
                serving.as_mut().graceful_shutdown();
            }
        }
    }
}
