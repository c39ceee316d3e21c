//! `GET /openapi.json`: what the service understands, for programs.

use std::sync::Arc;

use attache::Extraction;
use axum::Json;
use axum::extract::State as Shared;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

use super::extract::JSON_LINES;
use super::state::State;

pub(super) async fn openapi(Shared(state): Shared<Arc<State>>) -> Json<Value> {
    Json(describe(state.limits.bytes))
}

fn describe(max_bytes: usize) -> Value {
    let settings = SchemaSettings::openapi3();
    let mut generator = settings.into_generator();
    let extraction = generator.subschema_for::<Extraction>();
    let mut schemas = generator.take_definitions(true);
    schemas.insert("Document".to_owned(), document());
    schemas.insert("Error".to_owned(), error());
    let refusal = |what: &str| {
        json!({
            "description": what,
            "content": { "application/json": { "schema": { "$ref": "#/components/schemas/Error" } } },
        })
    };
    json!({
        "openapi": "3.0.3",
        "info": {
            "title": "attache",
            "version": env!("CARGO_PKG_VERSION"),
            "description": "Rule-based information extraction from news text.",
        },
        "paths": {
            "/extract": { "post": {
                "operationId": "extract",
                "summary": "Extract the records of a document, or of one in each line",
                "requestBody": { "required": true, "content": {
                    "application/json": { "schema": { "$ref": "#/components/schemas/Document" } },
                    (JSON_LINES[0]): { "schema": { "type": "string", "description":
                        "A document in each line, of which none may be longer than the limit. The lines are answered in order as they come; one that is refused is answered by an Error." } },
                } },
                "responses": {
                    "200": { "description": "The records", "content": {
                        "application/json": { "schema": extraction },
                        (JSON_LINES[0]): { "schema": { "type": "string" } },
                    } },
                    "400": refusal("The body is no document"),
                    "403": refusal("It is addressed to another machine, or comes from a page of another origin"),
                    "408": refusal("It took longer than the time limit"),
                    "413": refusal(&format!("It is longer than {max_bytes} bytes")),
                    "415": refusal("The content-type is none of these"),
                    "429": refusal("This address asks too often; `Retry-After` says after how many seconds it may again"),
                    "503": refusal("All threads have work to do, and others wait"),
                },
            } },
            "/healthz": { "get": {
                "operationId": "health",
                "summary": "Say that the service works",
                "responses": { "200": { "description": "It does", "content": { "application/json": {
                    "schema": { "type": "object", "properties": { "status": { "type": "string", "enum": ["ok"] } }, "required": ["status"] },
                } } } },
            } },
            "/metrics": { "get": {
                "operationId": "metrics",
                "summary": "Count what has been done, in the text format of Prometheus",
                "responses": { "200": { "description": "Counters", "content": { "text/plain": { "schema": { "type": "string" } } } } },
            } },
        },
        "components": { "schemas": schemas },
    })
}

fn document() -> Value {
    json!({
        "type": "object",
        "additionalProperties": false,
        "required": ["text"],
        "properties": {
            "text": { "type": "string" },
            "id": { "type": "string", "nullable": true },
            "title": { "type": "string", "nullable": true },
            "published": { "type": "string", "nullable": true, "example": "2015-11-16",
                "description": "When it was published: an ISO 8601 date, or a date and time" },
            "direction": { "type": "string", "enum": ["past", "future"], "default": "past",
                "description": "Which way bare dates point" },
            "date_order": { "type": "string", "nullable": true, "enum": ["month-first", "day-first", null],
                "description": "What comes first in dates such as 3/4/2015" },
            "offsets": { "type": "string", "enum": ["byte", "char", "utf16"], "default": "char",
                "description": "What offsets count" },
        },
    })
}

fn error() -> Value {
    json!({
        "type": "object",
        "required": ["error"],
        "properties": { "error": {
            "type": "object",
            "required": ["code", "message"],
            "properties": { "code": { "type": "string" }, "message": { "type": "string" } },
        } },
    })
}
