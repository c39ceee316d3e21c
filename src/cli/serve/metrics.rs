//! What the service has done, in the text format of Prometheus.

use std::fmt::Write as _;
use std::sync::Arc;
use std::sync::atomic::{AtomicU64, Ordering::Relaxed};
use std::time::Duration;

use axum::extract::State as Shared;
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;

use super::state::State;

/// Counters from the start of the service on.
#[derive(Debug, Default)]
pub(super) struct Metrics {
    /// By the first digit of the status.
    answers: [AtomicU64; 6],
    nanoseconds: AtomicU64,
    documents: AtomicU64,
    bytes: AtomicU64,
    reloads: [AtomicU64; 2],
    connections: AtomicU64,
}

impl Metrics {
    pub(super) fn answered(&self, status: StatusCode, time: Duration) {
        let class = usize::from(status.as_u16() / 100).min(self.answers.len() - 1);
        self.answers[class].fetch_add(1, Relaxed);
        let time = u64::try_from(time.as_nanos()).unwrap_or(u64::MAX);
        self.nanoseconds.fetch_add(time, Relaxed);
    }

    pub(super) fn extracted(&self, bytes: usize) {
        self.documents.fetch_add(1, Relaxed);
        self.bytes.fetch_add(bytes as u64, Relaxed);
    }

    pub(super) fn reloaded(&self, is_sound: bool) {
        self.reloads[usize::from(is_sound)].fetch_add(1, Relaxed);
    }

    pub(super) fn connected(&self) {
        self.connections.fetch_add(1, Relaxed);
    }

    pub(super) fn disconnected(&self) {
        self.connections.fetch_sub(1, Relaxed);
    }

    fn text(&self, busy: usize) -> String {
        let mut text = String::new();
        let mut family = |name: &str, kind: &str, help: &str, values: &[(String, String)]| {
            // Writing to a string can't fail.
            let _ = writeln!(
                text,
                "# HELP attache_{name} {help}\n# TYPE attache_{name} {kind}"
            );
            for (labels, value) in values {
                let _ = writeln!(text, "attache_{name}{labels} {value}");
            }
        };
        let one = |counter: &AtomicU64| vec![(String::new(), counter.load(Relaxed).to_string())];
        let answers = self.answers.iter().enumerate().skip(1);
        let answers: Vec<_> = answers
            .map(|(class, count)| {
                (
                    format!("{{status=\"{class}xx\"}}"),
                    count.load(Relaxed).to_string(),
                )
            })
            .collect();
        family(
            "answers_total",
            "counter",
            "Requests that were answered.",
            &answers,
        );
        let seconds = self.nanoseconds.load(Relaxed) as f64 / 1e9;
        let seconds = vec![(String::new(), format!("{seconds:.6}"))];
        family(
            "answer_seconds_total",
            "counter",
            "Time that answers took.",
            &seconds,
        );
        family(
            "documents_total",
            "counter",
            "Documents that were read.",
            &one(&self.documents),
        );
        family(
            "text_bytes_total",
            "counter",
            "Bytes of their texts.",
            &one(&self.bytes),
        );
        let reloads: Vec<_> = ["broken", "sound"]
            .iter()
            .zip(&self.reloads)
            .map(|(kind, count)| {
                (
                    format!("{{pack=\"{kind}\"}}"),
                    count.load(Relaxed).to_string(),
                )
            })
            .collect();
        family(
            "reloads_total",
            "counter",
            "Changes of the pack's files.",
            &reloads,
        );
        family(
            "connections",
            "gauge",
            "Connections that are open now.",
            &one(&self.connections),
        );
        let busy = vec![(String::new(), busy.to_string())];
        family(
            "busy_threads",
            "gauge",
            "Threads that read a document now.",
            &busy,
        );
        text
    }
}

pub(super) async fn metrics(Shared(state): Shared<Arc<State>>) -> impl IntoResponse {
    let kind = "text/plain; version=0.0.4; charset=utf-8";
    (
        [(header::CONTENT_TYPE, kind)],
        state.metrics.text(state.busy()),
    )
}
