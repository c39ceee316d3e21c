"""Texts one by one and many."""

import datetime
import itertools
import json
import pickle
import threading

import pytest

import attache

TEXT = "Russian Deputy Prime Minister Arkady Dvorkovich spoke on Monday."


def mentions(value):
    """All parts of a record's dictionary that have a place in the text."""
    if isinstance(value, dict):
        if {"start", "end", "text"} <= value.keys():
            yield value
        for part in value.values():
            yield from mentions(part)
    elif isinstance(value, list):
        for part in value:
            yield from mentions(part)


def test_records_have_the_fields_of_the_json(extractor, article):
    result = extractor.extract(article, published="2015-11-16", id="article.txt")
    names = {"type": "type", "from": "from_"}

    def compare(record, written):
        for name, value in written.items():
            own = getattr(record, names.get(name, name))
            if isinstance(value, list) and value and isinstance(value[0], dict):
                assert len(own) == len(value)
                for part, part_written in zip(own, value):
                    compare(part, part_written)
            elif isinstance(value, dict) and name != "fields":
                compare(own, value)
            else:
                assert own == value, name
        assert record.to_dict() == written

    compare(result, result.to_dict())
    assert json.loads(result.to_json()) == result.to_dict() == json.loads(result.to_json(indent=2))
    assert result.text == article
    assert len(result.to_json(indent=2).splitlines()) > 100


@pytest.mark.parametrize("before", ["", "😀 ", "e\u0301 ", "北京 – ", "\ufeff", "\u0000 "])
def test_offsets_count_code_points(extractor, before):
    text = before + TEXT + " 😀 He met Chinese Foreign Minister Wang Yi in Beijing."
    result = extractor.extract(text, published="2015-11-16")
    found = list(mentions(result.to_dict()))
    assert len(found) > 5
    for place in found:
        assert text[place["start"] : place["end"]] == place["text"]
    assert result.document.length == len(text)


@pytest.mark.parametrize(
    "published",
    ["2015-11-16", "2015-11-16T09:30", datetime.date(2015, 11, 16), datetime.datetime(2015, 11, 16, 9, 30)],
)
def test_days_of_publication_are_text_or_dates(extractor, published):
    assert extractor.extract(TEXT, published=published).dates[0].value == "2015-11-16"


def test_options_are_heeded(extractor):
    text = "The meeting is on 3/4/2015, or on Friday."
    values = [
        [date.value for date in extractor.extract(text, published="2015-11-16", **options).dates]
        for options in ({"date_order": "day-first"}, {"date_order": "month-first", "direction": "future"})
    ]
    assert values[0][0] == "2015-04-03" and values[1] == ["2015-03-04", "2015-11-20"]
    info = extractor.extract(text, id="a", title="T").document
    assert (info.id, info.title, info.published) == ("a", "T", None)


def test_wrong_arguments_are_told(extractor):
    with pytest.raises(ValueError, match="`soon` is no ISO 8601 date"):
        extractor.extract(TEXT, published="soon")
    with pytest.raises(TypeError, match="published must be a str"):
        extractor.extract(TEXT, published=2015)
    with pytest.raises(TypeError):
        extractor.extract(b"bytes")
    with pytest.raises(ValueError, match="direction"):
        extractor.extract(TEXT, direction="sideways")
    with pytest.raises(ValueError, match="surrogates"):
        extractor.extract("\ud800")


def test_many_are_as_one_by_one(extractor, documents):
    wanted = [extractor.extract(d["text"], published=d["published"], id=d["id"]) for d in documents[:300]]
    for threads in (1, 3, None):
        assert list(extractor.extract_many(documents[:300], threads=threads)) == wanted


def test_what_data_frames_lack_is_absent(extractor):
    row = {"text": TEXT, "id": float("nan"), "title": None, "published": float("nan")}
    assert next(extractor.extract_many([row])).document.id is None


def test_many_are_read_as_they_are_wanted(extractor):
    read = itertools.count()
    endless = (f"President Vladimir Putin met him on {next(read)} May 2015." for _ in itertools.count())
    found = [len(result.officials) for result in itertools.islice(extractor.extract_many(endless), 5)]
    assert found == [1] * 5 and next(read) < 2000


def test_what_is_before_a_mistake_comes_out_first(extractor):
    def texts():
        yield TEXT
        yield {"text": TEXT, "published": "soon"}

    results = extractor.extract_many(texts())
    assert next(results).officials[0].name == "Arkady Dvorkovich"
    with pytest.raises(ValueError, match="text 1: `soon`"):
        next(results)
    assert list(results) == []
    with pytest.raises(ZeroDivisionError):
        list(extractor.extract_many(TEXT * (1 // (1 - n)) for n in range(3)))


def test_the_lock_is_released(extractor, article):
    """Another thread counts while a long text is read; with the lock held it could not."""
    counted, done = 0, threading.Event()

    def work():
        extractor.extract(article * 300)
        done.set()

    worker = threading.Thread(target=work)
    worker.start()
    while not done.wait(0.001):
        counted += 1
    worker.join()
    assert counted > 10


def test_extractors_can_be_pickled_and_compared(tmp_path, extractor):
    folder = overlay(tmp_path)
    own = attache.Extractor(overlay=folder)
    again = pickle.loads(pickle.dumps(own))
    text = "President Vladimir Putin raised a glass to China."
    assert again.extract(text) == own.extract(text) != extractor.extract(text)
    assert again.extract(text).records[0].fields == {"who": "Vladimir Putin", "to": "CHN"}
    assert again.pack.digest == own.pack.digest != extractor.pack.digest
    assert len(extractor.pack.digest) == 64 and extractor.pack.name and attache.__version__
    assert attache.Extractor(overlay=[folder]).pack.digest == own.pack.digest


def overlay(folder):
    (folder / "rules").mkdir()
    (folder / "rules" / "toast.toml").write_text(
        "[[rule]]\nid = 'toast'\nemits = 'toast'\n"
        "pattern = '{who:person} raised a glass to {what:country}'\n"
        "record = { who = '{who}', to = '{what.id}' }\n"
    )
    return folder


def test_mistakes_of_packs_come_with_their_places(tmp_path):
    (tmp_path / "rules").mkdir()
    (tmp_path / "rules" / "mine.toml").write_text("[[rule]]\nid = 'x'\nemits = 'y'\npattern = '{contry}'\n")
    with pytest.raises(attache.PackError) as raised:
        attache.Extractor(overlay=tmp_path)
    assert isinstance(raised.value, attache.AttacheError)
    first = raised.value.diagnostics[0]
    assert (first.severity, first.code, first.file, first.line, first.column) == ("error", "P301", "rules/mine.toml", 4, 13)
    assert "country" in first.help and "mine.toml" in str(raised.value)
    assert str(pickle.loads(pickle.dumps(raised.value))) == str(raised.value)
    with pytest.raises(FileNotFoundError):
        attache.Extractor(overlay=tmp_path / "nowhere")


def test_notebooks_show_text_and_never_run_it(extractor):
    text = "<script>alert(1)</script> 😀 German Chancellor Angela Merkel spoke."
    shown = extractor.extract(text, id="<b>")._repr_html_()
    assert "<script" not in shown and "<b>" not in shown
    assert "Angela Merkel</mark>" in shown and "&lt;script&gt;" in shown


def test_blocs_and_languages(extractor):
    assert "RUS" in extractor.members("g8", on="2010-06-25")
    assert extractor.language == "en"
    assert not extractor.recognizes("Am Montag sagte der Minister, er sei dagegen gewesen.")
