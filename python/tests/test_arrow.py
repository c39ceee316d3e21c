"""Arrow batches in and out."""

import datetime

import pyarrow
import pytest

from attache import arrow

TEXTS = {
    "id": ["a", "b", None, "d"],
    "text": ["China and Russia met on Monday.", None, "Peru won.", "Talks."],
    "published": ["2015-11-16", None, None, "soon"],
}


def test_rows_that_cannot_be_read_are_errors_and_no_failures():
    found = arrow.extract_all(pyarrow.record_batch(TEXTS))
    assert list(found) == list(arrow.KINDS)
    assert all(isinstance(table, pyarrow.RecordBatch) for table in found.values())
    for kind, table in found.items():
        assert table.schema == arrow.schema(kind)
        table.validate(full=True)
    assert found["countries"]["document"].to_pylist() == ["a", "a", "2"]
    assert found["errors"].to_pylist() == [
        {"document": "b", "row": 1, "error": "a row without text"},
        {"document": "d", "row": 3, "error": "`soon` is no ISO 8601 date such as 2015-11-16"},
    ]


@pytest.mark.parametrize("kind", [pyarrow.string(), pyarrow.large_string(), pyarrow.string_view(), pyarrow.binary()])
def test_texts_of_all_widths_are_read(kind):
    table = pyarrow.table({"text": pyarrow.array(["Peru won. 😀 Chile lost."]).cast(kind)})
    found = arrow.extract(table, "countries")
    assert isinstance(found, pyarrow.Table)
    assert found.select(["id", "start"]).to_pylist() == [{"id": "PER", "start": 0}, {"id": "CHL", "start": 12}]


def test_dictionaries_and_chunks_are_read():
    chunks = pyarrow.chunked_array([["Peru won."], [], ["Peru won.", "Chile lost."]])
    table = pyarrow.table({"text": chunks.dictionary_encode()})
    found = arrow.extract(table, "countries")
    assert found["id"].to_pylist() == ["PER", "PER", "CHL"]
    assert found["document"].to_pylist() == ["0", "1", "2"]
    unread = pyarrow.table({"text": pyarrow.chunked_array([["Peru won.", None], [None]])})
    assert arrow.extract_all(unread)["errors"]["row"].to_pylist() == [1, 2]
    with pytest.warns(UserWarning, match="2 texts could not be read"):
        assert arrow.extract(unread, "countries").num_rows == 1


@pytest.mark.parametrize(
    "published",
    [
        pyarrow.array([datetime.date(2015, 11, 16)]),
        pyarrow.array([datetime.datetime(2015, 11, 16, 9, 30)]),
        pyarrow.array([datetime.datetime(2015, 11, 16, 0, 0)], pyarrow.timestamp("ns", "UTC")),
        pyarrow.array([datetime.datetime(2015, 11, 16, 12, 0)], pyarrow.timestamp("ms", "Asia/Shanghai")),
        pyarrow.array(["2015-11-16T09:30:00Z"]),
    ],
)
def test_days_of_publication_have_many_forms(published):
    batch = pyarrow.record_batch({"text": ["They met on Monday."], "published": published})
    assert arrow.extract(batch, "dates")["value"].to_pylist() == ["2015-11-16"]


def test_threads_and_options_change_nothing_else(documents):
    table = pyarrow.Table.from_pylist(documents[:200])
    batch = table.combine_chunks().to_batches()[0]
    one = arrow.extract_all(batch)
    assert arrow.extract_all(batch, threads=3) == one
    columns = {"body": table["text"], "name": table["id"], "day": table["published"]}
    renamed = arrow.extract_all(pyarrow.table(columns), text="body", id="name", published="day", threads=None)
    assert {kind: found.combine_chunks().to_pylist() for kind, found in renamed.items()} == {
        kind: found.to_pylist() for kind, found in one.items()
    }


def test_what_is_no_batch_of_texts_is_told():
    with pytest.raises(TypeError, match="__arrow_c_stream__"):
        arrow.extract(["China"])
    with pytest.raises(ValueError, match="no column `text` among these: words"):
        arrow.extract(pyarrow.table({"words": ["China"]}))
    with pytest.raises(ValueError, match="no kind"):
        arrow.extract(pyarrow.table({"text": ["China"]}), "nonsense")
    with pytest.raises(ValueError, match="offset_unit"):
        arrow.extract(pyarrow.table({"text": ["China"]}), offset_unit="yards")


def test_no_rows_are_no_records():
    empty = pyarrow.record_batch({"text": pyarrow.array([], pyarrow.string())})
    assert all(table.num_rows == 0 for table in arrow.extract_all(empty).values())
    assert arrow.extract(pyarrow.table({"text": pyarrow.chunked_array([], pyarrow.string())})).num_rows == 0


def test_a_batch_can_be_a_slice():
    batch = pyarrow.record_batch({"text": ["Peru won.", None, "Chile lost.", "Cuba drew."]})
    assert arrow.extract_all(batch.slice(1, 2))["countries"]["id"].to_pylist() == ["CHL"]


def test_frames_of_pandas():
    pandas = pytest.importorskip("pandas")
    import attache.pandas  # noqa: F401

    frame = pandas.DataFrame({"id": ["a"], "body": ["China met Russia."], "other": [object()]})
    assert frame.attache.extract("countries", text="body")["id"].tolist() == ["CHN", "RUS"]
    assert frame.attache.extract_all(["dates", "errors"], text="body")["dates"].empty


def test_frames_of_polars():
    polars = pytest.importorskip("polars")
    import attache.polars  # noqa: F401

    frame = polars.DataFrame({"id": ["a"], "text": ["China met Russia."]})
    assert frame.attache.extract("countries")["id"].to_list() == ["CHN", "RUS"]


def test_relations_of_duckdb(tmp_path):
    duckdb = pytest.importorskip("duckdb")
    path = str(tmp_path / "articles.parquet")
    duckdb.sql("SELECT 'a' AS id, 'China met Russia.' AS text, DATE '2015-11-16' AS published").write_parquet(path)
    articles = duckdb.sql(f"SELECT * FROM read_parquet('{path}')")
    countries = arrow.extract(articles, "countries")
    assert duckdb.sql("SELECT count(*), max(document) FROM countries").fetchall() == [(2, "a")]
