"""Arrow in, Arrow out: batches of texts to tables of records.

Batches come from and go to whatever speaks the Arrow PyCapsule interface (pyarrow, pandas 2.2, Polars, DuckDB), without copies.

>>> import pyarrow
>>> batch = pyarrow.record_batch({"id": ["a", "b"], "text": ["China and Russia met.", "Peru won."]})
>>> extract(batch, kind="countries").select(["document", "id"]).to_pylist()
[{'document': 'a', 'id': 'CHN'}, {'document': 'a', 'id': 'RUS'}, {'document': 'b', 'id': 'PER'}]

The tables and their columns are fixed: :func:`schema` has them, and `ARCHITECTURE.md` says what they mean. Each begins with
``document``, the id of the text, or the number of its row, counted from 0, if it has none. Texts can be strings of any
width, or bytes in any encoding; ``published`` can be text, dates, or times, which are read in UTC if they have a time zone. A row
that can't be read (no text, no date where one should be) is a row of the kind ``errors``, and no failure.
"""

from __future__ import annotations

import functools
import os
import warnings
from collections.abc import Iterable, Sequence
from typing import Any

from . import _native
from ._native import Extractor, Records

__all__ = ["KINDS", "Records", "cached_extractor", "extract", "extract_all", "schema"]

#: The kind of what could not be read.
ERRORS = "errors"

#: The kinds of tables.
KINDS: tuple[str, ...] = tuple(_native.kinds())


def extract(batches: Any, kind: str = "officials", **options: Any) -> Any:
    """The records of one kind: :func:`extract_all` for one table. Rows that can't be read are told by a warning."""
    found = extract_all(batches, kinds=(kind, ERRORS), **options)
    unread = len(found[ERRORS])
    if unread and kind != ERRORS:
        warnings.warn(f"{unread} texts could not be read; extract_all has them as 'errors'", stacklevel=2)
    return found[kind]


def extract_all(
    batches: Any,
    kinds: Iterable[str] = KINDS,
    *,
    extractor: Extractor | None = None,
    text: str = "text",
    id: str = "id",
    title: str = "title",
    published: str = "published",
    offset_unit: str = "char",
    direction: str = "past",
    date_order: str | None = None,
    threads: int | None = 1,
) -> dict[str, Any]:
    """The records of texts, as a table for each kind; texts are read once, however many kinds there are.

    Args:
        batches: a batch, a table, a reader or a frame: what has ``__arrow_c_stream__`` or ``__arrow_c_array__``.
        kinds: some of ``KINDS``.
        extractor: what to extract with; the built-in pack if none is given.
        text, id, title, published: what the columns are called. All but ``text`` may be absent.
        offset_unit: what ``start`` and ``end`` count: ``char`` (code points, as Python does), ``byte`` or ``utf16``.
        direction: which way bare times point: ``past``, as in news, or ``future``, as in notes.
        date_order: what comes first in ``3/4/2015``: ``month-first`` or ``day-first``; by default the text tells.
        threads: how many threads share the work; ``None``: as many as there are processors.

    Returns:
        A ``pyarrow.RecordBatch`` for each kind if a ``pyarrow.RecordBatch`` was given, a ``pyarrow.Table`` if something else
        was, and :class:`Records` if pyarrow is not installed.

    Raises:
        TypeError: if ``batches`` is no Arrow data.
        ValueError: if there is no such kind, or no column of texts.
    """
    found = _native.extract_batches(
        batches,
        list(dict.fromkeys(kinds)),
        extractor if extractor is not None else cached_extractor(),
        text=text,
        id=id,
        title=title,
        published=published,
        offset_unit=offset_unit,
        direction=direction,
        date_order=date_order,
        threads=threads,
    )
    return {kind: _taken_over(records, batches) for kind, records in found.items()}


def schema(kind: str = "officials") -> Any:
    """The columns of a kind: a ``pyarrow.Schema``, or what exports one if pyarrow is not installed."""
    columns = _native.schema(kind)
    try:
        import pyarrow
    except ImportError:
        return columns
    return pyarrow.schema(columns)


def cached_extractor(pack: str | None = None, overlay: Sequence[str] = ()) -> Extractor:
    """An extractor that is made once for the process, as workers want it, and anew when a file of its packs has changed."""
    folders = [folder for folder in (pack, *overlay) if folder is not None]
    return _extractor(pack, tuple(overlay), tuple(map(_state, folders)))


@functools.lru_cache(maxsize=8)
def _extractor(pack: str | None, overlay: tuple[str, ...], state: tuple[Any, ...]) -> Extractor:
    return Extractor(pack=pack, overlay=list(overlay), cache=True)


def _state(folder: str) -> tuple[Any, ...]:
    """What tells that a file of a folder has been changed."""
    files = []
    for place, _, names in os.walk(folder):
        for name in names:
            if not name.startswith("."):
                path = os.path.join(place, name)
                status = os.stat(path)
                files.append((path, status.st_mtime_ns, status.st_size))
    return tuple(sorted(files))


def _taken_over(records: Records, given: Any) -> Any:
    try:
        import pyarrow
    except ImportError:
        return records
    if isinstance(given, pyarrow.RecordBatch):
        return pyarrow.record_batch(records)
    return pyarrow.table(records)
