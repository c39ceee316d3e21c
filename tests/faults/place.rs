//! Clocks, time zones and locales of any kind.

use std::fs::File;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::support::*;
use crate::tools::*;

#[test]
fn the_output_is_the_same_in_every_time_zone_and_locale() {
    let folder = scratch_folder("faults-locale");
    let text = format!(
        "{} They meet again next Friday at 5 p.m., and on 3/4/2016.",
        talks(3)
    );
    put(&folder, "a.txt", &text);
    put(
        &folder,
        "b.txt",
        text + " Le vice-premier ministre a rencontré \u{130}stanbul.",
    );
    let run = |variables: &[(&str, &str)]| {
        let mut command = Command::new(PROGRAM);
        command.current_dir(&folder).envs(variables.iter().copied());
        command.args(["extract", "--published-from-file-time", "a.txt", "b.txt"]);
        ended(command.output().expect("the program starts"), 0).stdout
    };
    for name in ["a.txt", "b.txt"] {
        let time = SystemTime::UNIX_EPOCH + Duration::from_secs(1_447_632_000);
        let file = File::options().write(true).open(folder.join(name));
        file.expect("it is there")
            .set_modified(time)
            .expect("it is ours");
    }
    let usual = run(&[]);
    let zones = [
        "UTC",
        "Pacific/Kiritimati",
        "America/Adak",
        "garbage",
        "",
        ":",
        "/etc/passwd",
        "XYZ-99:99:99",
        "EST5EDT,M3.2.0,M11.1.0",
    ];
    for zone in zones {
        assert!(usual == run(&[("TZ", zone)]), "TZ={zone}");
    }
    let locales = [
        "C",
        "tr_TR.UTF-8",
        "de_DE.ISO-8859-1",
        "garbage",
        "",
        "../../x",
        "zh_CN.GB18030",
        "\u{7}",
    ];
    for locale in locales {
        assert!(
            usual == run(&[("LC_ALL", locale), ("LANG", locale)]),
            "LC_ALL={locale}"
        );
    }
    assert!(
        usual
            == run(&[
                ("HOME", "/nowhere"),
                ("TMPDIR", "/nowhere"),
                ("PATH", ""),
                ("TERM", "x"),
                ("COLUMNS", "-1")
            ])
    );
    injected(zones.len() + locales.len() + 1, "environments");
}

#[test]
fn files_of_any_time_are_read_and_dates_at_the_ends_of_time_too() {
    let folder = scratch_folder("faults-times");
    put(
        &folder,
        "a.txt",
        format!("{} They meet again next year.", talks(0)),
    );
    let seconds: [i64; 9] = [
        0,
        -1,
        -86_400,
        4_102_444_800,
        -2_000_000_000,
        253_402_300_799,
        15_000_000_000,
        -15_000_000_000,
        -60_000_000_000,
    ];
    for seconds in seconds {
        let span = Duration::from_secs(seconds.unsigned_abs());
        let time = match seconds < 0 {
            true => SystemTime::UNIX_EPOCH.checked_sub(span),
            false => SystemTime::UNIX_EPOCH.checked_add(span),
        };
        let file = File::options()
            .write(true)
            .open(folder.join("a.txt"))
            .expect("it is there");
        // The file system may not know so early or late a time.
        let _ = file.set_modified(time.expect("a time"));
        let output = ended(
            attache(&folder, &["--published-from-file-time", "a.txt"]),
            0,
        );
        assert_eq!(
            documents(&output.stdout)[0]["published_source"],
            "file-time",
            "{seconds}"
        );
    }
    let text = "They met last year, yesterday, on Friday, in March, in the 1990s, three weeks ago and 500 years before, and will \
        meet tomorrow, next century, in 9,000 years, a million days from now, within 99999999999999999999 weeks and at Easter.";
    let days = [
        "0001-01-01",
        "0000-01-01",
        "-000001-12-31",
        "-009999-01-01",
        "9999-12-31",
        "9999-01-01",
        "9998-12-31",
        "2016-02-29",
        "0000-02-29",
        "2015-11-16T23:59:60Z",
        "2015-11-16T99:99",
        "10000-01-01",
        "soon",
    ];
    let line = |day: &&str| {
        format!("{{\"id\": \"{day}\", \"published\": \"{day}\", \"text\": \"{text}\"}}\n")
    };
    put(
        &folder,
        "b.jsonl",
        days.iter().map(line).collect::<String>(),
    );
    for direction in ["past", "future"] {
        let output = attache(
            &folder,
            &["-o", "out.jsonl", "--direction", direction, "b.jsonl"],
        );
        let said = said(&output);
        let found = documents(&std::fs::read(folder.join("out.jsonl")).expect("it is there")).len();
        assert_eq!(
            found + failures(&folder, "out.failures.jsonl").len(),
            days.len(),
            "{said}"
        );
    }
    injected(seconds.len() + 2 * days.len(), "times out of the usual");
}
