//! Pages of other origins.

use std::process::Command;

use crate::support::*;

const ELSEWHERE: (&str, &str) = ("Origin", "https://evil.example");
const NEWS: (&str, &str) = ("Origin", "https://news.example");
const WANTED: (&str, &str) = ("Access-Control-Request-Method", "POST");
const IS_JSON: (&str, &str) = ("Content-Type", JSON);
const BODY: &str = "{\"text\": \"Talks in Oslo.\"}";

fn refused(answer: &(u16, String, String)) {
    assert_eq!(code(answer), (403, "wrong_origin".to_owned()));
    assert!(!answer.1.contains("access-control"), "{}", answer.1);
}

#[test]
fn no_page_of_another_origin_may_ask() {
    let service = Service::start(&[]);
    let own = format!("http://{}", service.address);
    for path in ["/extract", "/api/view", "/api/trace"] {
        refused(&service.send("OPTIONS", path, &[ELSEWHERE, WANTED], ""));
        refused(&service.send("POST", path, &[ELSEWHERE, IS_JSON], BODY));
        let null = ("Origin", "null");
        refused(&service.send("POST", path, &[null, IS_JSON], BODY));
        let told = ("Sec-Fetch-Site", "cross-site");
        refused(&service.send("POST", path, &[told, IS_JSON], BODY));
        // What browsers send without asking first.
        let plain = ("Content-Type", "text/plain");
        refused(&service.send("POST", path, &[ELSEWHERE, plain], BODY));
        let answer = service.send("POST", path, &[plain], BODY);
        assert_eq!(code(&answer), (415, "wrong_type".to_owned()));
        assert_eq!(code(&service.send("POST", path, &[], BODY)).0, 415);
        assert_eq!(code(&service.send("OPTIONS", path, &[WANTED], "")).0, 405);
    }
    refused(&service.send("GET", "/api/texts", &[ELSEWHERE], ""));
    let answer = service.send("POST", "/extract", &[("Origin", &own), IS_JSON], BODY);
    assert_eq!(answer.0, 200, "{}", answer.2);
    assert!(!answer.1.contains("access-control"), "{}", answer.1);
    // A link that is followed is no request of the page that has it.
    let followed = [
        ("Sec-Fetch-Site", "cross-site"),
        ("Sec-Fetch-Mode", "navigate"),
    ];
    assert_eq!(service.send("GET", "/", &followed, "").0, 200);
}

#[test]
fn pages_of_an_allowed_origin_may_ask_for_what_is_for_programs() {
    let service = Service::start(&[
        "--allow-origin",
        "https://news.example",
        "--allow-origin",
        "http://localhost:3000",
    ]);
    let local = ("Origin", "http://localhost:3000");
    for origin in [NEWS, local] {
        let allowed = format!("access-control-allow-origin: {}\r\n", origin.1);
        let preflight = service.send("OPTIONS", "/extract", &[origin, WANTED], "");
        assert_eq!(preflight.0, 204);
        assert!(preflight.1.contains(&allowed), "{}", preflight.1);
        assert!(
            preflight
                .1
                .contains("access-control-allow-methods: get, post\r\n")
        );
        assert!(
            preflight
                .1
                .contains("access-control-allow-headers: content-type\r\n")
        );
        let answer = service.send("POST", "/extract", &[origin, IS_JSON], BODY);
        assert_eq!(answer.0, 200, "{}", answer.2);
        assert!(answer.1.contains(&allowed), "{}", answer.1);
        for (_, head, _) in [&preflight, &answer] {
            assert!(head.contains("vary: origin\r\n"), "{head}");
            assert!(
                !head.contains('*') && !head.contains("credentials"),
                "{head}"
            );
        }
        refused(&service.send("POST", "/api/view", &[origin, IS_JSON], BODY));
        refused(&service.send("GET", "/api/texts", &[origin], ""));
    }
    refused(&service.send("POST", "/extract", &[ELSEWHERE, IS_JSON], BODY));
    let alike = ("Origin", "https://news.example.evil.example");
    refused(&service.send("OPTIONS", "/extract", &[alike, WANTED], ""));
    let plain = [NEWS, ("Content-Type", "text/plain")];
    assert_eq!(service.send("POST", "/extract", &plain, BODY).0, 415);
}

#[test]
fn all_origins_can_not_be_allowed() {
    for origin in [
        "*",
        "null",
        "https://*.example",
        "https://news.example/page",
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_attache"))
            .args(["serve", "--port", "0", "--allow-origin", origin])
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(2), "{origin}");
    }
}
