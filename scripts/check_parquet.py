#!/usr/bin/env python3
"""Checks that other programs read the Parquet files that attache writes, and it theirs.

    check_parquet.py BINARY

Needs pyarrow and duckdb. Prints what it has read; exits with an error at the first difference.
"""
import json
import pathlib
import subprocess
import sys
import tempfile

import duckdb
import pyarrow
import pyarrow.compute
import pyarrow.parquet

TEXTS = [
    ("a", "Russian Deputy Prime Minister Arkady Dvorkovich met ministers of China on Monday.", "2015-11-16"),
    ("b", "German Chancellor Angela Merkel spoke in Oslo about oil and gas.", "2016-02-29"),
    ("c", "Nobody was there.", None),
]


def extract(binary, *arguments):
    done = subprocess.run([binary, "extract", "-q", *map(str, arguments)], capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]


def check(binary, folder):
    names = ("id", "text", "published")
    table = pyarrow.table(dict(zip(names, zip(*TEXTS))))
    dates = pyarrow.compute.strptime(table["published"], format="%Y-%m-%d", unit="us")
    table = table.set_column(2, "published", dates)
    by_arrow, by_duckdb = folder / "arrow.parquet", folder / "duckdb.parquet"
    pyarrow.parquet.write_table(table, by_arrow, compression="zstd")
    connection = duckdb.connect()
    connection.register("corpus", table)
    connection.sql("SELECT id, text, published::DATE AS published FROM corpus").write_parquet(str(by_duckdb))
    records = extract(binary, by_arrow)
    assert [record["document"]["published"] for record in records] == [row[2] for row in TEXTS]
    assert extract(binary, by_duckdb) == records

    tables = folder / "tables"
    extract(binary, "--format", "parquet", "-o", tables, by_arrow)
    for path in sorted(tables.iterdir()):
        rows = pyarrow.parquet.read_table(path)
        rows.validate(full=True)
        counted = duckdb.sql(f"SELECT count(*) FROM '{path}'").fetchall()[0][0]
        assert counted == rows.num_rows
        print(f"{path.name}: {rows.num_rows} rows, {rows.num_columns} columns")
    officials = pyarrow.parquet.read_table(tables / "officials.parquet").to_pylist()
    expected = [
        (record["document"]["id"], person["name"], position["country"], position["portfolios"])
        for record in records for person in record["officials"] for position in person["positions"]
    ]
    found = [(row["document"], row["name"], row["country"], row["portfolios"]) for row in officials]
    assert found == expected and len(found) == 2, (found, expected)
    joined = duckdb.sql(f"""
        SELECT o.name, d.published, m.text
        FROM '{tables}/officials.parquet' o
        JOIN '{tables}/documents.parquet' d USING (document)
        JOIN '{tables}/mentions.parquet' m ON m.document = o.document AND m.id = o.id
        WHERE d.published >= DATE '2016-01-01'""").fetchall()
    assert [(name, str(day), text) for name, day, text in joined] == [
        ("Angela Merkel", "2016-02-29", "Angela Merkel")], joined
    print("pyarrow and duckdb agree")


if __name__ == "__main__":
    with tempfile.TemporaryDirectory() as folder:
        check(sys.argv[1], pathlib.Path(folder))
