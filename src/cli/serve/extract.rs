//! `POST /extract`: one document as JSON, or many as JSON Lines, which are answered line by line.

use std::sync::Arc;
use std::time::Instant;

use attache::read::date_time;
use attache::{
    Date, DateOrder, Direction, Document, Extraction, Extractor, OffsetUnit, Scratch, Time,
};
use axum::body::{Body, Bytes};
use axum::extract::{Request, State as Shared};
use axum::http::header;
use axum::response::{IntoResponse as _, Response};
use serde::Deserialize;
use tokio::sync::mpsc;
use tokio::time::{timeout, timeout_at};
use tokio_stream::StreamExt as _;
use tokio_stream::wrappers::ReceiverStream;

use super::answer::Refusal;
use super::state::{State, is_of, wrong_type};

/// So many answered lines wait for a client that reads slowly; then no more are read from it.
const LINES_AHEAD: usize = 16;

pub(super) const JSON_LINES: [&str; 3] = [
    "application/x-ndjson",
    "application/jsonl",
    "application/json-lines",
];

/// A document, as requests name it.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Input {
    pub(super) text: String,
    id: Option<String>,
    title: Option<String>,
    #[serde(default, deserialize_with = "published")]
    published: Option<(Date, Option<Time>)>,
    #[serde(default)]
    direction: Way,
    date_order: Option<Order>,
    #[serde(default)]
    offsets: Unit,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Way {
    #[default]
    Past,
    Future,
}

#[derive(Clone, Copy, Debug, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Order {
    MonthFirst,
    DayFirst,
}

#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(rename_all = "lowercase")]
enum Unit {
    Byte,
    #[default]
    Char,
    Utf16,
}

fn published<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> Result<Option<(Date, Option<Time>)>, D::Error> {
    let words = Option::<String>::deserialize(deserializer)?;
    let words = words.filter(|words| !words.is_empty());
    words
        .map(|words| date_time(&words).map_err(serde::de::Error::custom))
        .transpose()
}

impl Input {
    pub(super) fn parse(json: &[u8]) -> Result<Self, Refusal> {
        serde_json::from_slice(json).map_err(|error| Refusal::malformed(error.to_string()))
    }

    pub(super) fn name(&self) -> &str {
        self.id.as_deref().unwrap_or("text")
    }

    /// Extracts the document by a time; offsets are in bytes.
    pub(super) fn extract(
        &self,
        extractor: &Extractor,
        time: Instant,
    ) -> Result<Extraction, Refusal> {
        let direction = match self.direction {
            Way::Past => Direction::Past,
            Way::Future => Direction::Future,
        };
        let order = self.date_order.map(|order| match order {
            Order::MonthFirst => DateOrder::MonthFirst,
            Order::DayFirst => DateOrder::DayFirst,
        });
        let document = Document::new(&self.text)
            .id(self.id.as_deref())
            .title(self.title.as_deref())
            .published_at(self.published)
            .direction(direction)
            .date_order(order);
        extractor
            .try_extract_until(&document, time, &mut Scratch::default())
            .map_err(|error| match error.is_timeout() {
                true => Refusal::too_slow(),
                false => Refusal::defect(),
            })
    }

    /// Turns offsets in bytes into the ones that were asked for.
    pub(super) fn convert(&self, extraction: &mut Extraction) {
        let unit = match self.offsets {
            Unit::Byte => OffsetUnit::Byte,
            Unit::Char => OffsetUnit::Char,
            Unit::Utf16 => OffsetUnit::Utf16,
        };
        extraction.convert_offsets(&self.text, unit);
    }

    /// The extraction as JSON.
    fn answer(&self, extractor: &Extractor, time: Instant) -> Result<Vec<u8>, Refusal> {
        let mut extraction = self.extract(extractor, time)?;
        self.convert(&mut extraction);
        serde_json::to_vec(&extraction).map_err(|_| Refusal::defect())
    }
}

pub(super) async fn extract(
    Shared(state): Shared<Arc<State>>,
    request: Request,
) -> Result<Response, Refusal> {
    if JSON_LINES.iter().any(|kind| is_of(&request, kind)) {
        return Ok(lines(state, request));
    }
    if !is_of(&request, "application/json") {
        return Err(wrong_type("application/json or application/x-ndjson"));
    }
    let body = state.body(request).await?;
    let json = one(&state, body).await?;
    Ok(([(header::CONTENT_TYPE, "application/json")], json).into_response())
}

/// Answers one document.
async fn one(state: &State, json: Bytes) -> Result<Vec<u8>, Refusal> {
    let extractor = state.extractor.current();
    let bytes = json.len();
    let time = state.deadline();
    let answered = state
        .work(move || Input::parse(&json)?.answer(&extractor, time))
        .await??;
    state.metrics.extracted(bytes);
    Ok(answered)
}

/// Answers each line as it comes.
fn lines(state: Arc<State>, request: Request) -> Response {
    let (sender, receiver) = mpsc::channel::<Result<Bytes, std::convert::Infallible>>(LINES_AHEAD);
    tokio::spawn(async move {
        let mut stream = request.into_body().into_data_stream();
        let mut splitter = Splitter::new(state.limits.bytes);
        let mut is_open = true;
        // When the next line must be there.
        let mut due = Instant::now() + state.limits.time;
        while is_open {
            let due_now = due.min(Instant::now() + state.limits.idle);
            let piece = match timeout_at(due_now.into(), stream.next()).await {
                Ok(Some(Ok(piece))) => Some(piece),
                Ok(None) => None,
                Ok(Some(Err(_))) => return,
                Err(_) => {
                    let _ = sender.send(Ok(Refusal::too_slow().line().into())).await;
                    return;
                }
            };
            is_open = piece.is_some();
            for line in splitter.take(piece.as_deref()) {
                let answered = match line {
                    Ok(line) => one(&state, line.into()).await.map(|mut json| {
                        json.push(b'\n');
                        json
                    }),
                    Err(refusal) => Err(refusal),
                };
                let answer = answered.unwrap_or_else(|refusal| refusal.line());
                // A client that reads nothing for so long is gone.
                let sent = timeout(state.limits.time, sender.send(Ok(answer.into()))).await;
                if !matches!(sent, Ok(Ok(()))) {
                    return;
                }
                due = Instant::now() + state.limits.time;
            }
        }
    });
    let body = Body::from_stream(ReceiverStream::new(receiver));
    ([(header::CONTENT_TYPE, JSON_LINES[0])], body).into_response()
}

/// Cuts pieces of a stream into lines. Blank ones are passed over; a line that is too long is told once and dropped.
struct Splitter {
    line: Vec<u8>,
    is_too_long: bool,
    limit: usize,
}

impl Splitter {
    fn new(limit: usize) -> Self {
        Self {
            line: Vec::new(),
            is_too_long: false,
            limit,
        }
    }

    /// The lines that a piece ends; none is the end of the stream, which ends the last line.
    fn take(&mut self, piece: Option<&[u8]>) -> Vec<Result<Vec<u8>, Refusal>> {
        let mut lines = Vec::new();
        let mut parts = piece
            .unwrap_or(b"\n")
            .split(|byte| *byte == b'\n')
            .peekable();
        while let Some(part) = parts.next() {
            match self.line.len() + part.len() > self.limit {
                true => {
                    self.is_too_long = true;
                    self.line = Vec::new();
                }
                false if !self.is_too_long => self.line.extend_from_slice(part),
                false => {}
            }
            if parts.peek().is_none() {
                break;
            }
            let line = std::mem::take(&mut self.line);
            if std::mem::take(&mut self.is_too_long) {
                lines.push(Err(Refusal::too_large(self.limit)));
            } else if !line.trim_ascii().is_empty() {
                lines.push(Ok(line));
            }
        }
        lines
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_cut_wherever_pieces_end() {
        let mut splitter = Splitter::new(8);
        let mut found = Vec::new();
        let pieces: [&[u8]; 4] = [b"one\n\r\ntw", b"o\n0123456", b"789\nth", b"ree"];
        for piece in pieces.into_iter().map(Some).chain([None]) {
            let lines = splitter.take(piece).into_iter();
            found.extend(lines.map(|line| {
                line.ok()
                    .map(|line| String::from_utf8_lossy(&line).into_owned())
            }));
        }
        let wanted = [Some("one"), Some("two"), None, Some("three")];
        assert_eq!(found, wanted.map(|line| line.map(str::to_owned)));
    }
}
