//! Where the time goes: building the engine, each stage on top of those before it, whole documents.
//!
//! The documents are the fixtures, and those of the file that `ATTACHE_BENCH_FILE` names: a text, or
//! JSON Lines with a `text` field.
#![allow(missing_docs, reason = "criterion_group makes a public function")]

use std::time::Duration;

use attache::{Document, Extractor, Scratch, Stage};
use criterion::{Criterion, Throughput, criterion_group, criterion_main};

#[path = "corpora/mod.rs"]
mod corpora;

fn build(criterion: &mut Criterion) {
    let mut group = criterion.benchmark_group("build");
    group.sample_size(10);
    group.bench_function("builtin", |bencher| {
        bencher.iter(|| {
            Extractor::builder()
                .build()
                .expect("the built-in pack is sound")
        });
    });
    group.finish();
}

fn stages(criterion: &mut Criterion) {
    let extractor = Extractor::builtin();
    let stages = [
        ("1 segment", Stage::Segment),
        ("2 phrases", Stage::Phrases),
        ("3 shapes", Stage::Shapes),
        ("4 rules", Stage::Rules),
    ];
    for (name, texts) in corpora::corpora() {
        let mut scratch = Scratch::default();
        let mut group = criterion.benchmark_group(&name);
        let bytes: usize = texts.iter().map(String::len).sum();
        group.throughput(Throughput::Bytes(bytes as u64));
        if bytes > 1_000_000 {
            group
                .sample_size(10)
                .measurement_time(Duration::from_secs(10));
        }
        for (stage_name, stage) in stages {
            group.bench_function(stage_name, |bencher| {
                let mut run = |text: &String| extractor.run_until(stage, text, &mut scratch);
                bencher.iter(|| texts.iter().map(&mut run).sum::<usize>());
            });
        }
        group.bench_function("5 extract", |bencher| {
            bencher.iter(|| {
                for text in &texts {
                    let extraction = extractor.extract_with(&Document::new(text), &mut scratch);
                    std::hint::black_box(extraction);
                }
            });
        });
        group.bench_function("6 extract to JSON", |bencher| {
            let mut buffer = Vec::new();
            bencher.iter(|| {
                for text in &texts {
                    let extraction = extractor.extract_with(&Document::new(text), &mut scratch);
                    buffer.clear();
                    serde_json::to_writer(&mut buffer, &extraction).expect("memory takes all");
                    std::hint::black_box(&buffer);
                }
            });
        });
        group.finish();
    }
}

criterion_group!(benches, build, stages);
criterion_main!(benches);
