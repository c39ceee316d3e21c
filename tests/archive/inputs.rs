//! Every kind of input, whole and broken.

use std::fs;

use serde_json::Value;

use crate::support::*;

#[test]
fn every_kind_of_input_gives_its_documents_in_order() {
    let folder = scratch_folder("inputs");
    let text = b"Talks in Beijing.".as_slice();
    let lines = b"{\"id\": \"one\", \"text\": \"Talks in Moscow.\"}\n{\"id\": 2, \"text\": \"Talks in Oslo.\"}\n";
    put(&folder, "news/2015/11/16/a.txt", text);
    put(&folder, "news/b.txt.gz", gzip(text));
    put(
        &folder,
        "news/c.jsonl.zst",
        zstd::encode_all(&lines[..], 1).expect("memory"),
    );
    let members = [
        ("m/x.txt", text),
        ("m/y.jsonl", lines),
        ("m/z.txt.gz", &gzip(text)),
    ];
    put(&folder, "news/d.tar.gz", gzip(&tar(&members)));
    put(&folder, "news/e.zip", zip(&members[..2]));
    put(
        &folder,
        "news/f.csv",
        "ID,Text,Published\nrow,\"Talks, at last, in Rome\",2016-01-02\n",
    );
    put(
        &folder,
        "news/g.tar",
        tar(&[("m.zip", &zip(&members[..1]))]),
    );
    put(&folder, "news/.hidden.txt", text);
    put(&folder, "news/.ignore", "draft*\n");
    put(&folder, "news/draft.txt", text);
    let output = attache(&folder, &["news"]);
    assert!(output.status.success(), "{output:?}");
    let expected = [
        "news/2015/11/16/a.txt",
        "news/b.txt.gz",
        "one",
        "2",
        "news/d.tar.gz/m/x.txt",
        "one",
        "2",
        "news/d.tar.gz/m/z.txt.gz",
        "news/e.zip/m/x.txt",
        "one",
        "2",
        "row",
        "news/g.tar/m.zip/m/x.txt",
    ];
    assert_eq!(ids(&output.stdout), expected);
    let documents = documents(&output.stdout);
    assert_eq!(documents[0]["published"], "2015-11-16");
    assert_eq!(documents[0]["published_source"], "path");
    assert_eq!(documents[0]["encoding"], "UTF-8");
    assert_eq!(documents[0]["digest"], documents[1]["digest"]);
    assert_eq!(documents[11]["published"], "2016-01-02");
    assert_eq!(documents[11]["published_source"], "metadata");
}

#[test]
fn of_web_pages_the_article_is_read_in_the_encoding_that_they_name() {
    let folder = scratch_folder("pages");
    let page = "<html><head><meta charset=\"iso-8859-2\"><title>Talks</title>\
        <meta property=\"article:published_time\" content=\"2015-11-16T08:00:00Z\"></head><body>\
        <nav>Home Sport Weather</nav><article><h1>Talks</h1><p>";
    let mut bytes = page.as_bytes().to_vec();
    for _ in 0..5 {
        // "Prime Minister Robert Łapiński of Poland" in ISO 8859-2.
        bytes.extend(b"Prime Minister Robert \xA3api\xF1ski of Poland met officials in Oslo on Monday. </p><p>");
    }
    bytes.extend(b"</p></article><footer>All rights reserved</footer></body></html>");
    put(&folder, "a.html", &bytes);
    put(&folder, "b.html.gz", gzip(&bytes));
    let output = attache(&folder, &["a.html", "b.html.gz"]);
    assert!(output.status.success(), "{output:?}");
    for document in documents(&output.stdout) {
        assert_eq!(document["encoding"], "ISO-8859-2");
        assert_eq!(document["published"], "2015-11-16");
        assert_eq!(document["title"], "Talks");
    }
    let output = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.contains("Łapiński"), "{output}");
    assert!(
        !output.contains("Sport") && !output.contains("rights"),
        "{output}"
    );
}

#[test]
fn globs_lists_and_columns_choose_what_is_read() {
    let folder = scratch_folder("choice");
    put(&folder, "n/a.txt", "Talks.");
    put(&folder, "n/b.html", "Talks.");
    put(&folder, "n/c/d.txt", "Talks.");
    put(&folder, "list", "n/b.html\n\nn/a.txt\n");
    let listed = |arguments: &[&str]| {
        let output = attache(&folder, &[arguments, &["--dry-run"]].concat());
        String::from_utf8(output.stdout).expect("paths are UTF-8")
    };
    assert_eq!(listed(&["--glob", "*.txt", "n"]), "n/a.txt\nn/c/d.txt\n");
    assert_eq!(listed(&["--glob", "!c", "n"]), "n/a.txt\nn/b.html\n");
    assert_eq!(listed(&["--files-from", "list"]), "n/b.html\nn/a.txt\n");
    put(
        &folder,
        "t.jsonl",
        "{\"url\": \"u\", \"body\": \"Talks in Rome.\", \"date\": \"2016-01-02\"}\n",
    );
    let named = [
        "--id-column",
        "url",
        "--text-column",
        "body",
        "--published-column",
        "date",
    ];
    let output = attache(&folder, &[&named, &["t.jsonl"][..]].concat());
    let documents = documents(&output.stdout);
    assert_eq!(
        (&documents[0]["id"], &documents[0]["published"]),
        (&"u".into(), &"2016-01-02".into())
    );
}

#[test]
fn broken_input_is_a_failure_that_names_it_and_the_rest_is_done() {
    let folder = scratch_folder("broken");
    let whole = gzip(&tar(&[("a.txt", &[b'a'; 5000]), ("b.txt", b"Talks.")]));
    put(&folder, "n/a.tar.gz", &whole[..whole.len() / 2]);
    put(&folder, "n/b.txt.gz", b"no gzip at all");
    put(&folder, "n/c.zip", b"PK\x03\x04 no zip");
    put(
        &folder,
        "n/d.jsonl",
        format!(
            "{{\"text\": 7}}\n{{\"text\": \"{}\"}}\n{{\"text\": \"Talks.\"}}\n",
            "long ".repeat(500)
        ),
    );
    put(&folder, "n/e.csv", "id,body\n1,Talks.\n");
    put(&folder, "n/f.txt.zst", b"no zstd");
    put(&folder, "n/g.txt", "x".repeat(3000));
    put(&folder, "n/h.txt", b"Talks in \xFF\xFE\x00 Rome.");
    // A little of a bomb: a thousand times as large as it looks.
    put(&folder, "n/i.txt.gz", gzip(&vec![b' '; 2_000_000]));
    put(&folder, "n/z.txt", "Talks.");
    let output = attache(
        &folder,
        &["--max-bytes", "2000", "-o", "out.jsonl", "n", "gone.txt"],
    );
    assert_eq!(output.status.code(), Some(1));
    let failures =
        fs::read_to_string(folder.join("out.failures.jsonl")).expect("failures are listed");
    let failures: Vec<Value> = failures
        .lines()
        .map(|line| serde_json::from_str(line).expect("a failure a line"))
        .collect();
    let paths: Vec<&str> = failures
        .iter()
        .filter_map(|failure| failure["path"].as_str())
        .collect();
    let expected = [
        "n/a.tar.gz/a.txt",
        "n/a.tar.gz",
        "n/b.txt.gz",
        "n/c.zip",
        "n/d.jsonl:1",
        "n/d.jsonl:2",
        "n/e.csv",
        "n/f.txt.zst",
        "n/g.txt",
        "n/i.txt.gz",
        "gone.txt",
    ];
    assert_eq!(paths, expected);
    assert_eq!(failures[5]["offset"], 12);
    let written = fs::read(folder.join("out.jsonl")).expect("the rest is written");
    let (too_long, read): (Vec<Value>, Vec<Value>) = documents(&written)
        .into_iter()
        .partition(|document| document["incomplete"] == "too-long");
    let ids = |documents: Vec<Value>| documents.iter().map(id).collect::<Vec<_>>();
    assert_eq!(ids(read), ["", "n/h.txt", "n/z.txt"]);
    let marked = ["n/a.tar.gz/a.txt", "n/d.jsonl:2", "n/g.txt", "n/i.txt.gz"];
    assert_eq!(ids(too_long), marked);
    let message = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        message.contains("attache: n/e.csv: no column `text` in the first row: id, body"),
        "{message}"
    );
    assert!(message.contains("3 documents, 11 failed"), "{message}");
}

#[test]
fn documents_in_other_languages_are_marked_skipped_or_read_as_asked() {
    let folder = scratch_folder("languages");
    let french = "Le vice-premier ministre russe a rencontré lundi à Paris des représentants du \
        gouvernement pour parler de la coopération entre les deux pays dans le domaine de l'agriculture, Moscow.";
    let english = "The Russian deputy prime minister met officials of the government in Paris on Monday to \
        speak about the cooperation of both countries in agriculture and about the grain trade.";
    put(&folder, "a.txt", french);
    put(&folder, "b.txt", english);
    let languages = |way: &str| -> Vec<(String, usize)> {
        let output = attache(&folder, &["--other-languages", way, "a.txt", "b.txt"]);
        let lines = String::from_utf8(output.stdout).expect("JSON is UTF-8");
        lines
            .lines()
            .map(|line| serde_json::from_str::<Value>(line).expect("a record a line"))
            .map(|record| {
                let places = record["places"].as_array().map_or(0, Vec::len);
                (
                    record["document"]["language"]
                        .as_str()
                        .unwrap_or("")
                        .to_owned(),
                    places,
                )
            })
            .collect()
    };
    assert_eq!(
        languages("mark"),
        [("fr".to_owned(), 0), ("en".to_owned(), 1)]
    );
    assert_eq!(languages("skip"), [("en".to_owned(), 1)]);
    assert_eq!(
        languages("extract"),
        [("en".to_owned(), 2), ("en".to_owned(), 1)]
    );
}
