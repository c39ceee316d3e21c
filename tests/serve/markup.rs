//! Markup in texts, names and records: shown, and never run. The HTML is read as a browser reads it.

use std::collections::BTreeSet;
use std::fs;
use std::path::Path;
use std::process::Command;

use attache::{Document, Extraction, Extractor, html};
use serde_json::{Value, json};

use crate::support::*;

const HOSTILE: [&str; 26] = [
    "<script>alert(1)</script>",
    "\"><img src=x onerror=alert(1)>",
    "'><svg onload=alert(1)>",
    "\" onmouseover=\"alert(1)\" x=\"",
    "' onmouseover='alert(1)' x='",
    "` onerror=alert(1)",
    "</template><script>alert(1)</script>",
    "</div></div></article></main><script>alert(1)</script>",
    "</style><script>alert(1)</script>",
    "</title></head><script>alert(1)</script>",
    "</mark></mark></mark></mark><b>x",
    "<!-- <script>alert(1)</script>",
    "--><script>alert(1)</script>",
    "<![CDATA[<script>alert(1)</script>]]>",
    "]]><script>alert(1)</script>",
    "javascript:alert(1)",
    "data:text/html,<script>alert(1)</script>",
    "\u{202E}<script>alert(1)</script>\u{202C}",
    "\0<script\0>alert(1)</script>",
    "&lt;script&gt;alert(1)&lt;/script&gt;",
    "&#60;script&#62;alert(1)",
    "<plaintext>",
    "<textarea><noscript><p title=\"</noscript><img src=x onerror=alert(1)>\">",
    "<iframe srcdoc='<script>alert(1)</script>'>",
    "<base href=//evil.example/><a href=javascript:alert(1)>",
    "<math><mtext><table><mglyph><style><img src=x onerror=alert(1)>",
];

/// An article in which something stands wherever a name, a title, a country or a date may.
fn article(hostile: &str) -> String {
    format!(
        "{hostile}\n\nRussian President {hostile} Vladimir Putin{hostile} met Foreign Minister Wang {hostile} Yi of \
         China{hostile} in {hostile}Oslo on Monday, 16 {hostile} November 2015 and on 17{hostile} May 2016. \
         German Chancellor Angela Merkel ({hostile}) said on 1/2/{hostile} that {hostile} Corp and {hostile} agreed."
    )
}

/// The elements and attributes that a part of a page about a document has.
const ELEMENTS: &str = "a article b blockquote cite dd details div dl dt h2 li line mark ol p span summary svg table \
    tbody td template text th thead time tr";
const ATTRIBUTES: &str = "aria-hidden aria-labelledby class data-at data-form data-name data-of data-rule data-to href id open \
    scope tabindex text-anchor title x x1 x2 y y1 y2";

/// Those of the whole page besides.
const PAGE_ELEMENTS: &str =
    "html head meta title style script body header main fieldset legend label input";
const PAGE_ATTRIBUTES: &str = "lang charset name content http-equiv type data-kind checked";

/// Asserts that HTML holds nothing but what attache writes; hands on what it has in its text.
fn assert_own(what: &str, html: &str, is_page: bool) -> String {
    let known = |own: &'static str, of_page: &'static str| -> BTreeSet<&'static str> {
        let more = of_page.split_whitespace().filter(|_| is_page);
        own.split_whitespace().chain(more).collect()
    };
    let elements = known(ELEMENTS, PAGE_ELEMENTS);
    let attributes = known(ATTRIBUTES, PAGE_ATTRIBUTES);
    // What a template holds is no part of the tree: it is looked at like everything else.
    let opened = html
        .replace("<template", "<div")
        .replace("</template", "</div");
    let mut shown = String::new();
    for html in [html, &opened] {
        let tree = dom_query::Document::from(html);
        let texts = tree.select(".text");
        let first = texts.nodes().first();
        shown = first
            .map(|node| node.text().to_string())
            .unwrap_or_default();
        let around: &[&str] = if is_page {
            &[]
        } else {
            &["html", "head", "body"]
        };
        for node in tree.root().descendants() {
            assert!(!node.is_comment(), "{what}: a comment");
            let name = node.node_name().filter(|_| node.is_element());
            let Some(name) = name.map(|name| name.to_string()) else {
                continue;
            };
            let is_known = elements.contains(&*name) || around.contains(&&*name);
            assert!(is_known, "{what}: <{name}>");
            for attribute in node.attrs() {
                let (key, value) = (&*attribute.name.local, &*attribute.value);
                assert!(attributes.contains(key), "{what}: {key}={value}");
                let is_own = key != "href" || value.starts_with('#');
                assert!(is_own, "{what}: {key}={value}");
            }
        }
        let scripts = tree.select("script");
        let own = scripts
            .nodes()
            .iter()
            .all(|node| node.text().trim() == html::SCRIPT.trim());
        assert!(own && scripts.length() == usize::from(is_page), "{what}");
    }
    shown
}

/// A text as a reader of HTML has it: NUL is left out, and lines end in one way.
fn as_read(text: &str) -> String {
    text.replace('\0', "").replace("\r\n", "\n")
}

#[test]
fn the_view_of_a_text_has_no_markup_of_its_own() {
    let service = Service::start(&[]);
    for hostile in HOSTILE {
        let text = article(hostile);
        let body =
            json!({ "text": text, "title": hostile, "id": hostile, "published": "2015-11-16" });
        let answer = service.post("/api/view", JSON, &body.to_string());
        assert_eq!(answer.0, 200, "{}", answer.2);
        assert!(answer.1.contains("content-type: application/json"));
        let answer = json(&answer.2);
        let html = answer["html"].as_str().expect("there is some");
        assert_eq!(
            assert_own(hostile, html, false),
            as_read(&text),
            "{hostile}"
        );
        assert!(
            html.contains("class=\"person\""),
            "{hostile}: something is found"
        );
    }
}

/// Puts something in place of every text of a value where the value remains a record.
fn poison(extraction: &Value, hostile: &str) -> (Extraction, usize) {
    let mut paths = Vec::new();
    collect(extraction, String::new(), &mut paths);
    let mut poisoned = extraction.clone();
    let mut changed = 0;
    for path in paths {
        let place = poisoned.pointer_mut(&path).expect("it is there");
        let before = std::mem::replace(place, hostile.into());
        match serde_json::from_value::<Extraction>(poisoned.clone()) {
            Ok(_) => changed += 1,
            Err(_) => *poisoned.pointer_mut(&path).expect("it is there") = before,
        }
    }
    (
        serde_json::from_value(poisoned).expect("it has been tried"),
        changed,
    )
}

fn collect(value: &Value, path: String, paths: &mut Vec<String>) {
    match value {
        Value::String(_) => paths.push(path),
        Value::Array(values) => values
            .iter()
            .enumerate()
            .for_each(|(at, value)| collect(value, format!("{path}/{at}"), paths)),
        Value::Object(values) => values
            .iter()
            .for_each(|(key, value)| collect(value, format!("{path}/{key}"), paths)),
        _ => {}
    }
}

#[test]
fn no_field_of_a_record_is_taken_for_markup() {
    let text = "Russian President Vladimir Putin met oil companies of China in Oslo on Monday, 16 November 2015.";
    let extraction = Extractor::builtin().extract(&Document::new(text).title("Talks").id("a"));
    let extraction = serde_json::to_value(&extraction).expect("it is JSON");
    for hostile in HOSTILE {
        let (poisoned, changed) = poison(&extraction, hostile);
        assert!(changed > 50, "{changed}");
        let html = html::piece(&poisoned, text, hostile);
        assert_eq!(assert_own(hostile, &html, false), text);
    }
}

#[test]
fn the_report_has_no_script_but_its_own() {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR")).join("markup");
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("it is writable");
    let lines = HOSTILE.map(|hostile| {
        let document = json!({ "text": article(hostile), "title": hostile, "id": hostile });
        format!("{document}\n")
    });
    fs::write(folder.join("a.jsonl"), lines.concat()).expect("it is writable");
    let mut files = vec!["a.jsonl"];
    if cfg!(unix) {
        for name in [
            "<img src=x onerror=alert(1)>.txt",
            "\" onload=\"alert(1).txt",
        ] {
            fs::write(folder.join(name), article("<b>")).expect("it is writable");
            files.push(name);
        }
    }
    let output = Command::new(env!("CARGO_BIN_EXE_attache"))
        .args(["extract", "--quiet", "--format", "html"])
        .args(files)
        .current_dir(&folder)
        .output()
        .expect("the program starts");
    assert!(output.status.success(), "{output:?}");
    let html = String::from_utf8(output.stdout).expect("it is UTF-8");
    assert_own("report", &html, true);
    let policy = "default-src 'none'";
    assert!(html.contains(policy));
}
