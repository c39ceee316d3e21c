//! Connections: how many may be open, and how long one may keep the service waiting.

use std::io;
use std::net::IpAddr;
use std::pin::{Pin, pin};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering::Relaxed};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::Router;
use axum::extract::Request;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service as _, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, watch};
use tokio::time::{Sleep, sleep, timeout};

use super::metrics::Metrics;

/// Connections that are open when the server is told to end may take so long.
pub(super) const GRACE: Duration = Duration::from_secs(5);

/// The head of a request has no more bytes than this.
const HEAD_BYTES: usize = 64 << 10;

/// After a failure that is not of one client, such as too many open files, so long nobody is let in.
const PAUSE: Duration = Duration::from_millis(200);

/// Who asks.
#[derive(Clone, Copy, Debug)]
pub(super) struct Client(pub(super) IpAddr);

pub(super) struct Connections {
    /// So many are open; others wait to be let in.
    pub(super) most: u32,
    /// A client that keeps the service waiting for longer is cut off.
    pub(super) idle: Duration,
    pub(super) metrics: Arc<Metrics>,
}

impl Connections {
    /// Answers who connects until `ended` does; then requests that are under way have a little time.
    pub(super) async fn serve(
        &self,
        listener: TcpListener,
        router: Router,
        ended: impl Future<Output = ()>,
    ) {
        let places = Arc::new(Semaphore::new(self.most as usize));
        let (end, ending) = watch::channel(());
        let mut ended = pin!(ended);
        loop {
            let entrance = enter(&listener, &places);
            let (stream, client, place) = tokio::select! {
                entered = entrance => entered,
                () = &mut ended => break,
            };
            let held = Held {
                metrics: Arc::clone(&self.metrics),
                _place: place,
            };
            held.metrics.connected();
            let talk = talk(
                stream,
                client,
                router.clone(),
                self.idle,
                ending.clone(),
                held,
            );
            tokio::spawn(talk);
        }
        drop(listener);
        drop(end);
        // Whoever is not done by then is left.
        let _ = timeout(GRACE, places.acquire_many(self.most)).await;
    }
}

/// The place of an open connection.
struct Held {
    metrics: Arc<Metrics>,
    _place: OwnedSemaphorePermit,
}

impl Drop for Held {
    fn drop(&mut self) {
        self.metrics.disconnected();
    }
}

/// The next connection, once there is a place for it.
async fn enter(
    listener: &TcpListener,
    places: &Arc<Semaphore>,
) -> (TcpStream, Client, OwnedSemaphorePermit) {
    loop {
        if let Ok(place) = Arc::clone(places).acquire_owned().await {
            match listener.accept().await {
                Ok((stream, address)) => {
                    return (stream, Client(address.ip().to_canonical()), place);
                }
                Err(error) if is_of_the_client(&error) => continue,
                Err(_) => {}
            }
        }
        sleep(PAUSE).await;
    }
}

fn is_of_the_client(error: &io::Error) -> bool {
    use io::ErrorKind::{ConnectionAborted, ConnectionRefused, ConnectionReset};

    matches!(
        error.kind(),
        ConnectionAborted | ConnectionRefused | ConnectionReset
    )
}

/// Answers the requests of one connection.
async fn talk(
    stream: TcpStream,
    client: Client,
    router: Router,
    idle: Duration,
    mut ending: watch::Receiver<()>,
    held: Held,
) {
    // Answers are written at once and whole; without it they would be slower, not wrong.
    let _ = stream.set_nodelay(true);
    let router = TowerToHyperService::new(router);
    let has_asked = Arc::new(AtomicBool::new(false));
    let asked = Arc::clone(&has_asked);
    let service = service_fn(move |mut request: Request<Incoming>| {
        asked.store(true, Relaxed);
        request.extensions_mut().insert(client);
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(idle)
        .max_buf_size(HEAD_BYTES)
        .max_header_size(HEAD_BYTES)
        .serve_connection(TokioIo::new(Patient::new(stream, idle)), service);
    let mut connection = pin!(connection);
    let is_over = tokio::select! {
        _ = connection.as_mut() => true,
        _ = ending.changed() => false,
    };
    // Browsers connect before they have anything to ask.
    if !is_over && has_asked.load(Relaxed) {
        connection.as_mut().graceful_shutdown();
        // How a connection fails is the client's affair.
        let _ = connection.await;
    }
    drop(held);
}

/// A stream that fails when the other side takes nothing for too long. How long it may send nothing depends on what is
/// waited for, and is not decided here.
struct Patient {
    stream: TcpStream,
    idle: Duration,
    /// Runs while there is something to write that is not taken.
    patience: Option<Pin<Box<Sleep>>>,
}

impl Patient {
    fn new(stream: TcpStream, idle: Duration) -> Self {
        Self {
            stream,
            idle,
            patience: None,
        }
    }

    fn written(
        &mut self,
        context: &mut Context<'_>,
        written: Poll<io::Result<usize>>,
    ) -> Poll<io::Result<usize>> {
        if written.is_ready() {
            self.patience = None;
            return written;
        }
        let idle = self.idle;
        let patience = self.patience.get_or_insert_with(|| Box::pin(sleep(idle)));
        patience
            .as_mut()
            .poll(context)
            .map(|()| Err(io::ErrorKind::TimedOut.into()))
    }
}

impl AsyncRead for Patient {
    fn poll_read(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Patient {
    fn poll_write(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write(context, bytes);
        self.written(context, written)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
        pieces: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        let written = Pin::new(&mut self.stream).poll_write_vectored(context, pieces);
        self.written(context, written)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(context)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(context)
    }
}
