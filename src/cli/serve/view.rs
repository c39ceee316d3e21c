//! `POST /api/view`: what the page shows of a text, by the pack and by the rules in its editor.

use std::sync::Arc;
use std::time::Instant;

use attache::workshop::{self, Trace};
use attache::{Diagnostic, Document, Extraction, Severity, TriedExample, check_file, html};
use axum::Json;
use axum::extract::{Request, State as Shared};
use serde::{Deserialize, Serialize};

use super::answer::Refusal;
use super::extract::Input;
use super::state::{EDITED, State};

#[derive(Debug, Deserialize)]
struct Wish {
    #[serde(flatten)]
    document: serde_json::Map<String, serde_json::Value>,
    /// A file of rules, as it stands in the editor.
    #[serde(default)]
    rules: String,
}

#[derive(Debug, Deserialize)]
struct TraceWish {
    #[serde(rename = "rule")]
    id: String,
    #[serde(flatten)]
    wish: Wish,
}

/// What the page shows.
#[derive(Debug, Serialize)]
pub(super) struct View {
    /// The text with its mentions, and the tables.
    html: String,
    extraction: Extraction,
    /// What is wrong with the rules. While something is, the rest is by the pack without them.
    diagnostics: Vec<Mark>,
    examples: Vec<TriedExample>,
    milliseconds: f64,
    generation: u64,
}

/// A mistake and where it stands.
#[derive(Debug, Serialize)]
struct Mark {
    code: &'static str,
    severity: &'static str,
    message: String,
    help: Option<String>,
    file: String,
    line: usize,
    column: usize,
    end_line: usize,
    end_column: usize,
}

impl From<&Diagnostic> for Mark {
    fn from(diagnostic: &Diagnostic) -> Self {
        let (end_line, end_column) = diagnostic.end();
        Self {
            code: diagnostic.code(),
            severity: match diagnostic.severity() {
                Severity::Warning => "warning",
                _ => "error",
            },
            message: diagnostic.message().to_owned(),
            help: diagnostic.help().map(str::to_owned),
            file: diagnostic.file().to_owned(),
            line: diagnostic.line(),
            column: diagnostic.column(),
            end_line,
            end_column,
        }
    }
}

pub(super) async fn view(
    Shared(state): Shared<Arc<State>>,
    request: Request,
) -> Result<Json<View>, Refusal> {
    let body = state.body(request).await?;
    let bytes = body.len();
    let shared = Arc::clone(&state);
    let view = state.work(move || look(&shared, &body)).await??;
    state.metrics.extracted(bytes);
    Ok(Json(view))
}

/// A rule followed through the text, or why it was not.
#[derive(Debug, Serialize)]
pub(super) struct Followed {
    trace: Option<Trace>,
    reason: Option<String>,
}

/// `POST /api/trace`: what a rule did in the text, or how far it came.
pub(super) async fn trace(
    Shared(state): Shared<Arc<State>>,
    request: Request,
) -> Result<Json<Followed>, Refusal> {
    let body = state.body(request).await?;
    let shared = Arc::clone(&state);
    state.work(move || follow(&shared, &body)).await?.map(Json)
}

fn follow(state: &State, body: &[u8]) -> Result<Followed, Refusal> {
    let malformed = |error: serde_json::Error| Refusal::malformed(error.to_string());
    let TraceWish { id, wish } = serde_json::from_slice(body).map_err(malformed)?;
    let document: Input = serde_json::from_value(wish.document.into()).map_err(malformed)?;
    let (extractor, _) = state.extractor_with(&wish.rules);
    let traced = workshop::trace(&extractor, &Document::new(&document.text), &id);
    Ok(match traced {
        Ok(trace) => Followed {
            trace: Some(trace),
            reason: None,
        },
        Err(error) => Followed {
            trace: None,
            reason: Some(error.to_string()),
        },
    })
}

fn look(state: &State, body: &[u8]) -> Result<View, Refusal> {
    let malformed = |error: serde_json::Error| Refusal::malformed(error.to_string());
    let Wish { document, rules } = serde_json::from_slice(body).map_err(malformed)?;
    let document: Input = serde_json::from_value(document.into()).map_err(malformed)?;
    let (extractor, mistakes) = state.extractor_with(&rules);
    let examples = match mistakes.is_empty() && !rules.trim().is_empty() {
        true => check_file(&extractor, EDITED),
        false => Vec::new(),
    };
    let begun = Instant::now();
    let mut extraction = document.extract(&extractor, state.deadline())?;
    let milliseconds = begun.elapsed().as_secs_f64() * 1e3;
    let html = html::piece(&extraction, &document.text, document.name());
    document.convert(&mut extraction);
    Ok(View {
        html,
        extraction,
        diagnostics: mistakes.iter().map(Mark::from).collect(),
        examples,
        milliseconds,
        generation: state.generation(),
    })
}
