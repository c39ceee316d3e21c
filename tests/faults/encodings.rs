//! Bytes that are no UTF-8, wherever some are expected.

use std::fs;

use crate::support::*;
use crate::tools::*;

#[test]
fn bytes_that_are_no_utf_8_are_read_or_named_with_their_line() {
    let folder = scratch_folder("faults-utf8");
    let bad: [&[u8]; 6] = [
        b"\xFF",
        b"\xC3",
        b"\xED\xA0\x80",
        b"\xF8\x88\x80\x80\x80",
        b"\xC0\xAF",
        b"\x80\x81",
    ];
    for (number, bytes) in bad.iter().enumerate() {
        let text = [b"Talks in ", *bytes, b" Rome."].concat();
        put(&folder, &format!("n/{number}.txt"), &text);
        put(
            &folder,
            &format!("n/{number}.html"),
            [b"<p>", &text[..]].concat(),
        );
        put(
            &folder,
            &format!("n/{number}.csv"),
            [b"text,id\n", &text[..], b",", bytes].concat(),
        );
        put(
            &folder,
            &format!("n/{number}.tsv"),
            [bytes, &b"\ttext\n1\t"[..], &text].concat(),
        );
        put(&folder, &format!("n/{number}.txt.gz"), gzip(&text));
        let line = [
            b"{\"text\": \"Talks.\"}\n{\"text\": \"",
            &text[..],
            b"\"}\n{\"text\": \"Talks.\"}\n",
        ]
        .concat();
        put(&folder, &format!("n/{number}.jsonl"), line);
    }
    ended(attache(&folder, &["-q", "-o", "out.jsonl", "n"]), 1);
    let expected: Vec<_> = (0..bad.len())
        .map(|number| format!("n/{number}.jsonl:2"))
        .collect();
    assert_eq!(failures(&folder, "out.failures.jsonl"), expected);
    let written = fs::read(folder.join("out.jsonl")).expect("the rest is written");
    assert_eq!(documents(&written).len(), bad.len() * 7);
    injected(bad.len() * 6, "texts that are no UTF-8");
}

#[test]
fn packs_and_gold_files_that_are_no_utf_8_are_named_with_their_line() {
    let folder = scratch_folder("faults-utf8-packs");
    put(&folder, "a.txt", talks(0));
    for (number, file) in ["pack.toml", "rules/a.toml", "tables/a.tsv", "cases/a.toml"]
        .iter()
        .enumerate()
    {
        let pack = format!("p{number}");
        put(
            &folder,
            &format!("{pack}/{file}"),
            b"# one\n# two\n# \xFF\n",
        );
        for arguments in [
            &["check", &pack][..],
            &["extract", "--overlay", &pack, "a.txt"],
            &["explain", "--pack", &pack, "a.txt"],
        ] {
            let output = ended(program(&folder, arguments), 1);
            let message = format!("{pack}/{file}: not UTF-8 at byte 14, in line 3");
            assert!(said(&output).contains(&message), "{arguments:?} {output:?}");
        }
    }
    let gold = b"{\"text\": \"Talks in Rome.\"}\n{\"text\": \"\xFF\"}\n";
    put(&folder, "gold.jsonl", gold);
    let output = ended(program(&folder, &["score", "gold.jsonl"]), 1);
    assert!(said(&output).contains("gold.jsonl:"), "{output:?}");
    put(&folder, "records.jsonl", gold);
    for command in ["summarise", "events"] {
        let output = ended(program(&folder, &[command, "records.jsonl"]), 1);
        assert!(
            said(&output).contains("records.jsonl:2: no record"),
            "{output:?}"
        );
    }
    put(&folder, "latin.txt", b"caf\xE9");
    let output = ended(program(&folder, &["explain", "latin.txt"]), 1);
    assert!(
        said(&output).contains("latin.txt: not UTF-8 at byte 3"),
        "{output:?}"
    );
    injected(4 * 3 + 4, "packs, gold files and records that are no UTF-8");
}
