"""How fast attache is on Spark beside the library alone, and what memory its workers take.

    python benches/spark.py TEXTS.jsonl [--documents 100000] [--bytes 1000] [--million]

Divides the texts of a file into documents of about so many bytes, and times on two cores each: the library by itself
(`attache.arrow` over a Parquet file), Spark through Arrow, and Spark with a function that is called row by row. With
`--million` it watches the memory of the workers over a million short documents instead.
"""

import argparse
import json
import os
import pathlib
import sys
import tempfile
import threading
import time

os.environ["PYSPARK_PYTHON"] = sys.executable

import pyarrow.parquet
from pyspark.sql import SparkSession, functions

import attache
from attache import arrow, spark

ROWS = 1000


def documents(path, count, size):
    """Documents of whole paragraphs, over and over until there are enough."""
    pieces, piece = [], ""
    for line in open(path, encoding="utf-8"):
        for paragraph in json.loads(line)["text"].splitlines():
            piece += paragraph + "\n"
            if len(piece) >= size:
                pieces.append(piece)
                piece = ""
    return [pieces[number % len(pieces)] for number in range(count)]


def timed(name, count, work):
    begun = time.monotonic()
    result = work()
    took = time.monotonic() - begun
    print(f"{name:45} {took:7.1f} s {count / took:9.0f} documents/s", flush=True)
    return result, took


def workers():
    """The resident memory of the Python workers, in bytes."""
    sizes = []
    for folder in pathlib.Path("/proc").glob("[0-9]*"):
        try:
            command = (folder / "cmdline").read_bytes()
            if b"pyspark.daemon" in command or b"pyspark/daemon" in command:
                pages = int((folder / "statm").read_text().split()[1])
                sizes.append(pages * os.sysconf("SC_PAGE_SIZE"))
        except OSError:
            pass
    return sizes


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("texts")
    parser.add_argument("--documents", type=int, default=100_000)
    parser.add_argument("--bytes", type=int, default=1000)
    parser.add_argument("--million", action="store_true")
    options = parser.parse_args()
    count = 1_000_000 if options.million else options.documents
    texts = documents(options.texts, count, 100 if options.million else options.bytes)
    folder = tempfile.mkdtemp()
    path = f"{folder}/documents.parquet"
    table = pyarrow.table({"id": [str(number) for number in range(count)], "text": texts})
    pyarrow.parquet.write_table(table, path, row_group_size=5000)
    print(f"{count} documents, {sum(map(len, texts)) / 1e6:.1f} MB of text")
    del table, texts
    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.sql.files.maxPartitionBytes", "4m").config("spark.driver.memory", "4g")
    builder = builder.config("spark.sql.execution.arrow.maxRecordsPerBatch", ROWS)
    session = builder.getOrCreate()
    session.sparkContext.setLogLevel("ERROR")
    df = session.read.parquet(path)
    write = lambda records: records.write.format("noop").mode("overwrite").save()
    if options.million:
        peaks, done = [], threading.Event()

        def watch():
            while not done.wait(2):
                peaks.append(max(workers(), default=0))

        watcher = threading.Thread(target=watch)
        watcher.start()
        timed("Spark, Arrow, local[2]", count, lambda: write(spark.extract(df, kind="officials")))
        done.set()
        watcher.join()
        step = max(1, len(peaks) // 10)
        print("the largest worker in MB, from beginning to end:", [round(peak / 1e6) for peak in peaks[::step]])
        return
    # Workers are started and have their extractors before anything is timed.
    write(spark.extract(df.limit(100).repartition(2), kind="officials"))

    def alone():
        file = pyarrow.parquet.ParquetFile(path)
        return sum(arrow.extract(batch, threads=2).num_rows for batch in file.iter_batches(ROWS))

    rows, own = timed("the library alone, two threads", count, alone)
    _, with_arrow = timed("Spark, Arrow, local[2]", count, lambda: write(spark.extract(df, kind="officials")))

    @functions.udf("string")
    def one(text):
        global extractor
        try:
            extractor
        except NameError:
            extractor = attache.Extractor()
        return extractor.extract(text).to_json()

    _, by_row = timed("Spark, a function called row by row, local[2]", count, lambda: write(df.select(one("text"))))
    print(f"{rows} rows; Spark with Arrow {own / with_arrow:.2f} of the library alone, {by_row / with_arrow:.1f} times row by row")


main()
