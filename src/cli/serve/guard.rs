//! What every request passes: who may ask and how often, what is counted, which headers all answers have.

use std::net::IpAddr;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::pin::pin;
use std::sync::Arc;
use std::task::Poll;
use std::time::Instant;

use axum::extract::{Request, State as Shared};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::answer::Refusal;
use super::connections::Client;
use super::origin::{self, Origin, Source};
use super::rate::Rate;
use super::state::State;

pub(super) struct Guard {
    /// The service listens on a loopback address only.
    pub(super) is_local: bool,
    /// Whose pages may ask.
    pub(super) origins: Vec<Origin>,
    pub(super) rate: Option<Rate>,
    pub(super) state: Arc<State>,
}

/// Nothing is fetched from elsewhere, nothing runs that is not the page's own, and no other page holds it in a frame.
const POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; connect-src 'self'; img-src 'self' data:; \
    base-uri 'none'; form-action 'none'; frame-ancestors 'none'";

const HEADERS: [(header::HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    (header::X_FRAME_OPTIONS, "DENY"),
    (header::REFERRER_POLICY, "no-referrer"),
    (header::CACHE_CONTROL, "no-store"),
    (
        header::HeaderName::from_static("cross-origin-resource-policy"),
        "same-origin",
    ),
];

pub(super) async fn watch(
    Shared(guard): Shared<Arc<Guard>>,
    request: Request,
    next: Next,
) -> Response {
    let begun = Instant::now();
    let source = Source::of(&request, &guard.origins);
    let mut response = match guard.admit(&request, &source, begun) {
        Err(refusal) => refusal.into_response(),
        Ok(()) if source != Source::Own && origin::is_preflight(&request) => origin::preflight(),
        Ok(()) => unless_it_panics(next.run(request)).await,
    };
    let headers = response.headers_mut();
    for (name, value) in HEADERS {
        headers.insert(name, HeaderValue::from_static(value));
    }
    if let Source::Allowed(origin) = source {
        headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    }
    if !guard.origins.is_empty() {
        headers.insert(header::VARY, HeaderValue::from_static("origin"));
    }
    let metrics = &guard.state.metrics;
    metrics.answered(response.status(), begun.elapsed());
    response
}

impl Guard {
    fn admit(&self, request: &Request, source: &Source, now: Instant) -> Result<(), Refusal> {
        if let (Some(rate), Some(Client(client))) = (&self.rate, request.extensions().get()) {
            rate.take(*client, now).map_err(Refusal::too_many)?;
        }
        if self.is_local && !names_this_machine(request) {
            let message = "this service answers to the name of this machine alone";
            return Err(Refusal::new(StatusCode::FORBIDDEN, "wrong_host", message));
        }
        match source {
            Source::Foreign => Err(origin::refusal()),
            Source::Own | Source::Allowed(_) => Ok(()),
        }
    }
}

/// An answer; that of a defect if there is none. What the panic says is told on standard error only.
async fn unless_it_panics(answer: impl Future<Output = Response>) -> Response {
    let mut answer = pin!(answer);
    std::future::poll_fn(|context| {
        let polled = catch_unwind(AssertUnwindSafe(|| answer.as_mut().poll(context)));
        polled.unwrap_or_else(|_| Poll::Ready(Refusal::defect().into_response()))
    })
    .await
}

/// True if a request is addressed to this machine. A page of somebody else's whose name has been made to mean this
/// machine (DNS rebinding) still says its own name.
fn names_this_machine(request: &Request) -> bool {
    let host = request.headers().get(header::HOST);
    let host = match host.map(|host| host.to_str()) {
        Some(Ok(host)) => host.parse::<Uri>().ok(),
        Some(Err(_)) => None,
        None => Some(request.uri().clone()),
    };
    let host = host.as_ref().and_then(Uri::host).unwrap_or("");
    let address = host.trim_matches(['[', ']']).parse::<IpAddr>();
    host.eq_ignore_ascii_case("localhost") || address.is_ok_and(|address| address.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[tokio::test]
    async fn a_panic_is_a_defect_and_says_nothing() {
        let response = unless_it_panics(async { panic!("/etc/secret") }).await;
        assert_eq!(response.status(), StatusCode::INTERNAL_SERVER_ERROR);
        let body = axum::body::to_bytes(response.into_body(), 1000).await;
        let body = String::from_utf8_lossy(&body.expect("a body")).into_owned();
        assert!(body.contains("\"code\":\"defect\""), "{body}");
        assert!(!body.contains("secret"), "{body}");
    }
}
