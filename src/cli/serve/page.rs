//! The page, and the texts that it offers.

use std::fs;
use std::path::Path as FilePath;
use std::sync::Arc;

use attache::html;
use axum::Json;
use axum::extract::rejection::PathRejection;
use axum::extract::{Path, State as Shared};
use axum::http::{StatusCode, header};
use axum::response::IntoResponse;
use serde::Serialize;

use super::answer::Refusal;
use super::state::State;

/// Texts to begin with, and when they were published.
const SAMPLES: [(&str, &str, &str); 4] = [
    (
        "article.txt",
        include_str!("../../../fixtures/article.txt"),
        "2015-11-16",
    ),
    (
        "interview.txt",
        include_str!("../../../fixtures/interview.txt"),
        "2019-06-20",
    ),
    (
        "market-report.txt",
        include_str!("../../../fixtures/market-report.txt"),
        "2023-10-17",
    ),
    (
        "obituary.txt",
        include_str!("../../../fixtures/obituary.txt"),
        "2018-09-22",
    ),
];

pub(super) async fn page() -> impl IntoResponse {
    let kind = "text/html; charset=utf-8";
    let page = include_str!("page.html").replace("<!-- legend -->", &html::legend());
    ([(header::CONTENT_TYPE, kind)], page)
}

pub(super) async fn style() -> impl IntoResponse {
    let style = format!("{}{}", html::STYLE, include_str!("page.css"));
    ([(header::CONTENT_TYPE, "text/css; charset=utf-8")], style)
}

pub(super) async fn script() -> impl IntoResponse {
    let own = concat!(
        include_str!("editor.js"),
        include_str!("trace.js"),
        include_str!("page.js")
    );
    let script = format!("{}{own}", html::SCRIPT);
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        script,
    )
}

/// The names of the texts that the page offers.
pub(super) async fn texts(Shared(state): Shared<Arc<State>>) -> Result<Json<Vec<String>>, Refusal> {
    let folder = state.texts.clone();
    let own = state.work(move || folder.as_deref().map(list)).await?;
    let samples = SAMPLES.iter().map(|(name, ..)| (*name).to_owned());
    let own = own.unwrap_or_default();
    Ok(Json(own.into_iter().chain(samples).collect()))
}

/// The texts of a folder, sorted. Links that lead out of it are left out.
fn list(folder: &FilePath) -> Vec<String> {
    let Ok(folder) = folder.canonicalize() else {
        return Vec::new();
    };
    let entries = fs::read_dir(&folder).into_iter().flatten().flatten();
    let files = entries.filter(|entry| {
        let path = entry.path().canonicalize();
        path.is_ok_and(|path| path.starts_with(&folder) && path.is_file())
    });
    let names = files.filter_map(|entry| entry.file_name().into_string().ok());
    let mut names: Vec<String> = names.filter(|name| name.ends_with(".txt")).collect();
    names.sort();
    names
}

#[derive(Debug, Serialize)]
pub(super) struct Sample {
    name: String,
    text: String,
    published: Option<&'static str>,
}

pub(super) async fn text(
    Shared(state): Shared<Arc<State>>,
    name: Result<Path<String>, PathRejection>,
) -> Result<Json<Sample>, Refusal> {
    let Path(name) = name.map_err(|_| missing())?;
    let shared = Arc::clone(&state);
    state.work(move || find(&shared, name)).await?.map(Json)
}

fn missing() -> Refusal {
    Refusal::new(StatusCode::NOT_FOUND, "not_found", "there is no such text")
}

fn find(state: &State, name: String) -> Result<Sample, Refusal> {
    // Only names that have been listed are read, so that no name leads out of the folder.
    let own = state.texts.as_deref();
    if let Some(folder) = own.filter(|folder| list(folder).contains(&name)) {
        let path = folder.join(&name);
        let is_small = path
            .metadata()
            .is_ok_and(|known| known.len() <= state.limits.bytes as u64);
        if !is_small {
            return Err(Refusal::too_large(state.limits.bytes));
        }
        let bytes = fs::read(path).map_err(|_| missing())?;
        let text = attache::read::decode(&bytes, None).text;
        let published = None;
        return Ok(Sample {
            name,
            text,
            published,
        });
    }
    let sample = SAMPLES.iter().find(|(known, ..)| *known == name);
    let (_, text, published) = sample.ok_or_else(missing)?;
    Ok(Sample {
        name,
        text: (*text).to_owned(),
        published: Some(published),
    })
}
