//! Parquet files in and out.

use std::fs::{self, File};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::thread;
use std::time::Duration;

use arrow_array::builder::{BinaryDictionaryBuilder, StringDictionaryBuilder};
use arrow_array::types::Int32Type;
use arrow_array::{
    ArrayRef, BinaryArray, Date32Array, Int64Array, RecordBatch, StringArray,
    TimestampMillisecondArray,
};
use arrow_cast::display::{ArrayFormatter, FormatOptions};
use parquet::arrow::ArrowWriter;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;

use crate::support::*;

/// A Parquet file of some columns.
fn parquet(columns: Vec<(&str, ArrayRef)>) -> Vec<u8> {
    let batch = RecordBatch::try_from_iter(columns).expect("columns of one length");
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), None).expect("a schema");
    writer.write(&batch).expect("memory is writable");
    writer.into_inner().expect("memory is writable")
}

/// The rows of a Parquet file as text, the first of which names the columns.
fn rows(path: &Path) -> Vec<Vec<String>> {
    let file = File::open(path).expect("it is there");
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).expect("a Parquet file");
    let names = reader.schema().fields().iter();
    let mut rows = vec![names.map(|field| field.name().clone()).collect::<Vec<_>>()];
    for batch in reader.build().expect("a reader") {
        let batch = batch.expect("rows");
        let options = FormatOptions::default();
        let columns = batch.columns().iter();
        let columns: Vec<_> = columns
            .map(|column| ArrayFormatter::try_new(column, &options).expect("a plain type"))
            .collect();
        for row in 0..batch.num_rows() {
            let cells = columns.iter().map(|column| column.value(row).to_string());
            rows.push(cells.collect());
        }
    }
    rows
}

#[test]
fn each_row_is_a_document_whatever_the_types_of_its_columns() {
    let folder = scratch_folder("parquet-in");
    let texts = ["Talks in Rome.", "Talks in Oslo."];
    let strings: ArrayRef = Arc::new(StringArray::from_iter_values(texts));
    let dictionary: StringDictionaryBuilder<Int32Type> = {
        let mut builder = StringDictionaryBuilder::new();
        builder.extend(texts.map(Some));
        builder
    };
    let numbers: ArrayRef = Arc::new(Int64Array::from(vec![7, 8]));
    let days: ArrayRef = Arc::new(Date32Array::from(vec![Some(16_755), None]));
    // Midnight is only a day, any other time is a time.
    let times = vec![16_755 * 86_400_000, 16_756 * 86_400_000 + 3_600_000];
    let times: ArrayRef = Arc::new(TimestampMillisecondArray::from(times));
    let latin: ArrayRef = Arc::new(BinaryArray::from_vec(vec![
        b"Talks in K\xF6ln were h\xE9ld.",
        b"",
    ]));
    let mut dictionary = dictionary;
    let dictionary: ArrayRef = Arc::new(dictionary.finish());
    let mut bytes = BinaryDictionaryBuilder::<Int32Type>::new();
    bytes.extend(texts.map(Some));
    let bytes: ArrayRef = Arc::new(bytes.finish());
    put(
        &folder,
        "n/a.parquet",
        parquet(vec![
            ("Id", numbers.clone()),
            ("published", days),
            ("text", strings.clone()),
        ]),
    );
    let second = parquet(vec![("text", dictionary), ("published", times)]);
    put(&folder, "n/b.parquet.gz", gzip(&second));
    let third = parquet(vec![("id", numbers), ("text", latin)]);
    put(&folder, "n/c.tar", tar(&[("m/x.parquet", &third)]));
    put(&folder, "n/d.parquet", parquet(vec![("text", bytes)]));
    put(&folder, "n/e.parquet", parquet(vec![("body", strings)]));
    put(&folder, "n/f.parquet", &second[..second.len() / 2]);
    let output = attache(&folder, &["-o", "out.jsonl", "n"]);
    assert_eq!(output.status.code(), Some(1));
    let written = fs::read(folder.join("out.jsonl")).expect("it is there");
    let dated = |document: serde_json::Value| {
        let text = |key: &str| document[key].as_str().unwrap_or("").to_owned();
        (text("id"), text("published"), text("encoding"))
    };
    let documents: Vec<_> = documents(&written).into_iter().map(dated).collect();
    let expected = [
        ("7", "2015-11-16", "UTF-8"),
        ("8", "", "UTF-8"),
        ("", "2015-11-16", "UTF-8"),
        ("", "2015-11-17", "UTF-8"),
        ("7", "", "windows-1252"),
        ("", "", "UTF-8"),
        ("", "", "UTF-8"),
    ];
    let expected = expected.map(|(a, b, c)| (a.to_owned(), b.to_owned(), c.to_owned()));
    assert_eq!(documents, expected);
    let failures = fs::read_to_string(folder.join("out.failures.jsonl")).expect("it is there");
    let failures: Vec<&str> = failures.lines().collect();
    assert_eq!(failures.len(), 3, "{failures:?}");
    assert!(failures[0].contains("n/c.tar/m/x.parquet:2") && failures[0].contains("without text"));
    assert!(failures[1].contains("no column `text` among these: body"));
    assert!(failures[2].contains("n/f.parquet"), "{failures:?}");
}

#[test]
fn tables_have_the_cells_of_those_with_commas() {
    let folder = scratch_folder("parquet-out");
    put(
        &folder,
        "2015/11/16/a.txt",
        "China's Foreign Minister Wang Yi met \"friends\", he said, in Oslo on Monday. The energy \
         minister of Norway spoke to Statoil about oil and gas until 31 June.",
    );
    put(&folder, "b.txt", "Nobody was there.");
    for (format, to) in [("csv", "c"), ("parquet", "p")] {
        let output = attache(&folder, &["--format", format, "-o", to, "2015", "b.txt"]);
        assert!(output.status.success(), "{output:?}");
    }
    let mut tables = 0;
    for entry in fs::read_dir(folder.join("c")).expect("it is there") {
        let path = entry.expect("it is there").path();
        let mut reader = csv::ReaderBuilder::new()
            .has_headers(false)
            .from_path(&path)
            .expect("a table");
        let expected: Vec<Vec<String>> = reader
            .records()
            .map(|row| row.expect("a row").iter().map(str::to_owned).collect())
            .collect();
        let name = path.file_stem().and_then(|name| name.to_str());
        let name = name.expect("it is UTF-8");
        let mut found = rows(&folder.join(format!("p/{name}.parquet")));
        for cell in found.iter_mut().flatten() {
            // Lists are shown in brackets.
            if let Some(list) = cell.strip_prefix('[') {
                *cell = list.trim_end_matches(']').replace(", ", ";");
            }
        }
        assert_eq!(found, expected, "{name}");
        tables += 1;
    }
    assert_eq!(tables, 13);
    let left = fs::read_dir(folder.join("p")).expect("it is there");
    assert_eq!(left.count(), 13);
}

#[test]
fn a_run_that_is_killed_goes_on_as_if_nothing_had_been() {
    let folder = scratch_folder("parquet-resume");
    archive(&folder);
    let arguments = |to: &'static str| {
        let fixed = ["-q", "--format", "parquet", "--resume", "-o", to];
        [&fixed[..], &["many.jsonl.gz"]].concat()
    };
    let undisturbed = attache(&folder, &arguments("whole"));
    assert_eq!(undisturbed.status.code(), Some(1), "{undisturbed:?}");
    let journal = || fs::read_to_string(folder.join("killed/records.journal"));
    let is_journalled = || journal().is_ok_and(|journal| journal.lines().count() > 1);
    let mut moments = 0;
    // At some moments, and, however busy the machine is, at one when there is something to go on from.
    for delay in [Some(300), Some(1000), Some(1600), None] {
        let mut run = Command::new(PROGRAM)
            .current_dir(&folder)
            .arg("extract")
            .args(arguments("killed"))
            .stderr(Stdio::null())
            .spawn()
            .expect("the program starts");
        match delay {
            Some(delay) => thread::sleep(Duration::from_millis(delay)),
            None => {
                while !is_journalled() && run.try_wait().expect("it can be asked").is_none() {
                    thread::sleep(Duration::from_millis(20));
                }
            }
        }
        run.kill().expect("it can be killed");
        moments += usize::from(run.wait().expect("it ends").code().is_none());
    }
    assert!(moments > 0, "no run was killed before its end");
    assert!(is_journalled(), "no run had anything to go on from");
    let last = attache(&folder, &arguments("killed"));
    assert!(matches!(last.status.code(), Some(0 | 1)), "{last:?}");
    for entry in fs::read_dir(folder.join("whole")).expect("it is there") {
        let name = entry.expect("it is there").file_name();
        let read = |of: &str| fs::read(folder.join(of).join(&name)).expect("it is there");
        assert!(read("whole") == read("killed"), "{name:?} differs");
    }
    let mentions = rows(&folder.join("whole/mentions.parquet")).len();
    assert!(mentions > 128 * 1024, "{mentions} rows are one segment");
}
