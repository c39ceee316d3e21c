"""The command line, Python, Arrow and Spark find the same in the same documents."""

import json
import subprocess

import pyarrow
import pytest

from attache import arrow


def test_python_and_the_program(extractor, documents, from_program):
    assert len(from_program) == len(documents)
    for result, wanted in zip(extractor.extract_many(documents), from_program):
        # Python's texts have no encoding; those of files have.
        assert wanted["document"].pop("encoding") == "UTF-8"
        found = result.to_dict()
        assert found["document"].pop("encoding") is None
        assert found == wanted
        assert json.loads(result.to_json())["officials"] == wanted["officials"]


@pytest.fixture(scope="session")
def tables(documents):
    """All tables of all documents, as Arrow gives them."""
    return arrow.extract_all(pyarrow.Table.from_pylist(documents), threads=None)


def test_arrow_and_the_program(binary, lines, tables, tmp_path):
    pytest.importorskip("pyarrow.parquet")
    command = [binary, "extract", "--other-languages", "extract", "--format", "parquet", "-o", tmp_path / "tables", lines]
    subprocess.run(command, capture_output=True, check=True)
    for kind in arrow.KINDS:
        if kind != "errors":
            written = pyarrow.parquet.read_table(tmp_path / "tables" / f"{kind}.parquet")
            assert tables[kind].to_pylist() == written.to_pylist(), kind
    assert tables["errors"].num_rows == 0


@pytest.mark.parametrize("partitions", [1, 7])
def test_arrow_and_spark(session, documents, tables, partitions):
    from attache import spark

    kinds = [kind for kind in arrow.KINDS if kind != "errors"]
    columns = "id string, text string, published string"
    rows = [(document["id"], document["text"], document["published"]) for document in documents]
    df = session.createDataFrame(rows, columns).repartition(partitions)
    found = {row["document"]: row.asDict(recursive=True) for row in spark.extract(df, kind=kinds).collect()}
    assert len(found) == len(documents)
    wanted = {document["id"]: {kind: [] for kind in kinds} for document in documents}
    for kind in kinds:
        for row in tables[kind].to_pylist():
            wanted[row.pop("document")][kind].append(row)
    for name, lists in wanted.items():
        assert found[name] == {"document": name, **lists, "error": None}
