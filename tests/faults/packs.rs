//! Packs that are broken, endless, or of very many files.

use std::ffi::OsStr;
use std::fs;
use std::os::unix::ffi::OsStrExt as _;
use std::os::unix::fs::symlink;
use std::process::Command;
use std::time::{Duration, Instant};

use crate::support::*;
use crate::tools::*;

/// Deep enough for any stack that a parser without a limit would take.
const DEEP: usize = 100_000;

fn rule(pattern: &str) -> String {
    format!("[[rule]]\nid = \"r\"\nemits = \"m\"\npattern = '{pattern}'\n")
}

#[test]
fn packs_nested_out_of_all_reason_are_mistakes_with_a_place() {
    let folder = scratch_folder("faults-deep-packs");
    let nested =
        |open: &str, inner: &str, close: &str| open.repeat(DEEP) + inner + &close.repeat(DEEP);
    let chain = |last: &str| {
        let link = |number: usize| {
            format!(
                "m{number} = \"${} b\"\n",
                if number == 0 {
                    last.to_owned()
                } else {
                    format!("m{}", number - 1)
                }
            )
        };
        let links: String = (0..5000).map(link).collect();
        format!("[macros]\nend = \"a\"\n{links}{}", rule("$m4999"))
    };
    let rules = [
        ("P101", format!("a = {}\n", nested("[", "", "]"))),
        ("P101", format!("a = {}\n", nested("[", "", ""))),
        ("P101", format!("a = {}\n", nested("{a = ", "1", "}"))),
        ("P101", format!("{}b = 1\n", nested("a.", "", ""))),
        ("P101", format!("[{}b]\nc = 1\n", nested("a.", "", ""))),
        ("P101", format!("[[{}b]]\nc = 1\n", nested("a.", "", ""))),
        ("P203", rule(&"(".repeat(DEEP / 2))),
        (
            "P203",
            rule(&("(".repeat(DEEP / 3) + "a" + &")".repeat(DEEP / 3))),
        ),
        (
            "P203",
            rule(&("{a:".repeat(DEEP / 4) + "b" + &"}".repeat(DEEP / 4))),
        ),
        ("P203", rule(&nested("(", "a", ")"))),
        ("P203", rule(&"word ".repeat(times(2_000_000)))),
        (
            "P204",
            rule(&format!(
                "/{}/",
                "(".repeat(DEEP / 3) + "a" + &")".repeat(DEEP / 3)
            )),
        ),
        ("P308", rule("((((a{50}){50}){50}){50}){50}")),
        ("P206", chain("end")),
        ("P206", chain("m4999")),
    ];
    for (number, (code, text)) in rules.iter().enumerate() {
        let pack = format!("p{number:02}");
        put(&folder, &format!("{pack}/rules/a.toml"), text);
        let output = ended(program(&folder, &["check", &pack]), 1);
        let said = String::from_utf8_lossy(&output.stdout).into_owned() + &said(&output);
        assert!(
            said.contains(&format!("[{code}]")) && said.contains("rules/a.toml:"),
            "{pack} {code}: {said:.2000}"
        );
        // How it is laid out does not depend on what it means.
        let output = program(&folder, &["fmt", "--check", &pack]);
        assert!(matches!(output.status.code(), Some(0 | 1)), "{pack}");
    }
    injected(rules.len() * 2, "packs out of all reason");
}

#[test]
fn what_is_no_file_of_a_pack_is_named_and_never_waited_for() {
    let folder = scratch_folder("faults-pack-files");
    let pack = |name: &str| {
        let folder = folder.join(name).join("rules");
        fs::create_dir_all(&folder).expect("the folder is writable");
        folder
    };
    let made = Command::new("mkfifo")
        .arg(pack("pipe").join("a.toml"))
        .status();
    assert!(made.is_ok_and(|status| status.success()));
    fs::create_dir(pack("folder").join("a.toml")).expect("the folder is writable");
    symlink("a.toml", pack("circle").join("a.toml")).expect("a link");
    symlink("gone", pack("dangling").join("a.toml")).expect("a link");
    symlink("/dev/zero", pack("endless").join("a.toml")).expect("a link");
    fs::write(pack("name").join(OsStr::from_bytes(b"a\xFF.toml")), "").expect("any name");
    fs::create_dir_all(folder.join("rules-link")).expect("the folder is writable");
    symlink("rules", folder.join("rules-link/rules")).expect("a link");
    fs::create_dir_all(folder.join("manifest-link")).expect("the folder is writable");
    symlink("pack.toml", folder.join("manifest-link/pack.toml")).expect("a link");
    symlink("self", folder.join("self")).expect("a link");
    fs::create_dir_all(folder.join("empty")).expect("the folder is writable");
    put(&folder, "file", "");
    let packs = [
        "pipe",
        "folder",
        "circle",
        "dangling",
        "endless",
        "name",
        "rules-link",
        "manifest-link",
        "self",
        "empty",
        "file",
        "gone",
    ];
    for name in packs {
        let begun = Instant::now();
        for arguments in [
            &["check", name][..],
            &["extract", "--overlay", name],
            &["rules", "--pack", name],
        ] {
            let output = ended(program(&folder, arguments), 1);
            assert!(said(&output).contains(name), "{arguments:?} {output:?}");
        }
        assert!(begun.elapsed() < Duration::from_secs(10), "{name}");
    }
    // A folder that is there twice is one pack laid on itself.
    put(&folder, "sound/rules/a.toml", rule("zork"));
    symlink("sound", folder.join("sound-too")).expect("a link");
    symlink("..", folder.join("sound/rules/up")).expect("a link");
    put(&folder, "a.txt", "a zork");
    ended(
        attache(
            &folder,
            &["--overlay", "sound", "--overlay", "sound-too", "a.txt"],
        ),
        0,
    );
    injected(packs.len() * 3 + 1, "files of packs that are none");
}

#[test]
fn a_pack_of_ten_thousand_files_is_read_and_a_mistake_in_one_is_named() {
    let folder = scratch_folder("faults-many");
    let files = times(1000).min(10_000);
    for number in 0..files / 2 {
        let rule =
            rule(&format!("zork{number} {{thing}}")).replace("\"r\"", &format!("\"r{number}\""));
        let rule = rule + "record = { what = \"zork\" }\n";
        put(&folder, &format!("p/rules/r{number:05}.toml"), rule);
        put(
            &folder,
            &format!("p/tables/t{number:05}.tsv"),
            format!("surface\tlabel\tid\nblork{number}\tthing\tX{number}\n"),
        );
    }
    put(
        &folder,
        "a.txt",
        format!("They saw zork{} blork7.", files / 2 - 1),
    );
    let begun = Instant::now();
    let arguments = [
        "-q",
        "--overlay",
        "p",
        "--stats",
        "stats.json",
        "-o",
        "out.jsonl",
        "a.txt",
    ];
    ended(attache(&folder, &arguments), 0);
    let seconds = begun.elapsed().as_secs_f64();
    let written = fs::read_to_string(folder.join("out.jsonl")).expect("it is there");
    assert!(
        written.contains(&format!("\"r{}\"", files / 2 - 1)),
        "{written}"
    );
    let stats = fs::read(folder.join("stats.json")).expect("it is there");
    let stats: serde_json::Value = serde_json::from_slice(&stats).expect("JSON");
    let peak = stats["peak_memory_bytes"].as_u64().expect("Linux tells");
    assert!(peak < 256 << 20, "{peak} bytes");
    assert!(seconds < 30.0, "{seconds} s");
    let odd = format!("p/rules/r{:05}.toml", files / 4);
    put(
        &folder,
        &odd,
        "[[rule]]\nid = \"odd\"\nemits = \"m\"\npattern = '(a'\n",
    );
    put(
        &folder,
        "p/tables/t00003.tsv",
        "surface\tlabel\tid\nx\n\t\t\n",
    );
    let output = ended(attache(&folder, &["--overlay", "p", "a.txt"]), 1);
    let said = said(&output);
    assert!(
        said.contains(&odd["p/".len()..]) && said.contains("tables/t00003.tsv:2"),
        "{said}"
    );
    injected(
        2,
        &format!(
            "mistakes in {files} files, read in {seconds:.1} s with {} MB",
            peak >> 20
        ),
    );
}

#[test]
fn two_processes_that_keep_one_pack_compiled_leave_it_whole() {
    let folder = scratch_folder("faults-cache");
    let row = |number: usize| format!("Blork Zork {number}\tplace\tx{number}\n");
    let rows: String = (0..50_000).map(row).collect();
    put(
        &folder,
        "p/tables/a.tsv",
        format!("surface\tlabel\tid\n{rows}"),
    );
    put(&folder, "a.txt", "They met in Blork Zork 4711.");
    let start = |_| {
        let mut command = Command::new(PROGRAM);
        command
            .current_dir(&folder)
            .args(["extract", "--overlay", "p", "a.txt"]);
        command
            .stdout(std::process::Stdio::piped())
            .spawn()
            .expect("the program starts")
    };
    let runs: Vec<_> = (0..4).map(start).collect();
    let mut outputs = Vec::new();
    for run in runs {
        outputs.push(ended(run.wait_with_output().expect("it ends"), 0).stdout);
    }
    assert!(String::from_utf8_lossy(&outputs[0]).contains("x4711"));
    let cache = fs::read(folder.join("p/.attache-cache")).expect("it is kept");
    let names: Vec<_> = tree(&folder.join("p"))
        .into_iter()
        .map(|(name, _)| name)
        .collect();
    assert_eq!(names, [".attache-cache", "tables/a.tsv"]);
    let mut chance = Chance(3);
    let faults = times(6);
    for number in 0..faults {
        let mut broken = cache.clone();
        match number % 3 {
            0 => broken.truncate(chance.below(cache.len())),
            1 => broken[chance.below(cache.len())] ^= 1,
            _ => broken = vec![0xFF; chance.below(1000)],
        }
        put(&folder, "p/.attache-cache", broken);
        outputs.push(ended(attache(&folder, &["--overlay", "p", "a.txt"]), 0).stdout);
    }
    assert!(outputs.iter().all(|output| *output == outputs[0]));
    injected(
        faults + 3,
        "broken caches, and processes beside one another",
    );
}
