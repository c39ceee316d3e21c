//! Archives and compressed files that are cut short, corrupted, or made to do harm.

use std::fs;
use std::os::unix::ffi::OsStrExt as _;

use serde_json::Value;

use crate::support::*;
use crate::tools::*;

/// Every kind of file that has others or a sum in it, with four documents each.
fn kinds() -> Vec<(&'static str, Vec<u8>)> {
    let texts: Vec<String> = (0..4).map(talks).collect();
    let names = ["a.txt", "b.txt", "c/d.txt", "e.txt"];
    let members = names.iter().zip(&texts);
    let members: Vec<_> = members
        .map(|(name, text)| (*name, text.as_bytes()))
        .collect();
    let line = |text: &String| format!("{{\"text\": \"{text}\"}}\n");
    let lines: String = texts.iter().map(line).collect();
    let zstandard = |bytes: &[u8]| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("memory");
        encoder.include_checksum(true).expect("memory");
        std::io::copy(&mut &bytes[..], &mut encoder).expect("memory");
        encoder.finish().expect("memory")
    };
    vec![
        ("tar", tar(&members)),
        ("tar.gz", gzip(&tar(&members))),
        ("tar.zst", zstandard(&tar(&members))),
        ("zip", zip(&members)),
        ("jsonl.gz", gzip(lines.as_bytes())),
        ("jsonl.zst", zstandard(lines.as_bytes())),
        ("txt.gz", gzip(texts[0].as_bytes())),
        #[cfg(feature = "parquet")]
        ("parquet", parquet(&texts)),
    ]
}

/// The digests of the four documents, and of the sound one beside the broken files.
fn sound(folder: &std::path::Path) -> std::collections::BTreeSet<String> {
    for number in 0..5 {
        put(folder, &format!("s/{number}.txt"), talks(number));
    }
    digests(&attache(folder, &["s"]).stdout)
}

#[test]
fn an_archive_cut_anywhere_is_named_and_never_gives_half_a_document() {
    let folder = scratch_folder("faults-cut");
    let whole = sound(&folder);
    let mut cuts = 0;
    for (kind, bytes) in kinds() {
        let step = (bytes.len() / times(60)).max(1);
        let ends: Vec<usize> = (0..bytes.len()).step_by(step).collect();
        for end in &ends {
            put(&folder, &format!("{kind}/{end:06}.{kind}"), &bytes[..*end]);
        }
        put(&folder, &format!("{kind}/z.txt"), talks(4));
        put(&folder, &format!("{kind}/y.{kind}"), &bytes);
        let out = format!("{kind}.jsonl");
        ended(attache(&folder, &["-q", "-o", &out, kind]), 1);
        let failures = failures(&folder, &format!("{kind}.failures.jsonl"));
        for end in &ends {
            let name = format!("{kind}/{end:06}.{kind}");
            let is_named = failures.iter().any(|failure| failure.starts_with(&name));
            // What is behind the mark of the end, or a lone zero of it, is padding.
            let is_padding = kind == "tar" && *end > bytes.len() - 1024;
            assert!(
                is_named || is_padding,
                "{name} of {} is not named",
                bytes.len()
            );
        }
        let written = fs::read(folder.join(&out)).expect("the rest is written");
        let found = digests(&written);
        assert!(found.is_subset(&whole), "{kind}: a part of a document");
        assert!(ids(&written).contains(&format!("{kind}/z.txt")), "{kind}");
        cuts += ends.len();
    }
    injected(cuts, "archives cut short");
}

#[test]
fn flipped_bytes_are_failures_or_other_texts_and_the_rest_is_done() {
    let folder = scratch_folder("faults-flipped");
    let whole = sound(&folder);
    let mut chance = Chance(7);
    let mut flips = 0;
    for (kind, bytes) in kinds() {
        for number in 0..times(60) {
            let mut broken = bytes.clone();
            for _ in 0..=chance.below(4) {
                let at = chance.below(broken.len());
                broken[at] ^= 1 << chance.below(8);
                flips += 1;
            }
            put(&folder, &format!("{kind}/{number:03}.{kind}"), broken);
        }
        put(&folder, &format!("{kind}/z.txt"), talks(4));
        let out = format!("{kind}.jsonl");
        let output = attache(&folder, &["-q", "-o", &out, kind]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(matches!(output.status.code(), Some(0 | 1)), "{said}");
        let written = fs::read(folder.join(&out)).expect("the rest is written");
        assert!(ids(&written).contains(&format!("{kind}/z.txt")), "{kind}");
        if !["tar.gz", "tar.zst", "zip", "txt.gz"].contains(&kind) {
            continue;
        }
        // These have a sum of what they hold: a text that is not the document's comes with a failure.
        let failures = failures(&folder, &format!("{kind}.failures.jsonl"));
        for document in documents(&written) {
            let (id, digest) = (document["id"].as_str(), document["digest"].as_str());
            let archive = id.expect("a name").get(..kind.len() * 2 + 5).unwrap_or("");
            let is_whole = whole.contains(digest.expect("a digest"));
            let is_named = failures.iter().any(|failure| failure.starts_with(archive));
            assert!(
                is_whole || is_named,
                "{archive}: a text that is not the document's"
            );
        }
    }
    injected(flips, "bits flipped");
}

#[test]
fn a_bomb_is_named_and_memory_stays_bounded() {
    let folder = scratch_folder("faults-bombs");
    let large = times(256) << 20;
    let zeros = || std::io::Read::take(std::io::repeat(b'0'), large as u64);
    let zstandard = |head: &[u8], tail: &[u8]| {
        let mut encoder = zstd::Encoder::new(Vec::new(), 1).expect("memory");
        let mut bomb = std::io::Read::chain(std::io::Read::chain(head, zeros()), tail);
        std::io::copy(&mut bomb, &mut encoder).expect("memory");
        encoder.finish().expect("memory")
    };
    let header = |kind: tar::EntryType, name: &str| {
        let mut header = tar::Header::new_gnu();
        header.set_path(name).expect("a short name");
        header.set_size(large as u64);
        header.set_entry_type(kind);
        header.set_cksum();
        header.as_bytes().to_vec()
    };
    let member = header(tar::EntryType::Regular, "a.txt");
    let next = tar(&[("b.txt", b"Talks in Rome.")]);
    put(&folder, "n/a.txt.zst", zstandard(b"", b""));
    put(
        &folder,
        "n/b.jsonl.zst",
        zstandard(b"{\"text\": \"", b"\"}\n{\"text\": \"Talks in Oslo.\"}\n"),
    );
    put(
        &folder,
        "n/c.csv.zst",
        zstandard(b"text\n", b"\nTalks in Kiev.\n"),
    );
    put(
        &folder,
        "n/d.csv.zst",
        zstandard(b"text\n\"", b"\n\"\nTalks in Bern.\n"),
    );
    put(&folder, "n/e.csv.zst", zstandard(b"", b"\n"));
    put(&folder, "n/f.tar.zst", zstandard(&member, &next));
    for (name, kind) in [
        ("g", tar::EntryType::GNULongName),
        ("h", tar::EntryType::GNULongLink),
        ("i", tar::EntryType::XHeader),
    ] {
        let name = format!("n/{name}.tar.zst");
        put(&folder, &name, zstandard(&header(kind, "x"), &next));
    }
    put(
        &folder,
        "n/j.zip",
        zip(&[
            ("a.txt.zst", &zstandard(b"", b"")),
            ("b.txt", b"Talks in Lima."),
        ]),
    );
    put(&folder, "n/k.zip.zst", zstandard(b"PK", b""));
    put(&folder, "n/l.parquet.zst", zstandard(b"PAR1", b"PAR1"));
    let arguments = [
        "-q",
        "--max-bytes",
        "1000000",
        "-o",
        "out.jsonl",
        "--stats",
        "stats.json",
        "n",
    ];
    let output = attache(&folder, &arguments);
    let output = ended(output, 1);
    let failures = failures(&folder, "out.failures.jsonl");
    let expected = [
        "n/a.txt.zst",
        "n/b.jsonl.zst:1",
        "n/c.csv.zst:2",
        "n/d.csv.zst:2",
        "n/e.csv.zst",
        "n/f.tar.zst/a.txt",
        "n/g.tar.zst",
        "n/h.tar.zst",
        "n/i.tar.zst",
        "n/j.zip/a.txt.zst",
        "n/k.zip.zst",
        "n/l.parquet.zst",
    ];
    assert_eq!(failures, expected, "{output:?}");
    let written = fs::read_to_string(folder.join("out.jsonl")).expect("the rest is written");
    for place in ["Oslo", "Kiev", "Bern", "Rome", "Lima"] {
        assert!(written.contains(place), "{place}");
    }
    let stats = fs::read(folder.join("stats.json")).expect("it is there");
    let stats: Value = serde_json::from_slice(&stats).expect("JSON");
    let peak = stats["peak_memory_bytes"].as_u64().expect("Linux tells");
    assert!(peak < 128 << 20, "{peak} bytes");
    injected(
        expected.len(),
        &format!("bombs; the peak was {} MB", peak >> 20),
    );
}

#[test]
fn archives_in_archives_are_opened_to_a_depth_and_named_beyond() {
    let folder = scratch_folder("faults-nested");
    let (mut gz, mut tars, mut zips) = (
        talks(0).into_bytes(),
        talks(0).into_bytes(),
        talks(0).into_bytes(),
    );
    let (mut gz_name, mut tar_name, mut zip_name) =
        ("a.txt".to_owned(), "a.txt".to_owned(), "a.txt".to_owned());
    for _ in 0..50 {
        (gz, gz_name) = (gzip(&gz), gz_name + ".gz");
        (tars, tar_name) = (tar(&[(&tar_name, &tars)]), "a.tar".to_owned());
        (zips, zip_name) = (zip(&[(&zip_name, &zips)]), "a.zip".to_owned());
    }
    put(&folder, &format!("n/{gz_name}"), gz);
    put(&folder, "n/b.tar", tars);
    put(&folder, "n/c.zip", zips);
    put(&folder, "n/d.txt", talks(0));
    ended(attache(&folder, &["-q", "-o", "out.jsonl", "n"]), 1);
    let failures = failures(&folder, "out.failures.jsonl");
    assert_eq!(failures.len(), 3, "{failures:?}");
    let written = fs::read(folder.join("out.jsonl")).expect("the rest is written");
    assert_eq!(ids(&written), ["n/d.txt"]);
    injected(3, "archives fifty deep");
}

#[test]
fn nothing_that_an_archive_or_a_document_is_called_leads_out_of_the_folder() {
    let folder = scratch_folder("faults-traversal");
    let long = "x/".repeat(200) + &"y".repeat(300);
    let names = [
        "../../../../etc/x",
        "/etc/y",
        "a/../../../z",
        "..",
        ".",
        "./a.txt",
        "C:\\x",
        "..\\..\\w",
        "a\tb\x1b[2J",
        "A.txt",
        "con",
        "-rf",
        "~/x",
        &long,
    ];
    let mut archive = tar::Builder::new(Vec::new());
    for name in names {
        let mut header = tar::Header::new_gnu();
        let text = talks(0);
        header.set_size(text.len() as u64);
        let short = &name.as_bytes()[..name.len().min(100)];
        header.as_mut_bytes()[..short.len()].copy_from_slice(short);
        header.set_cksum();
        archive.append(&header, text.as_bytes()).expect("memory");
    }
    let kinds = [
        tar::EntryType::Symlink,
        tar::EntryType::Link,
        tar::EntryType::Char,
        tar::EntryType::Block,
        tar::EntryType::Fifo,
        tar::EntryType::Directory,
    ];
    for kind in kinds {
        let mut header = tar::Header::new_gnu();
        header.set_path("link").expect("a short name");
        header.set_link_name("/etc/passwd").expect("a short name");
        header.set_entry_type(kind);
        header.set_size(0);
        header.set_cksum();
        archive.append(&header, &b""[..]).expect("memory");
    }
    put(&folder, "in/a.tar", archive.into_inner().expect("memory"));
    let text = talks(1);
    let members: Vec<_> = names.iter().map(|name| (*name, text.as_bytes())).collect();
    put(&folder, "in/b.zip", zip(&members));
    let ids = [
        "../../x",
        "/etc/x",
        "",
        ".",
        "..",
        "a",
        "A",
        "nul\\u0000l",
        &"i".repeat(5000),
        "\\u001b[2J",
        "a/b",
        "\\ud83d\\ude00",
    ];
    let line = |id: &&str| format!("{{\"id\": \"{id}\", \"text\": \"{text}\"}}\n");
    put(
        &folder,
        "in/c.jsonl",
        ids.iter().map(line).collect::<String>(),
    );
    let before = tree(&folder);
    let formats = ["brat", "csv", "tsv", "jsonl", "json", "html"];
    for format in formats {
        let out = format!("out-{format}");
        let output = attache(&folder, &["--format", format, "-o", &out, "in"]);
        let said = said(&output);
        assert!(!said.contains('\x1b'), "{said:?}");
        assert_eq!(output.status.code(), Some(0), "{format}: {said}");
        let mut after = tree(&folder);
        after.retain(|(name, _)| !name.starts_with(&out));
        assert!(before == after, "{format}: something else was written");
        let written = folder.join(&out);
        if written.is_file() {
            fs::remove_file(written).expect("it is there");
        } else if format == "brat" {
            let texts = tree(&written);
            let texts = texts.iter().filter(|(name, _)| name.ends_with(".txt"));
            assert_eq!(texts.count(), 2 * names.len() + ids.len());
            fs::remove_dir_all(written).expect("it is there");
        } else {
            fs::remove_dir_all(written).expect("it is there");
        }
    }
    let faults = 2 * names.len() + kinds.len() + ids.len();
    injected(faults * formats.len(), "names that lead elsewhere");
}

#[test]
fn a_file_with_holes_in_an_archive_is_named() {
    let folder = scratch_folder("faults-sparse");
    let mut header = tar::Header::new_gnu();
    header.set_path("holes.txt").expect("a short name");
    header.set_entry_type(tar::EntryType::GNUSparse);
    header.set_size(0);
    let real = b"377777777777";
    header
        .as_gnu_mut()
        .expect("GNU's")
        .realsize
        .copy_from_slice(real);
    header.set_cksum();
    let rest = tar(&[("b.txt", b"Talks in Rome.")]);
    put(
        &folder,
        "a.tar",
        [header.as_bytes().as_slice(), &rest].concat(),
    );
    let output = ended(attache(&folder, &["-q", "-o", "out.jsonl", "a.tar"]), 1);
    let failures = failures(&folder, "out.failures.jsonl");
    assert_eq!(failures.len(), 1, "{failures:?} {output:?}");
    // Names of members are any bytes.
    let name = std::ffi::OsStr::from_bytes(b"n\xFF.txt");
    let mut header = tar::Header::new_gnu();
    header.set_path(name).expect("a short name");
    header.set_size(6);
    header.set_cksum();
    let member = [
        header.as_bytes().as_slice(),
        b"Talks.",
        &[0; 506],
        &[0; 1024],
    ]
    .concat();
    put(&folder, "b.tar", member);
    let output = ended(attache(&folder, &["b.tar"]), 0);
    assert_eq!(ids(&output.stdout), ["b.tar/n\u{FFFD}.txt"]);
    injected(2, "odd members");
}
