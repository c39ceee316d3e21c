//! Documents that nest, repeat and never end.

use std::fs;

use crate::support::*;
use crate::tools::*;

const DEEP: usize = 100_000;

#[test]
fn documents_nested_out_of_all_reason_are_read_or_named() {
    let folder = scratch_folder("faults-deep");
    let nested =
        |open: &str, inner: &str, close: &str| open.repeat(DEEP) + inner + &close.repeat(DEEP);
    let pages = [
        nested("<div>", "Talks in Rome.", "</div>"),
        nested("<b><table><p><i>", "Talks in Rome.", ""),
        nested("<svg><foreignObject>", "Talks in Rome.", ""),
        nested("<template>", "Talks in Rome.", "</template>"),
        nested("<a x=y ", "Talks in Rome.", ""),
        nested("<!--", "Talks in Rome.", ""),
        nested("<select><option>", "Talks in Rome.", ""),
        nested("<font><td><p>", "Talks in Rome.", "</b>"),
        format!(
            "<script type=\"application/ld+json\">{}</script>Talks.",
            nested("[", "", "]")
        ),
        format!(
            "<script type=\"application/ld+json\">{}</script>Talks.",
            nested("{\"a\":", "1", "}")
        ),
    ];
    for (number, page) in pages.iter().enumerate() {
        put(&folder, &format!("n/{number:02}.html"), page);
    }
    let lines = [
        format!("{{\"x\": {}, \"text\": \"Talks.\"}}", nested("[", "", "]")),
        format!(
            "{{\"x\": {}, \"text\": \"Talks.\"}}",
            nested("{\"a\":", "1", "}")
        ),
        format!("{{\"text\": {}}}", nested("[", "", "]")),
        format!("{{\"id\": {}, \"text\": \"Talks.\"}}", nested("[", "", "]")),
        nested("[", "", "]"),
        nested("{\"text\":", "", ""),
    ];
    put(&folder, "n/a.jsonl", lines.join("\n"));
    for (number, text) in [
        "(",
        "\"",
        "\u{301}",
        "a\u{200d}",
        ". ",
        ",",
        "the ",
        "-",
        "\n",
        "1.",
        "((a) ",
    ]
    .iter()
    .enumerate()
    {
        put(&folder, &format!("n/t{number:02}.txt"), text.repeat(DEEP));
    }
    ended(attache(&folder, &["-q", "-o", "out.jsonl", "n"]), 1);
    let failures = failures(&folder, "out.failures.jsonl");
    assert_eq!(
        failures,
        ["n/a.jsonl:3", "n/a.jsonl:4", "n/a.jsonl:5", "n/a.jsonl:6"]
    );
    let written = fs::read(folder.join("out.jsonl")).expect("the rest is written");
    assert_eq!(documents(&written).len(), pages.len() + 2 + 11);
    put(&folder, "r.jsonl", &lines[0]);
    for command in ["summarise", "events", "score"] {
        ended(program(&folder, &[command, "r.jsonl"]), 1);
    }
    injected(
        pages.len() + lines.len() + 11 + 3,
        "documents out of all reason",
    );
}

#[cfg(feature = "parquet")]
#[test]
fn a_parquet_file_of_nested_columns_out_of_all_reason_is_named() {
    let folder = scratch_folder("faults-parquet");
    for depth in [100, 10_000, 300_000] {
        // The schema of a file by hand, in Thrift's compact protocol: groups with one child each.
        let mut footer = vec![0x15, 0x02, 0x19, 0xFC];
        let mut count = depth + 1;
        while count >= 0x80 {
            footer.push((count & 0x7F) as u8 | 0x80);
            count >>= 7;
        }
        footer.push(count as u8);
        for _ in 0..depth {
            footer.extend([0x35, 0x00, 0x18, 0x01, b'a', 0x15, 0x02, 0x00]);
        }
        footer.extend([0x15, 0x0C, 0x25, 0x00, 0x18, 0x01, b'b', 0x00]);
        footer.extend([0x16, 0x00, 0x19, 0x0C, 0x00]);
        let mut file = b"PAR1".to_vec();
        file.extend(&footer);
        file.extend((footer.len() as u32).to_le_bytes());
        file.extend(b"PAR1");
        put(&folder, &format!("n/{depth:06}.parquet"), file);
    }
    put(&folder, "n/z.txt", talks(0));
    ended(attache(&folder, &["-q", "-o", "out.jsonl", "n"]), 1);
    assert_eq!(failures(&folder, "out.failures.jsonl").len(), 3);
    let written = fs::read(folder.join("out.jsonl")).expect("the rest is written");
    assert_eq!(ids(&written), ["n/z.txt"]);
    injected(3, "Parquet files out of all reason");
}
