//! What the service answers: JSON, and errors that say what was wrong.

use std::time::Duration;

use axum::Json;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::{IntoResponse, Response};
use serde::Serialize;

/// Why a request is refused.
#[derive(Debug, Serialize)]
pub(super) struct Refusal {
    #[serde(skip)]
    status: StatusCode,
    /// After so many seconds it may be asked again.
    #[serde(skip)]
    retry_after: Option<u64>,
    error: Reason,
}

#[derive(Debug, Serialize)]
struct Reason {
    /// A word that programs can go by.
    code: &'static str,
    message: String,
}

impl Refusal {
    pub(super) fn new(status: StatusCode, code: &'static str, message: impl Into<String>) -> Self {
        let message = message.into();
        Self {
            status,
            retry_after: None,
            error: Reason { code, message },
        }
    }

    pub(super) fn too_large(limit: usize) -> Self {
        let message = format!("this is longer than {limit} bytes");
        Self::new(StatusCode::PAYLOAD_TOO_LARGE, "too_large", message)
    }

    pub(super) fn malformed(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "malformed", message)
    }

    pub(super) fn too_slow() -> Self {
        let message = "this took longer than the time limit";
        Self::new(StatusCode::REQUEST_TIMEOUT, "timeout", message)
    }

    pub(super) fn busy() -> Self {
        let message = "all threads have work to do; try again";
        Self {
            retry_after: Some(1),
            ..Self::new(StatusCode::SERVICE_UNAVAILABLE, "busy", message)
        }
    }

    pub(super) fn too_many(wait: Duration) -> Self {
        let message = "this address asks too often; try again later";
        Self {
            retry_after: Some(wait.as_secs_f64().ceil().max(1.0) as u64),
            ..Self::new(StatusCode::TOO_MANY_REQUESTS, "too_many", message)
        }
    }

    pub(super) fn defect() -> Self {
        let message = "a defect of this program; please report it";
        Self::new(StatusCode::INTERNAL_SERVER_ERROR, "defect", message)
    }

    /// The refusal as a line of JSONL.
    pub(super) fn line(&self) -> Vec<u8> {
        let mut line = serde_json::to_vec(self).unwrap_or_default();
        line.push(b'\n');
        line
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        let retry_after = self.retry_after.map(HeaderValue::from);
        let mut response = (self.status, Json(self)).into_response();
        if let Some(seconds) = retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, seconds);
        }
        response
    }
}

pub(super) async fn nothing_here() -> Refusal {
    let message = "there is nothing under this path; /openapi.json says what there is";
    Refusal::new(StatusCode::NOT_FOUND, "not_found", message)
}

pub(super) async fn wrong_method() -> Refusal {
    let message = "this path takes another method; /openapi.json says which";
    Refusal::new(
        StatusCode::METHOD_NOT_ALLOWED,
        "method_not_allowed",
        message,
    )
}
