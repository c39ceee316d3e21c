//! What is not told: where files are, and what is in them.

use std::fs;
use std::path::Path;

use crate::support::*;

/// Asserts that an answer names no place of this machine, and nothing of what a request must not reach.
fn assert_silent(what: &str, (status, head, body): &(u16, String, String)) {
    let places = [
        env!("CARGO_TARGET_TMPDIR"),
        env!("CARGO_MANIFEST_DIR"),
        "/etc/",
        "root:",
        "the secret",
        "src/cli",
        "panicked",
        ".cargo",
    ];
    for place in places {
        assert!(
            !head.contains(place) && !body.contains(place),
            "{what}: {status} {head}\n{body}"
        );
    }
}

#[test]
fn no_name_leads_out_of_the_folder_of_texts() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("secrets-texts");
    let _ = fs::remove_dir_all(&folder);
    let texts = folder.join("texts");
    fs::create_dir_all(texts.join("sub")).expect("it is writable");
    fs::write(folder.join("secret.txt"), "the secret").expect("it is writable");
    fs::write(texts.join("sub/deep.txt"), "the secret").expect("it is writable");
    fs::write(texts.join("note.md"), "the secret").expect("it is writable");
    fs::write(texts.join("own.txt"), "Talks in Oslo.").expect("it is writable");
    let mut listed = vec!["own.txt"];
    #[cfg(unix)]
    {
        use std::os::unix::fs::symlink;

        symlink("../secret.txt", texts.join("link.txt")).expect("it is writable");
        symlink("/etc/passwd", texts.join("absolute.txt")).expect("it is writable");
        symlink("own.txt", texts.join("inside.txt")).expect("it is writable");
        symlink("nothing.txt", texts.join("broken.txt")).expect("it is writable");
        listed.insert(0, "inside.txt");
    }
    let service = Service::start(&["--texts", &texts.to_string_lossy()]);
    let names = json(&service.get("/api/texts").2);
    let names: Vec<&str> = names
        .as_array()
        .expect("a list")
        .iter()
        .filter_map(|name| name.as_str())
        .collect();
    assert_eq!(names[..names.len() - 4], listed);
    for name in &listed {
        let text = json(&service.get(&format!("/api/texts/{name}")).2);
        assert_eq!(text["text"], "Talks in Oslo.");
    }
    let hostile = [
        "..%2fsecret.txt",
        "..%2f..%2f..%2f..%2fetc%2fpasswd",
        "%2fetc%2fpasswd",
        "..%5csecret.txt",
        "..\\secret.txt",
        "own.txt%00",
        "own.txt%00.txt",
        "%2e%2e%2fsecret.txt",
        "%252e%252e%252fsecret.txt",
        ".%2fown.txt",
        "sub%2fdeep.txt",
        "../secret.txt",
        "../../../../etc/passwd",
        "link.txt",
        "absolute.txt",
        "broken.txt",
        "note.md",
        "sub",
        "..",
        "%ff%fe",
        "",
    ];
    for name in hostile {
        let answer = service.get(&format!("/api/texts/{name}"));
        assert_eq!(code(&answer), (404, "not_found".to_owned()), "{name}");
        assert_silent(name, &answer);
    }
    let whole = format!("/api/texts/{}", texts.join("own.txt").display());
    let answer = service.get(&whole);
    assert_eq!(code(&answer).0, 404);
    assert_silent("a path", &answer);
}

#[test]
fn refusals_name_no_file() {
    let service = Service::start(&["--max-bytes", "1000"]);
    let long = format!("{{\"text\": \"{}\"}}", "x".repeat(2000));
    let bodies = [
        "",
        "{",
        "[]",
        "null",
        "{\"text\": 1}",
        "{\"text\": \"\\ud800\"}",
        &long,
    ];
    for path in ["/extract", "/api/view", "/api/trace"] {
        for body in bodies {
            let answer = service.post(path, JSON, body);
            assert!((400..500).contains(&answer.0), "{path} {body}");
            assert!(!code(&answer).1.is_empty(), "{path} {body}");
            assert_silent(body, &answer);
        }
    }
    let trace = "{\"text\": \"x\", \"rule\": \"../none\"}";
    assert_silent("trace", &service.post("/api/trace", JSON, trace));
    let rules = "{\"text\": \"x\", \"rules\": \"[[rule]]\\nid = '../none'\\n\"}";
    let view = service.post("/api/view", JSON, rules);
    assert!(
        view.0 == 200 && view.2.contains("rules/edited.toml"),
        "{}",
        view.2
    );
    for path in [
        "/nothing",
        "/..%2f..%2fetc%2fpasswd",
        "/../../etc/passwd",
        "/page.js/../../etc/passwd",
        "//etc/passwd",
        "/api/rules?id=a&id=b",
        "/api/rules?id=%ff",
        "/%00",
    ] {
        let answer = service.get(path);
        assert!(matches!(answer.0, 200 | 400 | 404), "{path}: {}", answer.0);
        assert!(answer.2.starts_with(['[', '{']), "{path}: {}", answer.2);
        assert_silent(path, &answer);
    }
    for request in [
        "no request\r\n\r\n",
        "GET / HTTP/9.9\r\n\r\n",
        "GET /\0 HTTP/1.1\r\n\r\n",
    ] {
        let answer = service.ask(request.as_bytes());
        assert_eq!(answer.0, 400, "{request}");
        assert_silent(request, &answer);
    }
    let long = format!(
        "GET / HTTP/1.1\r\nHost: localhost\r\nX: {}\r\nConnection: close\r\n\r\n",
        "x".repeat(100_000)
    );
    let mut stream = service.connect();
    // It may be cut off before all of it is written.
    let _ = std::io::Write::write_all(&mut stream, long.as_bytes());
    let answer = rest(&mut stream);
    assert!(
        answer.is_empty() || answer.starts_with("HTTP/1.1 431"),
        "{answer}"
    );
}

#[test]
fn mistakes_of_a_pack_name_its_files_and_not_where_they_are() {
    let folder = overlay("secrets-pack", "firstword");
    let service = Service::start(&["--overlay", &folder.to_string_lossy()]);
    let told = |what: &str| {
        let found = std::cell::RefCell::new(String::new());
        soon(what, || {
            let answer = service.get("/api/pack");
            assert_silent(what, &answer);
            let mistakes = json(&answer.2)["mistakes"].as_str().map(str::to_owned);
            *found.borrow_mut() = mistakes.unwrap_or_default();
            found.borrow().contains(what)
        });
        found.into_inner()
    };
    let rules = folder.join("rules/own.toml");
    fs::write(&rules, "[[rule]]\nid = 'own'\n").expect("it is writable");
    assert!(told("P103").contains("rules/own.toml"));
    fs::write(&rules, b"id = '\xff\xff\xff'\n# a longer file\n").expect("it is writable");
    assert!(told("not UTF-8").starts_with("rules/own.toml: "));
    fs::remove_dir_all(&folder).expect("it is writable");
    assert!(told("secrets-pack").starts_with("secrets-pack: "));
    assert_silent("health", &service.get("/healthz"));
}
