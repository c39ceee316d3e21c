"""Times attache beside tools for parts of what it does, on the same text with the same phrases.

    python benches/compare/compare.py [--attache PATH] [--text FILE.jsonl] [--phrases N] [--markdown]

Every tool runs on one core with its text in memory, three times; the least processor time counts. attache is a
program here, so its start is timed on an empty input and taken off. A tool that isn't installed is named and left out.
"""

import argparse
import csv
import json
import os
import re
import resource
import subprocess
import sys
import tempfile
import time
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
RUNS = 3

# The slower ones see so many bytes of the text only: their time is linear in it.
SPACY_BYTES = 1_000_000
DUCKLING_BYTES = 20_000

MONTHS = "january february march april may june july august september october november december".split()
WEEKDAYS = "monday tuesday wednesday thursday friday saturday sunday".split()


def read_texts(path, least_bytes):
    """The texts of a JSON Lines file, or of the fixtures, over and over until there are enough of them."""
    if path:
        with open(path, encoding="utf-8") as lines:
            texts = [json.loads(line)["text"] for line in lines]
    else:
        texts = [file.read_text(encoding="utf-8") for file in sorted((ROOT / "fixtures").glob("*.txt"))]
    size = sum(len(text.encode()) for text in texts)
    return texts * max(1, least_bytes // size)


def read_phrases(count):
    """Surfaces of the built-in gazetteers: as many from each table as its share of all rows."""
    rows = []
    for file in sorted((ROOT / "patterns" / "tables").glob("*.tsv")):
        with open(file, encoding="utf-8", newline="") as lines:
            table = csv.reader((line for line in lines if line[0] != "#"), delimiter="\t", quoting=csv.QUOTE_NONE)
            if next(table)[0] == "surface":
                rows.extend(row[0] for row in table if len(row[0]) > 3 and "~" not in row[0])
    phrases = sorted(set(rows))
    step = max(1, len(phrases) // count)
    return phrases[::step][:count]


def up_to(texts, limit):
    """The first texts, cut at so many bytes in all."""
    taken = []
    for text in texts:
        taken.append(text[:limit])
        limit -= len(taken[-1])
        if limit <= 0:
            break
    return taken


def least_time(run):
    """The least processor time of a few runs, and what the last one found."""
    times = []
    for _ in range(RUNS):
        start = time.process_time()
        found = run()
        times.append(time.process_time() - start)
    return min(times), found


def attache_time(program, options, texts):
    """Processor time of the program for the texts, without its start, and how many records came out."""

    def run(texts):
        with tempfile.TemporaryDirectory() as folder:
            source = Path(folder, "texts.jsonl")
            with open(source, "w", encoding="utf-8") as out:
                out.writelines(json.dumps({"text": text}) + "\n" for text in texts)
            before = resource.getrusage(resource.RUSAGE_CHILDREN)
            output = subprocess.run(
                [program, "extract", "-j", "1", "--format", "jsonl", *options, source],
                check=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
            ).stdout
            after = resource.getrusage(resource.RUSAGE_CHILDREN)
        spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
        return spent, output

    start = min(run(["."])[0] for _ in range(RUNS))
    whole = min(run(texts)[0] for _ in range(RUNS))
    records = 0
    for line in run(texts)[1].splitlines():
        document = json.loads(line)
        records += sum(len(value) for value in document.values() if isinstance(value, list))
    return whole - start, records, start


def attache_full(program, texts, _phrases):
    spent, records, start = attache_time(program, [], texts)
    return texts, spent, records, f"start {start * 1000:.0f} ms, not counted"


def attache_phrases(program, texts, phrases):
    with tempfile.TemporaryDirectory() as folder:
        Path(folder, "tables").mkdir()
        Path(folder, "pack.toml").write_text('name = "phrases"\nversion = "1"\nlanguage = "en"\n')
        rows = "".join(f"{phrase}\tplace\tp{number}\n" for number, phrase in enumerate(phrases))
        Path(folder, "tables", "phrases.tsv").write_text("surface\tlabel\tid\n" + rows, encoding="utf-8")
        spent, records, start = attache_time(program, ["--pack", folder], texts)
    return texts, spent, records, f"start {start * 1000:.0f} ms, not counted"


def spacy_rules(_program, texts, phrases):
    import spacy

    language = spacy.blank("en")
    language.max_length = 10**9
    language.add_pipe("sentencizer")
    ruler = language.add_pipe("entity_ruler")
    month, day, year = {"LOWER": {"IN": MONTHS}}, {"TEXT": {"REGEX": r"^\d{1,2}$"}}, {"TEXT": {"REGEX": r"^\d{4}$"}}
    weekday, comma = {"LOWER": {"IN": WEEKDAYS}}, {"TEXT": ","}
    unit = {"LOWER": {"IN": ["day", "days", "week", "weeks", "month", "months", "year", "years"]}}
    number = {"LIKE_NUM": True}
    dates = [
        [month, day], [day, month], [month, day, comma, year], [day, month, year], [month, year],
        [{"LOWER": "in"}, year], [weekday], [{"LOWER": {"IN": ["last", "next", "this"]}}, weekday],
        [{"LOWER": {"IN": ["last", "next", "this"]}}, unit], [number, unit, {"LOWER": "ago"}],
        [{"LOWER": "in"}, number, unit], [{"LOWER": {"IN": ["today", "yesterday", "tomorrow"]}}],
        [weekday, comma, month, day], [{"TEXT": {"REGEX": r"^\d{4}-\d\d-\d\d$"}}],
    ]
    name = {"IS_TITLE": True}
    official = [{"LOWER": {"IN": ["minister", "president", "ambassador", "secretary", "chancellor"]}}, name, name]
    patterns = [{"label": "PHRASE", "pattern": phrase} for phrase in phrases]
    patterns += [{"label": "DATE", "pattern": pattern} for pattern in dates]
    ruler.add_patterns([*patterns, {"label": "OFFICIAL", "pattern": official}])
    taken = up_to(texts, SPACY_BYTES)
    spent, found = least_time(lambda: sum(len(document.ents) for document in language.pipe(taken)))
    return taken, spent, found, ""


def flashtext_phrases(_program, texts, phrases):
    from flashtext import KeywordProcessor

    processor = KeywordProcessor(case_sensitive=True)
    processor.add_keywords_from_list(phrases)
    spent, found = least_time(
        lambda: sum(len(processor.extract_keywords(text, span_info=True)) for text in texts)
    )
    return texts, spent, found, ""


def ahocorasick_phrases(_program, texts, phrases):
    from ahocorasick_rs import AhoCorasick, MatchKind

    automaton = AhoCorasick(phrases, matchkind=MatchKind.LeftmostLongest)
    spent, found = least_time(lambda: sum(len(automaton.find_matches_as_indexes(text)) for text in texts))
    return texts, spent, found, "finds `Iran` in `Iranian`"


def duckling_dates(_program, texts, _phrases):
    import jpype

    jars = str(Path(__import__("importlib.util").util.find_spec("duckling").origin).parent / "jars" / "*")
    if not jpype.isJVMStarted():
        jpype.startJVM("-XX:+UseSerialGC", "-XX:TieredStopAtLevel=4", classpath=[jars], convertStrings=True)
    from duckling import Dim, Duckling, Language

    duckling = Duckling(jvm_started=True)
    duckling.load([Language.ENGLISH])
    taken = up_to(texts, DUCKLING_BYTES)
    sentences = [part for text in taken for part in re.split(r"(?<=[.!?])\s+", text) if part]

    def run():
        return sum(
            len(duckling.parse(sentence, Language.ENGLISH, dim_filter=Dim.TIME, reference_time="2015-11-16"))
            for sentence in sentences
        )

    spent, found = least_time(run)
    return taken, spent, found, "on the Java machine, warm"


# Name, package, how it is run, what it does of all this, and what it does not.
TOOLS = [
    ("attache, all of it", None, attache_full,
     "officials, titles, countries, sectors, organisations, places, dates, events, coreference, JSON in and out", ""),
    ("attache, phrases only", None, attache_phrases,
     "the phrases, as records of places, JSON in and out", "everything that rules do"),
    ("spaCy entity ruler", "spacy", spacy_rules,
     "tokens, sentences, the phrases, 14 patterns of dates, one of officials",
     "values of dates, records, coreference, events, JSON"),
    ("flashtext", "flashtext", flashtext_phrases, "the phrases at word boundaries", "all else; text in Python strings"),
    ("ahocorasick_rs", "ahocorasick_rs", ahocorasick_phrases, "the phrases", "word boundaries, all else"),
    ("duckling", "duckling", duckling_dates,
     "dates and their values, sentence by sentence", "all else; finds dates in many other words (\"may\", \"second\")"),
]


def main():
    options = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    options.add_argument("--attache", default=str(ROOT / "target" / "release" / "attache"), help="the program to time")
    options.add_argument("--text", help="JSON Lines with a field `text`; without it the fixtures, repeated")
    options.add_argument("--bytes", type=int, default=4_000_000, help="repeat the text up to so many bytes")
    options.add_argument("--phrases", type=int, default=2_000, help="so many surfaces of the built-in tables")
    options.add_argument("--only", help="tools whose name has this in it")
    options = options.parse_args()
    if not os.access(options.attache, os.X_OK):
        sys.exit(f"{options.attache} is no program: `cargo build --release` makes it, --attache names another")
    if hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {min(os.sched_getaffinity(0))})
    texts = read_texts(options.text, options.bytes)
    phrases = read_phrases(options.phrases)
    print("| tool | MB/s | found | what it does | what it does not |")
    print("|---|---|---|---|---|")
    for name, package, tool, does, lacks in TOOLS:
        if options.only and options.only not in name:
            continue
        try:
            name = f"{name} {version(package)}" if package else name
            taken, spent, found, note = tool(options.attache, texts, phrases)
        except (ImportError, PackageNotFoundError) as missing:
            print(f"left out: {name}: {missing}", file=sys.stderr)
            continue
        size = sum(len(text.encode()) for text in taken)
        remarks = "; ".join(filter(None, [lacks, note]))
        print(f"| {name} | {size / spent / 1e6:.3g} | {found} in {size / 1e6:.2g} MB | {does} | {remarks} |", flush=True)


if __name__ == "__main__":
    main()
