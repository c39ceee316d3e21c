//! The service, asked over a connection of its own as any program asks it.
#![cfg(feature = "serve")]

mod limits;
mod markup;
mod origins;
mod secrets;
mod support;

use std::fs;
use std::process::Command;

use serde_json::Value;

use crate::support::*;

#[test]
fn documents_are_extracted_as_the_command_line_does() {
    let service = Service::start(&[]);
    let text = "Über allem: German Chancellor Angela Merkel spoke on Monday.";
    let body =
        serde_json::json!({ "text": text, "published": "2015-11-16", "id": "a" }).to_string();
    let (status, head, answer) = service.post("/extract", JSON, &body);
    assert_eq!(status, 200, "{answer}");
    assert!(head.contains("content-type: application/json"));
    let document = attache::Document::new(text)
        .id("a")
        .published("2015-11-16".parse().expect("a day"));
    let mut extraction = attache::Extractor::builtin().extract(&document);
    extraction.convert_offsets(text, attache::OffsetUnit::Char);
    assert_eq!(
        json(&answer),
        serde_json::to_value(&extraction).expect("it is JSON")
    );
    for (unit, start) in [("byte", 13), ("char", 12), ("utf16", 12)] {
        let body = serde_json::json!({ "text": text, "offsets": unit }).to_string();
        let answer = json(&service.post("/extract", JSON, &body).2);
        assert_eq!(
            answer["countries"][0]["mentions"][0]["start"], start,
            "{unit}"
        );
    }
}

#[test]
fn lines_are_answered_in_their_order_and_bad_ones_in_their_place() {
    let service = Service::start(&["--max-bytes", "2000"]);
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(3000));
    let mut body = String::new();
    for number in 0..200 {
        body.push_str(&format!(
            "{{\"id\": \"{number}\", \"text\": \"Talks in Oslo.\"}}\n"
        ));
    }
    body.push_str(&format!(
        "\n{{\"txt\": 1}}\n{long}\n{{\"id\": \"last\", \"text\": \"Talks.\"}}"
    ));
    let (status, _, answer) = service.post("/extract", LINES, &body);
    assert_eq!(status, 200);
    let lines: Vec<Value> = answer.lines().map(json).collect();
    assert_eq!(lines.len(), 203);
    for (number, line) in lines[..200].iter().enumerate() {
        assert_eq!(line["document"]["id"], number.to_string());
    }
    assert_eq!(lines[200]["error"]["code"], "malformed");
    assert_eq!(lines[201]["error"]["code"], "too_large");
    assert_eq!(lines[202]["document"]["id"], "last");
}

#[test]
fn what_is_refused_is_told() {
    let service = Service::start(&["--max-bytes", "1000"]);
    let refused = |kind, body: &str| code(&service.post("/extract", kind, body));
    let refusal = |status, code: &str| (status, code.to_owned());
    assert_eq!(refused(JSON, "{\"text\": 1}"), refusal(400, "malformed"));
    assert_eq!(refused(JSON, "[]"), refusal(400, "malformed"));
    assert_eq!(
        refused(JSON, "{\"text\": \"x\", \"published\": \"yesterday\"}"),
        refusal(400, "malformed")
    );
    assert_eq!(refused("text/plain", "x"), refusal(415, "wrong_type"));
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(2000));
    assert_eq!(refused(JSON, &long), refusal(413, "too_large"));
    assert_eq!(code(&service.get("/nothing")), refusal(404, "not_found"));
    assert_eq!(
        code(&service.get("/extract")),
        refusal(405, "method_not_allowed")
    );
    assert_eq!(
        code(&service.get("/api/texts/..%2f..%2fetc%2fpasswd")),
        refusal(404, "not_found")
    );
    let other = service.ask(b"GET / HTTP/1.1\r\nHost: evil.example\r\nConnection: close\r\n\r\n");
    assert_eq!(code(&other), refusal(403, "wrong_host"));
    for answer in [service.get("/"), other] {
        assert!(
            answer
                .1
                .contains("content-security-policy: default-src 'none'")
        );
        assert!(answer.1.contains("x-content-type-options: nosniff"));
        assert!(!answer.1.contains("access-control-allow-origin"));
    }
}

#[test]
fn a_rule_is_traced() {
    let service = Service::start(&[]);
    let body =
        r#"{"text": "The Russian Deputy Prime Minister refused.", "rule": "country-title-name"}"#;
    let trace = json(&service.post("/api/trace", JSON, body).2);
    assert_eq!(
        trace["trace"]["attempts"][0]["outcome"]["found"], "refused",
        "{trace}"
    );
    let own = r#"{"text": "zip", "rule": "own", "rules": "[[rule]]\nid = 'own'\nemits = 'own'\npattern = 'zip'\nrecord = { a = 'b' }"}"#;
    let trace = json(&service.post("/api/trace", JSON, own).2);
    assert_eq!(
        trace["trace"]["attempts"][0]["outcome"]["outcome"], "fires",
        "{trace}"
    );
    let unknown = service.post("/api/trace", JSON, r#"{"text": "x", "rule": "none"}"#);
    let reason = json(&unknown.2)["reason"].as_str().unwrap_or("").to_owned();
    assert!(
        unknown.0 == 200 && reason.contains("there is no rule"),
        "{reason}"
    );
}

#[test]
fn programs_are_told_what_there_is() {
    let service = Service::start(&[]);
    assert_eq!(json(&service.get("/healthz").2)["status"], "ok");
    service.post("/extract", JSON, "{\"text\": \"Talks.\"}");
    let metrics = service.get("/metrics").2;
    assert!(metrics.contains("attache_documents_total 1\n"), "{metrics}");
    let openapi = json(&service.get("/openapi.json").2);
    let schemas = openapi["components"]["schemas"]
        .as_object()
        .expect("there are some");
    let text = openapi.to_string();
    let references = text.split("\"$ref\":\"#/components/schemas/").skip(1);
    for reference in references.map(|rest| rest.split('"').next().unwrap_or("")) {
        assert!(schemas.contains_key(reference), "{reference}");
    }
}

#[test]
fn a_changed_pack_takes_over_and_a_broken_one_does_not() {
    let folder = overlay("reload", "firstword");
    let service = Service::start(&["--overlay", &folder.to_string_lossy()]);
    let records = |text: &str| {
        let body = serde_json::json!({ "text": text }).to_string();
        json(&service.post("/extract", JSON, &body).2)["records"]
            .as_array()
            .map_or(0, Vec::len)
    };
    assert_eq!((records("firstword"), records("secondword")), (1, 0));
    overlay("reload", "secondword");
    soon("the new pack takes over", || records("secondword") == 1);
    assert_eq!(records("firstword"), 0);
    fs::write(folder.join("rules/own.toml"), "[[rule]]\nid = 'own'\n").expect("it is writable");
    let mistakes = || {
        json(&service.get("/api/pack").2)["mistakes"]
            .as_str()
            .map(str::to_owned)
    };
    soon("the mistakes are told", || mistakes().is_some());
    assert!(mistakes().expect("they are told").contains("P103"));
    assert_eq!(records("secondword"), 1);
    overlay("reload", "thirdword");
    soon("the mended pack takes over", || records("thirdword") == 1);
    assert_eq!(mistakes(), None);
}

#[cfg(unix)]
#[test]
fn a_signal_ends_it_cleanly() {
    let mut service = Service::start(&[]);
    let pid = service.child.id().to_string();
    let killed = Command::new("kill")
        .args(["-TERM", &pid])
        .status()
        .expect("there is kill");
    assert!(killed.success());
    let status = service.child.wait().expect("it ends");
    assert!(status.success(), "{status}");
}
