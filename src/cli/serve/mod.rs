//! `attache serve`: a page to read texts with and to work at rules, and the same as a service.

mod answer;
mod extract;
mod guard;
mod metrics;
mod openapi;
mod page;
mod rules;
mod state;
mod view;

use std::io::{self, Write as _};
use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;

use attache::ReloadingExtractor;
use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::middleware;
use axum::routing::{get, post};
use clap::Args;
use tokio::net::TcpListener;
use tokio::runtime;

use self::state::{Limits, State};
use super::{Outcome, PackArguments, Stop, complain};

const EXAMPLES: &str = "\
Examples:
  attache serve                        then open http://127.0.0.1:8765/
  attache serve --overlay my-rules/    which is read again when a file of it changes
  curl -H 'content-type: application/json' -d '{\"text\": \"Talks in Beijing.\"}' http://127.0.0.1:8765/extract";

/// How often the files of overlays are looked at.
const RELOAD_EVERY: Duration = Duration::from_millis(500);

/// Requests that are under way when the server is told to end may take so long.
const GRACE: Duration = Duration::from_secs(5);

#[derive(Args)]
#[command(after_help = EXAMPLES)]
pub(super) struct Serve {
    /// The port to listen on; 0 for any that is free
    #[arg(long, default_value_t = 8765)]
    port: u16,

    /// The address to listen on. Any other than a loopback address opens the service to the network: it asks for no password
    #[arg(long, value_name = "ADDRESS", default_value_t = IpAddr::V4(Ipv4Addr::LOCALHOST))]
    host: IpAddr,

    /// A folder of texts that the page offers beside its samples
    #[arg(long, value_name = "DIR")]
    texts: Option<PathBuf>,

    /// The most bytes that a request, or a line of JSONL, may have
    #[arg(long, value_name = "BYTES", default_value_t = 4 << 20)]
    max_bytes: usize,

    /// The most seconds that a request may take, or a line of JSONL
    #[arg(long, value_name = "SECONDS", default_value_t = 30)]
    timeout: u64,

    #[command(flatten)]
    pack: PackArguments,
}

impl Serve {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let extractor = Arc::new(ReloadingExtractor::new(self.pack.builder())?);
        let limits = Limits {
            bytes: self.max_bytes,
            time: Duration::from_secs(self.timeout.max(1)),
        };
        let address = SocketAddr::new(self.host, self.port);
        let state = State::new(
            Arc::clone(&extractor),
            self.pack.builder(),
            self.texts,
            limits,
        );
        let state = Arc::new(state);
        let told = Arc::clone(&state);
        let watch = extractor.watch(RELOAD_EVERY, move |outcome| told.reloaded(outcome));
        let runtime = runtime::Builder::new_multi_thread()
            .enable_all()
            .build()
            .map_err(|error| Stop::Other(format!("no threads: {error}")))?;
        let served = runtime.block_on(serve(address, state));
        runtime.shutdown_timeout(GRACE);
        drop(watch);
        served
            .map(|()| Outcome::Success)
            .map_err(|error| Stop::Other(format!("{address}: {error}")))
    }
}

async fn serve(address: SocketAddr, state: Arc<State>) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    // Before anyone is told of the service: who knows of it can end it.
    let ended = ended()?;
    announce(address);
    axum::serve(listener, router(state, address.ip().is_loopback()))
        .with_graceful_shutdown(ended)
        .await
}

/// Says where the page is. Who can't read it has no use for it.
fn announce(address: SocketAddr) {
    if !address.ip().is_loopback() {
        complain("anyone who reaches this address can use the service: it asks for no password");
    }
    let mut output = io::stdout().lock();
    let _ = writeln!(output, "http://{address}/").and_then(|()| output.flush());
}

fn router(state: Arc<State>, is_local: bool) -> Router {
    let pages = Router::new()
        .route("/", get(page::page))
        .route("/page.css", get(page::style))
        .route("/page.js", get(page::script))
        .route("/api/pack", get(rules::pack))
        .route("/api/rules", get(rules::rules))
        .route("/api/texts", get(page::texts))
        .route("/api/texts/{name}", get(page::text))
        .route("/api/view", post(view::view))
        .route("/api/trace", post(view::trace))
        .route("/extract", post(extract::extract))
        .route("/openapi.json", get(openapi::openapi))
        .route("/healthz", get(rules::health))
        .route("/metrics", get(metrics::metrics))
        .fallback(answer::nothing_here)
        .method_not_allowed_fallback(answer::wrong_method);
    let guard = guard::Guard {
        is_local,
        state: Arc::clone(&state),
    };
    pages
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(
            Arc::new(guard),
            guard::watch,
        ))
        .with_state(state)
}

/// What ends when SIGINT or SIGTERM comes, from now on.
#[cfg(unix)]
fn ended() -> io::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};

    let mut interrupt = signal(SignalKind::interrupt())?;
    let mut terminate = signal(SignalKind::terminate())?;
    Ok(async move {
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
    })
}

/// What ends when the program is interrupted.
#[cfg(not(unix))]
fn ended() -> io::Result<impl Future<Output = ()>> {
    Ok(async {
        let _ = tokio::signal::ctrl_c().await;
    })
}
