"""The job behind ``python -m attache.spark``."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from pyspark import StorageLevel
from pyspark.sql import DataFrame, SparkSession, types
from pyspark.sql import functions as sql

from . import arrow, spark
from ._batches import DOCUMENT, ERROR, ERRORS

#: Columns that rows can be partitioned by which are made from the day of publication.
PERIODS = {"year": sql.year, "month": sql.month, "day": sql.dayofmonth}


def parser() -> argparse.ArgumentParser:
    kinds = [kind for kind in arrow.KINDS if kind != ERRORS]
    parser = argparse.ArgumentParser(
        prog="python -m attache.spark",
        description="Extracts records from texts and writes a folder of Parquet files for each kind of record, and one of "
        "errors: documents that could not be read, and why.",
        epilog="For spark-submit: a file with the line 'from attache.spark import main; main()'.",
    )
    parser.add_argument("--input", nargs="+", required=True, metavar="PATH", help="files or folders, as Spark knows them")
    parser.add_argument("--output", required=True, metavar="DIR", help="where a folder for each kind is written")
    parser.add_argument("--input-format", choices=["text", "jsonl", "parquet"], default="jsonl", help="(jsonl)")
    parser.add_argument(
        "--kind", nargs="+", default=["officials"], choices=kinds, metavar="KIND", help=f"some of: {', '.join(kinds)} (officials)"
    )
    for name in ("text", "id", "title", "published"):
        parser.add_argument(f"--{name}", default=name, metavar="COLUMN", help=f"({name})")
    parser.add_argument("--keep", nargs="+", default=[], metavar="COLUMN", help="columns that each record has too")
    parser.add_argument(
        "--partition-by",
        nargs="+",
        default=[],
        metavar="COLUMN",
        help="columns of the records, or year, month, day of publication: a folder for each value",
    )
    parser.add_argument("--pack", metavar="DIR", help="a pack in place of the built-in one")
    parser.add_argument("--overlay", nargs="+", default=[], metavar="DIR", help="packs that are laid over it")
    parser.add_argument("--direction", choices=["past", "future"], default="past", help="what bare dates mean (past)")
    parser.add_argument("--mode", choices=["error", "overwrite", "append"], default="error", help="if there is output (error)")
    parser.add_argument("--partitions", type=int, metavar="N", help="divide the texts anew into so many parts")
    return parser


def read(session: SparkSession, options: argparse.Namespace) -> DataFrame:
    """The documents, a row each."""
    reader = session.read.option("recursiveFileLookup", True)
    if options.input_format == "parquet":
        return reader.parquet(*options.input)
    if options.input_format == "jsonl":
        # With a schema nothing is read twice; a line that is no JSON is a row without text.
        names = dict.fromkeys([options.text, options.id, options.title, options.published, *options.keep])
        fields = [types.StructField(name, types.StringType()) for name in names]
        return reader.schema(types.StructType(fields)).json(options.input)
    # As bytes, in whatever encoding.
    files = reader.format("binaryFile").load(options.input)
    return files.select(sql.col("content").alias(options.text), sql.col("path").alias(options.id))


def run(session: SparkSession, options: argparse.Namespace) -> dict[str, int]:
    """Runs the job; how many rows each table has.

    Raises:
        ValueError: if there is no such column.
    """
    documents = read(session, options)
    if options.partitions is not None:
        documents = documents.repartition(options.partitions)
    keep = list(options.keep)
    for name in options.partition_by:
        if name in PERIODS and name not in documents.columns and options.published in documents.columns:
            documents = documents.withColumn(name, PERIODS[name](sql.to_date(options.published)))
            keep.append(name)
    for kind in options.kind:
        known = [field.name for field in spark.schema(kind)] + keep
        missing = [name for name in options.partition_by if name not in known]
        if missing:
            raise ValueError(f"{kind} have no column {missing[0]!r} to be partitioned by")
    records = spark.extract(
        documents,
        text=options.text,
        id=options.id,
        title=options.title,
        published=options.published,
        kind=options.kind,
        keep=keep,
        pack=options.pack,
        overlay=options.overlay,
        direction=options.direction,
    )
    # Texts are read once, not once for each table.
    records = records.persist(StorageLevel.DISK_ONLY)
    tables = {kind: records.select(DOCUMENT, *keep, sql.inline(kind)) for kind in options.kind}
    tables[ERRORS] = records.where(sql.col(ERROR).isNotNull()).select(DOCUMENT, ERROR)
    counts = {}
    try:
        for name, table in tables.items():
            writer = table.write.mode(options.mode)
            if name != ERRORS and options.partition_by:
                writer = writer.partitionBy(*options.partition_by)
            path = f"{options.output.rstrip('/')}/{name}"
            writer.parquet(path)
            counts[name] = session.read.parquet(path).count()
    finally:
        records.unpersist()
    return counts


def main(arguments: Sequence[str] | None = None) -> None:
    """Runs the job with the arguments of the command line; prints how many rows each table has."""
    options = parser().parse_args(arguments)
    session = SparkSession.builder.appName("attache").getOrCreate()
    try:
        counts = run(session, options)
    except ValueError as error:
        parser().error(str(error))
    finally:
        session.stop()
    for name, count in counts.items():
        print(f"{name}\t{count}")
