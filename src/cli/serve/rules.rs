//! The pack that the service reads by, and its rules.

use std::sync::Arc;

use attache::workshop::{self, RuleInfo};
use axum::Json;
use axum::extract::rejection::QueryRejection;
use axum::extract::{Query, State as Shared};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use serde::{Deserialize, Serialize};

use super::answer::Refusal;
use super::state::State;

/// The pack in force.
#[derive(Debug, Serialize)]
pub(super) struct PackInfo {
    name: String,
    version: String,
    language: String,
    /// Rises whenever the pack's files have changed.
    generation: u64,
    /// What is wrong with the files as they stand now, if that is why they are not in force.
    mistakes: Option<String>,
}

pub(super) async fn pack(Shared(state): Shared<Arc<State>>) -> Json<PackInfo> {
    let extractor = state.extractor.current();
    let (name, version) = extractor.pack();
    Json(PackInfo {
        name: name.to_owned(),
        version: version.to_owned(),
        language: extractor.language().to_owned(),
        generation: state.generation(),
        mistakes: state.mistakes(),
    })
}

#[derive(Debug, Serialize)]
struct Health {
    status: &'static str,
}

/// Says that the service works. A pack that is broken on disk is told, but the old one works on.
pub(super) async fn health() -> impl IntoResponse {
    (StatusCode::OK, Json(Health { status: "ok" }))
}

#[derive(Debug, Deserialize)]
pub(super) struct Wanted {
    /// The id of one rule.
    id: Option<String>,
}

/// The rules of the pack; their sources only where one is asked for by its id.
pub(super) async fn rules(
    Shared(state): Shared<Arc<State>>,
    wanted: Result<Query<Wanted>, QueryRejection>,
) -> Result<Json<Vec<RuleInfo>>, Refusal> {
    let Ok(Query(wanted)) = wanted else {
        return Err(Refusal::malformed("rules are asked for by one `id`"));
    };
    let extractor = state.extractor.current();
    let rules = state
        .work(move || match wanted.id {
            Some(id) => workshop::rules(&extractor)
                .into_iter()
                .filter(|rule| rule.id == id)
                .collect(),
            None => workshop::rules(&extractor),
        })
        .await?;
    Ok(Json(rules))
}
