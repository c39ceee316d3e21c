//! `attache serve`: a page to read texts with and to work at rules, and the same as a service.

mod answer;
mod connections;
mod extract;
mod guard;
mod metrics;
mod openapi;
mod origin;
mod page;
mod rate;
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
use clap::{Args, value_parser};
use tokio::net::TcpListener;
use tokio::runtime;

use self::connections::{Connections, GRACE};
use self::guard::Guard;
use self::origin::Origin;
use self::rate::Rate;
use self::state::{Limits, State};
use super::{Outcome, PackArguments, Stop, complain};

const EXAMPLES: &str = "\
Examples:
  attache serve                        then open http://127.0.0.1:8765/
  attache serve --overlay my-rules/    which is read again when a file of it changes
  curl -H 'content-type: application/json' -d '{\"text\": \"Talks in Beijing.\"}' http://127.0.0.1:8765/extract";

/// How often the files of overlays are looked at.
const RELOAD_EVERY: Duration = Duration::from_millis(500);

/// A limit of time is no longer than a day.
const LONGEST: u64 = 24 * 60 * 60;

/// How many requests a second an address of the network may make, unless something else is said.
const RATE: u32 = 50;

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
    #[arg(long, value_name = "SECONDS", default_value_t = 30, value_parser = value_parser!(u64).range(1..=LONGEST))]
    timeout: u64,

    /// The most seconds that a client may send nothing while it is to send something, or take nothing of an answer
    #[arg(long, value_name = "SECONDS", default_value_t = 10, value_parser = value_parser!(u64).range(1..=LONGEST))]
    idle_timeout: u64,

    /// The most connections that are open; further ones wait
    #[arg(long, value_name = "N", default_value_t = 512, value_parser = value_parser!(u32).range(1..=65_536))]
    connections: u32,

    /// The most requests a second of one address, and at once; 0 for any number [default: 50, and any number on a loopback
    /// address]
    #[arg(long, value_name = "N")]
    rate: Option<u32>,

    /// Let pages of an origin ask, such as https://news.example; can be given again
    #[arg(long, value_name = "ORIGIN")]
    allow_origin: Vec<Origin>,

    #[command(flatten)]
    pack: PackArguments,
}

impl Serve {
    pub(super) fn run(self) -> Result<Outcome, Stop> {
        let extractor = Arc::new(ReloadingExtractor::new(self.pack.builder())?);
        let limits = Limits {
            bytes: self.max_bytes,
            time: Duration::from_secs(self.timeout),
            idle: Duration::from_secs(self.idle_timeout),
        };
        let address = SocketAddr::new(self.host, self.port);
        let state = State::new(
            Arc::clone(&extractor),
            self.pack.builder(),
            self.pack.folders(),
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
        let connections = Connections {
            most: self.connections,
            idle: limits.idle,
            metrics: Arc::clone(&state.metrics),
        };
        let is_local = self.host.is_loopback();
        let rate = self.rate.unwrap_or(if is_local { 0 } else { RATE });
        let guard = Guard {
            is_local,
            origins: self.allow_origin,
            rate: (rate > 0).then(|| Rate::new(rate)),
            state: Arc::clone(&state),
        };
        let served = runtime.block_on(serve(address, connections, router(state, guard)));
        runtime.shutdown_timeout(GRACE);
        drop(watch);
        served
            .map(|()| Outcome::Success)
            .map_err(|error| Stop::Other(format!("{address}: {error}")))
    }
}

async fn serve(address: SocketAddr, connections: Connections, router: Router) -> io::Result<()> {
    let listener = TcpListener::bind(address).await?;
    let address = listener.local_addr()?;
    // Before anyone is told of the service: who knows of it can end it.
    let ended = ended()?;
    announce(address);
    connections.serve(listener, router, ended).await;
    Ok(())
}

/// Says where the page is. Who can't read it has no use for it.
fn announce(address: SocketAddr) {
    if !address.ip().is_loopback() {
        complain("anyone who reaches this address can use the service: it asks for no password");
    }
    let mut output = io::stdout().lock();
    let _ = writeln!(output, "http://{address}/").and_then(|()| output.flush());
}

fn router(state: Arc<State>, guard: Guard) -> Router {
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
