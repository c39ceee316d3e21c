//! Packs laid on top of the built-in one, and packs read from disk.

use std::fs;
use std::path::{Path, PathBuf};

use attache::{Document, Extraction, Extractor};

/// The extractor of the built-in pack with files laid on top, each a pack of its own.
fn overlaid(files: &[(&str, &str)]) -> Extractor {
    let mut builder = Extractor::builder();
    for (path, text) in files {
        builder = builder.overlay_file(*path, *text);
    }
    builder.build().unwrap_or_else(|error| panic!("{error}"))
}

fn extract(extractor: &Extractor, text: &str) -> Extraction {
    extractor.extract(&Document::new(text).published("2015-11-16".parse().expect("a date")))
}

fn country_ids(extraction: &Extraction) -> Vec<&str> {
    extraction
        .countries
        .iter()
        .map(|country| country.id.as_str())
        .collect()
}

/// An empty folder of this test run.
fn scratch_folder(name: &str) -> PathBuf {
    let folder = Path::new(env!("CARGO_TARGET_TMPDIR"))
        .join("overlay")
        .join(name);
    let _ = fs::remove_dir_all(&folder);
    fs::create_dir_all(&folder).expect("the folder is writable");
    folder
}

const TOAST: &str = r#"
[[rule]]
id = "toast"
emits = "toast"
pattern = '{who:person} raised a glass to {to:country/and} (and left)?'
record = { who = "{who}", to = ["{to.id}"], first = "{to.name}", note = "raised to {to}", all = "{match}" }
"#;

#[test]
fn an_overlay_adds_a_row() {
    let text = "Talks with Ruritania and the Ruritanians.";
    assert!(country_ids(&extract(&Extractor::builtin(), text)).is_empty());
    let rows = "surface\tlabel\tid\tform\nRuritania\tcountry\tRUR\tname\nRuritanians\tcountry\tRUR\tdemonym\n";
    let extractor = overlaid(&[("tables/novels.tsv", rows)]);
    let extraction = extract(&extractor, text);
    assert_eq!(country_ids(&extraction), ["RUR"]);
    let forms: Vec<_> = extraction.countries[0]
        .mentions
        .iter()
        .map(|m| (&m.form[..], &m.rule[..]))
        .collect();
    assert_eq!(
        forms,
        [("name", "table:novels"), ("demonym", "table:novels")]
    );
    assert_eq!(
        country_ids(&extract(&extractor, "Talks with Russia.")),
        ["RUS"]
    );
}

#[test]
fn an_overlay_gives_an_entity_its_names() {
    let rows = "surface\tlabel\tid\nRuritania\tcountry\tRUR\n";
    let names = "id\tlabel\tname\talpha2\nRUR\tcountry\tKingdom of Ruritania\tRR\nRUS\tcountry\tMuscovy\tRU\n";
    let extractor = overlaid(&[("tables/novels.tsv", rows), ("tables/names.tsv", names)]);
    let extraction = extract(&extractor, "Talks of Ruritania with Russia.");
    let found: Vec<_> = extraction
        .countries
        .iter()
        .map(|c| (&c.name[..], c.alpha2.as_deref()))
        .collect();
    assert_eq!(
        found,
        [
            ("Kingdom of Ruritania", Some("RR")),
            ("Muscovy", Some("RU"))
        ]
    );
}

#[test]
fn an_overlay_replaces_a_row_of_the_same_surface_label_and_id() {
    let rows = "surface\tlabel\tid\tform\nRussia\tcountry\tRUS\talias\n";
    let extraction = extract(
        &overlaid(&[("tables/mine.tsv", rows)]),
        "Talks with Russia.",
    );
    let mention = &extraction.countries[0].mentions[0];
    assert_eq!(
        (&mention.form[..], &mention.rule[..]),
        ("alias", "table:mine")
    );
}

/// Takes out a row and adds another one.
const WITHOUT_RUSSIA: &str = "surface\tlabel\tid\n-Russia\tcountry\t-\nRuritania\tcountry\tRUR\n";

#[test]
fn an_overlay_removes_a_row() {
    let extractor = overlaid(&[("tables/mine.tsv", WITHOUT_RUSSIA)]);
    let extraction = extract(&extractor, "Talks of Russia with Russian banks.");
    let mentions: Vec<_> = extraction
        .countries
        .iter()
        .flat_map(|c| &c.mentions)
        .map(|m| &m.text[..])
        .collect();
    assert_eq!(mentions, ["Russian"]);
}

#[test]
fn an_overlay_removes_a_rule() {
    let text = "China and Russia met. Both countries agreed.";
    let refers = |extraction: &Extraction| {
        let mentions = extraction
            .countries
            .iter()
            .flat_map(|country| &country.mentions);
        mentions
            .filter(|mention| mention.rule == "both-countries")
            .count()
    };
    assert_eq!(refers(&extract(&Extractor::builtin(), text)), 2);
    let extractor = overlaid(&[("rules/mine.toml", "[[rule]]\nid = '-both-countries'\n")]);
    assert_eq!(refers(&extract(&extractor, text)), 0);
    assert_eq!(country_ids(&extract(&extractor, text)), ["CHN", "RUS"]);
}

#[test]
fn an_overlay_replaces_a_rule_by_its_id() {
    let mine = TOAST.replace("raised a glass to", "(toasted|cheered)");
    let extractor = overlaid(&[("rules/a.toml", TOAST), ("rules/b.toml", &mine)]);
    let text = |verb: &str| format!("President Vladimir Putin {verb} China.");
    assert_eq!(extract(&extractor, &text("raised a glass to")).records, []);
    let records = extract(&extractor, &text("cheered")).records;
    assert_eq!((records.len(), &records[0].rule[..]), (1, "toast"));
}

#[test]
fn the_last_overlay_wins() {
    let rows = |form: &str| {
        format!(
            "surface\tlabel\tid\tform\nRussia\tcountry\tRUS\t{form}\n{form}land\tcountry\tZEM\tname\n"
        )
    };
    let (a, b) = (rows("alias"), rows("nickname"));
    let form = |files: &[(&str, &str)]| {
        let extraction = extract(&overlaid(files), "Talks with Russia.");
        extraction
            .countries
            .first()
            .map(|country| country.mentions[0].form.clone())
    };
    let (a, b) = (("tables/a.tsv", &a[..]), ("tables/b.tsv", &b[..]));
    assert_eq!(form(&[a, b]).as_deref(), Some("nickname"));
    assert_eq!(form(&[b, a]).as_deref(), Some("alias"));
    assert_eq!(
        form(&[("tables/c.tsv", WITHOUT_RUSSIA), a]).as_deref(),
        Some("alias")
    );
    assert_eq!(form(&[a, ("tables/c.tsv", WITHOUT_RUSSIA)]), None);
}

#[test]
fn records_have_the_fields_of_their_rule() {
    let text = "On Monday President Vladimir Putin raised a glass to China and India and left.";
    let extraction = extract(&overlaid(&[("rules/toast.toml", TOAST)]), text);
    let [record] = &extraction.records[..] else {
        panic!("one record, not {:?}", extraction.records);
    };
    assert_eq!((&record.kind[..], &record.rule[..]), ("toast", "toast"));
    let phrase = "Vladimir Putin raised a glass to China and India and left";
    assert_eq!(
        (&record.evidence.text[..], &record.evidence.rule[..]),
        (phrase, "toast")
    );
    assert_eq!(
        text.get(record.evidence.start..record.evidence.end),
        Some(phrase)
    );
    let names: Vec<&String> = record.fields.keys().collect();
    assert_eq!(names.len(), 5, "{names:?}");
    assert_eq!(record.fields["who"], "Vladimir Putin");
    assert_eq!(record.fields["to"], serde_json::json!(["CHN", "IND"]));
    assert_eq!(record.fields["all"], phrase);
}

#[test]
fn a_rule_can_set_a_priority_over_a_built_in_one() {
    let rules = r#"
        [[rule]]
        id = "the-two-of-us"
        emits = "coref"
        pattern = 'both countries'
        priority = 100
        refers = { to = "country", count = 1 }
    "#;
    let text = "China and Russia met. Both countries agreed.";
    let extraction = extract(&overlaid(&[("rules/mine.toml", rules)]), text);
    let rules: Vec<_> = extraction
        .countries
        .iter()
        .flat_map(|c| &c.mentions)
        .map(|m| &m.rule[..])
        .collect();
    assert_eq!(
        rules
            .iter()
            .filter(|rule| **rule == "the-two-of-us")
            .count(),
        1,
        "{rules:?}"
    );
    assert!(!rules.contains(&"both-countries"), "{rules:?}");
}

#[test]
fn line_ends_and_a_byte_order_mark_change_nothing() {
    let rows = "# Novels.\nsurface\tlabel\tid\tform\nRuritania\tcountry\tRUR\tname\n";
    let text = "Vladimir Putin raised a glass to Ruritania.";
    let plain = extract(
        &overlaid(&[("tables/novels.tsv", rows), ("rules/toast.toml", TOAST)]),
        text,
    );
    assert_eq!(plain.records.len(), 1);
    let windows = |text: &str| format!("\u{FEFF}{}", text.replace('\n', "\r\n"));
    let files = [
        ("tables/novels.tsv", &windows(rows)[..]),
        ("rules/toast.toml", &windows(TOAST)[..]),
    ];
    assert_eq!(extract(&overlaid(&files), text), plain);
}

#[test]
fn a_folder_that_is_no_pack_is_an_error() {
    let folder = scratch_folder("empty");
    let error = Extractor::builder()
        .pack_dir(&folder)
        .build()
        .expect_err("it has no files");
    assert!(error.is_input() && !error.is_pack(), "{error}");
    assert!(error.to_string().contains("no pack"), "{error}");
    let error = Extractor::builder()
        .overlay(&folder)
        .build()
        .expect_err("it has no files");
    assert!(error.is_input(), "{error}");
    let error = Extractor::builder()
        .overlay(folder.join("gone"))
        .build()
        .expect_err("it is not there");
    assert!(error.is_io(), "{error}");
    let file = folder.join("file");
    fs::write(&file, "no folder").expect("the folder is writable");
    let error = Extractor::builder()
        .pack_dir(&file)
        .build()
        .expect_err("it is a file");
    assert!(error.is_io(), "{error}");
}

#[test]
fn a_file_that_is_no_text_is_an_error_that_names_it() {
    let folder = scratch_folder("bytes");
    fs::create_dir(folder.join("tables")).expect("the folder is writable");
    fs::write(
        folder.join("tables/mine.tsv"),
        b"surface\tlabel\tid\nCaf\xE9\tplace\tcafe\n",
    )
    .expect("the same");
    let error = Extractor::builder()
        .overlay(&folder)
        .build()
        .expect_err("it is no UTF-8");
    assert!(error.is_input(), "{error}");
    let message = error.to_string();
    assert!(
        message.contains("mine.tsv") && message.contains("not UTF-8 at byte 20"),
        "{message}"
    );
}

#[test]
fn a_folder_is_an_overlay_as_files_are() {
    let folder = scratch_folder("folder");
    fs::create_dir(folder.join("rules")).expect("the folder is writable");
    fs::write(folder.join("rules/toast.toml"), TOAST).expect("the same");
    fs::write(folder.join("rules/notes.txt"), "not a rule").expect("the same");
    let from_folder = Extractor::builder()
        .overlay(&folder)
        .build()
        .unwrap_or_else(|e| panic!("{e}"));
    let text = "President Vladimir Putin raised a glass to China.";
    let extraction = extract(&from_folder, text);
    assert_eq!(extraction.records.len(), 1);
    assert_eq!(
        extraction,
        extract(&overlaid(&[("rules/toast.toml", TOAST)]), text)
    );
}

#[test]
fn the_pack_on_disk_is_the_built_in_one() {
    let from_disk = Extractor::builder()
        .pack_dir("patterns")
        .build()
        .unwrap_or_else(|e| panic!("{e}"));
    let builtin = Extractor::builtin();
    assert_eq!(from_disk.pack(), builtin.pack());
    let mut read = 0;
    for entry in fs::read_dir("fixtures").expect("the folder is there") {
        let path = entry.expect("it is readable").path();
        if path.extension().is_some_and(|ending| ending == "txt") {
            let text = fs::read_to_string(&path).expect("fixtures are UTF-8");
            assert_eq!(
                extract(&from_disk, &text),
                extract(&builtin, &text),
                "{}",
                path.display()
            );
            read += 1;
        }
    }
    assert!(read > 0);
}

#[test]
fn a_pack_of_its_own_knows_nothing_of_the_built_in_one() {
    let folder = scratch_folder("own");
    fs::create_dir(folder.join("tables")).expect("the folder is writable");
    fs::write(
        folder.join("pack.toml"),
        "name = 'own'\nversion = '1'\nlanguage = 'de'\n",
    )
    .expect("the same");
    let rows = "surface\tlabel\tid\nRusslands\tcountry\tRUS\n";
    fs::write(folder.join("tables/staaten.tsv"), rows).expect("the same");
    let extractor = Extractor::builder()
        .pack_dir(&folder)
        .build()
        .unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(extractor.pack(), ("own", "1"));
    let extraction = extract(
        &extractor,
        "Die Regierung Russlands tagt am Monday in Russia.",
    );
    assert_eq!(extraction.document.language, "de");
    assert_eq!(country_ids(&extraction), ["RUS"]);
    assert_eq!(extraction.countries[0].mentions.len(), 1);
    assert_eq!((extraction.dates.len(), extraction.places.len()), (0, 0));
}

#[test]
fn a_rule_can_share_a_capture_with_the_next_match() {
    let rule = |resume: &str| {
        format!(
            "[[rule]]\nid = \"pair\"\nemits = \"pair\"\npattern = '{{a:proper}} , {{b:proper}}'\n\
             record = {{ a = \"{{a}}\", b = \"{{b}}\" }}\n{resume}"
        )
    };
    let pairs = |resume: &str| {
        let extractor = overlaid(&[("rules/pairs.toml", &rule(resume))]);
        extract(&extractor, "Alder, Birch, Cedar").records.len()
    };
    assert_eq!(pairs(""), 1);
    assert_eq!(pairs("resume = \"b\"\n"), 2);
    // Where the capture stands first there is nothing to go on from but the end.
    assert_eq!(pairs("resume = \"a\"\n"), 1);
}

#[test]
fn a_rule_is_asked_only_beside_its_label() {
    let rule = "[[rule]]\nid = \"low\"\nemits = \"low\"\npattern = 'low'\nbeside = \"country\"\nrecord = { word = \"{match}\" }\n";
    let extractor = overlaid(&[("rules/low.toml", rule)]);
    let found = |text: &str| extract(&extractor, text).records.len();
    assert_eq!(found("Prices in Norway are low."), 1);
    assert_eq!(found("Prices here are low. Norway is far."), 0);
}

#[test]
fn a_rule_builds_on_the_rows_of_its_own_label() {
    let files = [
        ("tables/herbs.tsv", "surface\tlabel\tid\nmint\therb\tmint\n"),
        (
            "rules/herbs.toml",
            "[[rule]]\nid = \"wild\"\nemits = \"herb\"\npattern = '(wild|fresh) {h:herb}'\nattributes = { id = \"wild-{h.id}\" }\nrecord = { id = \"wild-{h.id}\" }\n",
        ),
    ];
    let extraction = extract(&overlaid(&files), "They picked fresh wild mint and mint.");
    let ids: Vec<_> = extraction.records.iter().map(|r| &r.fields["id"]).collect();
    assert_eq!(ids, ["wild-mint"]);
}

#[test]
fn a_bloc_has_the_members_of_the_day() {
    let rows = "id\tlabel\tname\tbloc\tcountry\tfrom\tuntil\n\
        pact:NOR\tmembership\tPact: Norway\tpact\tNOR\t1995\t1996-11\n\
        pact:SWE\tmembership\tPact: Sweden\tpact\tSWE\t1996-02-01\t\n";
    let extractor = overlaid(&[("tables/pact.tsv", rows)]);
    let on = |day: &str| extractor.members("pact", Some(day.parse().expect("a date")));
    assert!(on("1994-12-31").is_empty());
    assert_eq!(on("1995-01-01"), ["NOR"]);
    assert_eq!(on("1996-11-30"), ["NOR", "SWE"]);
    assert_eq!(on("1996-12-01"), ["SWE"]);
    assert_eq!(extractor.members("pact", None), ["SWE"]);
    assert!(extractor.members("no such bloc", None).is_empty());
}

#[test]
fn a_pack_names_a_macro_once_and_a_later_one_may_replace_it() {
    let toast =
        |macros: &str| format!("[macros]\n{macros}\n{}", TOAST.replace("raised", "$raised"));
    let folder = scratch_folder("macro-twice");
    let rules = folder.join("rules");
    fs::create_dir(&rules).expect("the folder is writable");
    fs::write(rules.join("a.toml"), toast("raised = 'raised'")).expect("writable");
    let raises = "[macros]\nraised = 'raises'\n";
    let text = "Ann Lee raises a glass to Russia.";

    let overlay = Extractor::builder()
        .overlay(&folder)
        .overlay_file("rules/b.toml", raises);
    let extractor = overlay.build().unwrap_or_else(|error| panic!("{error}"));
    let records = extract(&extractor, text).records;
    assert_eq!(records.len(), 1, "the later pack's macro holds");

    fs::write(rules.join("b.toml"), raises).expect("writable");
    let error = Extractor::builder()
        .overlay(&folder)
        .build()
        .expect_err("two of one name");
    let codes: Vec<_> = error
        .diagnostics()
        .iter()
        .map(|d| (d.code(), d.file()))
        .collect();
    assert_eq!(codes, [("P112", "rules/b.toml")]);
}

#[test]
fn a_large_overlay_is_kept_compiled_and_a_cache_of_anything_else_is_passed_over() {
    let dir = scratch_folder("cached");
    fs::create_dir_all(dir.join("tables")).expect("it can be made");
    let table = dir.join("tables/names.tsv");
    let write = |last: &str| {
        let rows = (0..40_000).map(|n| format!("Zyx{n} Quvville\tplace\tzyx{n}\n"));
        let rows: String = rows.collect();
        let text = format!("surface\tlabel\tid\n{rows}{last} Quvville\tplace\tlast\n");
        fs::write(&table, text).expect("it can be written");
    };
    let places = |name: &str| {
        let extractor = Extractor::builder().overlay(&dir).cached().build();
        let extractor = extractor.unwrap_or_else(|error| panic!("{error}"));
        let extraction = extract(&extractor, &format!("Talks were held in {name} Quvville."));
        (extraction.places.len(), extractor)
    };
    let cache = dir.join(".attache-cache");
    write("Oldyx");
    assert_eq!(places("Oldyx").0, 1);
    let first = fs::read(&cache).expect("it has been written");
    assert_eq!(places("Oldyx").0, 1);
    assert_eq!(places("Zyx399").0, 1);
    // Another table, though as long.
    write("Newyx");
    assert_eq!((places("Oldyx").0, places("Newyx").0), (0, 1));
    let second = fs::read(&cache).expect("it has been written");
    assert!(first != second && first.len() == second.len());
    // A cache that was damaged.
    let mut damaged = second.clone();
    let middle = damaged.len() / 2;
    damaged[middle] ^= 1;
    for bytes in [&damaged[..], &second[..middle], b""] {
        fs::write(&cache, bytes).expect("it can be written");
        assert_eq!(places("Newyx").0, 1);
        assert_eq!(fs::read(&cache).expect("it is there"), second);
    }
    assert!(attache::check(&places("Newyx").1).is_green());
}
