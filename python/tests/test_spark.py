"""Spark: schemas, bad rows, packs, the job."""

import datetime
import json
import os
import signal
import sys

import pytest

import attache
from attache import arrow

from conftest import ROOT
from test_extraction import overlay

pyspark = pytest.importorskip("pyspark")
spark = pytest.importorskip("attache.spark")

TEXT = "German Chancellor Angela Merkel met Chinese Foreign Minister Wang Yi in Oslo on Monday."


def frame(session, rows, columns="id string, text string"):
    return session.createDataFrame(rows, columns)


def test_the_schema_is_known_without_running(session):
    df = frame(session, [("a", TEXT)])
    for kind in [*arrow.KINDS, ["officials", "dates"]]:
        found = spark.extract(df, kind=kind)
        assert found.schema == spark.schema(kind)
    assert [field.name for field in spark.schema("errors")] == ["document", "error"]


def test_bad_rows_are_rows_with_an_error(session):
    rows = [("a", TEXT, "2015-11-16"), ("b", None, None), (None, TEXT, "2015-11-16"), ("d", TEXT, "soon")]
    df = frame(session, rows, "id string, text string, published string").repartition(3)
    found = spark.extract(df, kind="officials").collect()
    errors = {row.document: row.error for row in found if row.error}
    assert errors == {"b": "a row without text", "d": "`soon` is no ISO 8601 date such as 2015-11-16"}
    assert all(row.name is None and row.portfolios is None for row in found if row.error)
    assert sorted((row.document or "", row.name) for row in found if not row.error) == [
        ("", "Angela Merkel"), ("", "Wang Yi"), ("a", "Angela Merkel"), ("a", "Wang Yi"),
    ]  # fmt: skip
    errors = spark.extract(df, kind="errors").collect()
    assert sorted(row.document for row in errors) == ["b", "d"]
    both = {row.document: row for row in spark.extract(df, kind=["officials", "dates"]).collect()}
    assert both["b"].officials == [] and both["b"].error and len(both["a"].officials) == 2


def test_columns_are_kept_and_named_as_they_are(session):
    rows = [("x.y", TEXT, 7, datetime.datetime(2015, 11, 16, 23, 30))]
    df = frame(session, rows, "`n.m` string, `the body` string, n int, published timestamp")
    found = spark.extract(df, id="n.m", text="the body", kind="dates", keep=["n", "published"]).first()
    assert (found.document, found.n, found.value, found.published) == ("x.y", 7, "2015-11-16", rows[0][3])
    with pytest.raises(ValueError, match="no column 'body' among these: n.m, the body, n, published"):
        spark.extract(df, text="body")
    with pytest.raises(ValueError, match="no column 'day'"):
        spark.extract(df, text="the body", published="day")
    with pytest.raises(ValueError, match="two columns 'id'"):
        spark.extract(frame(session, [("a", TEXT)]), keep=["id"])
    with pytest.raises(ValueError, match="no kind"):
        spark.extract(df, text="the body", kind="nonsense")


def test_overlays_are_sent_to_the_workers(session, tmp_path):
    folder = overlay(tmp_path)
    df = frame(session, [(str(n), "President Vladimir Putin raised a glass to China.") for n in range(9)]).repartition(3)
    found = spark.extract(df, kind="records", overlay=folder).collect()
    assert [json.loads(row.fields) for row in found] == [{"who": "Vladimir Putin", "to": "CHN"}] * 9
    (folder / "rules" / "more.toml").write_text("[[rule]]\nid = 'x'\nemits = 'y'\npattern = '{contry}'\n")
    with pytest.raises(attache.PackError):
        spark.extract(df, overlay=folder)


def test_the_query_of_the_guide_merges_events(session):
    guide = (ROOT / "docs" / "src" / "scale.md").read_text(encoding="utf-8")
    query = guide.split("```sql\n")[1].split("```")[0]
    text = "China and Russia signed an agreement on 16 November 2015."
    df = frame(session, [("a", text, "2015-11-16"), ("b", text, "2015-11-18")], "id string, text string, published string")
    spark.extract(df, kind="events", keep=["published"]).createOrReplaceTempView("events")
    row = session.sql(query).first()
    assert (row.type, row.documents, row.first_day, row.last_day) == ("SUPPORT", 2, "2015-11-16", "2015-11-18"), row


class Killer:
    """Ends the worker that meets it, the first time."""

    def __init__(self, mark):
        self.mark = mark

    def __call__(self, batches):
        for number, batch in enumerate(batches):
            try:
                with open(self.mark, "x"):
                    os.kill(os.getpid(), signal.SIGKILL)
            except FileExistsError:
                pass
            yield batch


def test_a_worker_that_is_killed_changes_nothing(session, tmp_path):
    pyspark.cloudpickle.register_pickle_by_value(sys.modules[__name__])
    df = frame(session, [(str(n), TEXT) for n in range(400)]).repartition(4)
    wanted = sorted(map(tuple, spark.extract(df, kind="people").collect()))
    mark = tmp_path / "killed"
    killed = spark.extract(df, kind="people").mapInArrow(Killer(str(mark)), spark.schema("people"))
    assert sorted(map(tuple, killed.collect())) == wanted and mark.exists()


def test_the_job_reads_what_there_is_and_writes_parquet(session, tmp_path, capsys, monkeypatch):
    from attache import _spark_job

    monkeypatch.setattr(type(session), "stop", lambda self: None)
    (tmp_path / "in").mkdir()
    lines = [{"id": "a", "text": TEXT, "published": "2015-11-16"}, {"id": "b"}, {"id": "c", "text": "Peru won.", "published": "2016-01-02"}]
    (tmp_path / "in" / "a.jsonl").write_text("".join(json.dumps(line) + "\n" for line in lines) + "no JSON\n")
    arguments = ["--input", str(tmp_path / "in"), "--output", str(tmp_path / "out"), "--kind", "officials", "countries"]
    _spark_job.main([*arguments, "--partition-by", "year"])
    assert capsys.readouterr().out.splitlines() == ["officials\t2", "countries\t4", "errors\t2"]
    assert {path.name for path in (tmp_path / "out" / "countries").glob("year=*")} == {"year=2015", "year=2016"}
    with pytest.raises(Exception, match="(?i)exists"):
        _spark_job.main(arguments)

    _spark_job.main(["--input", str(tmp_path / "out" / "officials"), "--input-format", "parquet", "--output", str(tmp_path / "two"),
                     "--text", "text", "--id", "document", "--kind", "titles"])  # fmt: skip
    (tmp_path / "texts").mkdir()
    (tmp_path / "texts" / "x.txt").write_bytes("Café: Peru won.".encode("latin-1"))
    _spark_job.main(["--input", str(tmp_path / "texts"), "--input-format", "text", "--output", str(tmp_path / "three"), "--kind", "countries"])
    row = session.read.parquet(str(tmp_path / "three" / "countries")).first()
    assert row.document.endswith("/x.txt") and row.id == "PER" and row.start == 6
    with pytest.raises(SystemExit):
        _spark_job.main([*arguments, "--partition-by", "colour"])
    assert "officials have no column 'colour'" in capsys.readouterr().err
