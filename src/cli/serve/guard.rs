//! What every request passes: who may ask, what is counted, which headers all answers have.

use std::net::IpAddr;
use std::sync::Arc;
use std::time::Instant;

use axum::extract::{Request, State as Shared};
use axum::http::{HeaderValue, StatusCode, Uri, header};
use axum::middleware::Next;
use axum::response::{IntoResponse as _, Response};

use super::answer::Refusal;
use super::state::State;

pub(super) struct Guard {
    /// The service listens on a loopback address only.
    pub(super) is_local: bool,
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
    let is_welcome = !guard.is_local || names_this_machine(&request);
    let mut response = match is_welcome {
        true => next.run(request).await,
        false => {
            let message = "this service answers to the name of this machine alone";
            Refusal::new(StatusCode::FORBIDDEN, "wrong_host", message).into_response()
        }
    };
    for (name, value) in HEADERS {
        let headers = response.headers_mut();
        headers.insert(name, HeaderValue::from_static(value));
    }
    let metrics = &guard.state.metrics;
    metrics.answered(response.status(), begun.elapsed());
    response
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
