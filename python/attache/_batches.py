"""Arrow batches of texts to Arrow batches of records, inside the workers of Spark and Ray."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy
import pyarrow

from . import arrow

TEXT = "text"
ID = "id"
#: What a batch can have beside the text, under these names.
FIELDS = (TEXT, ID, "title", "published")
#: The column that says why a row could not be read.
ERROR = "error"
DOCUMENT = "document"
ERRORS = arrow.ERRORS

#: So many rows are extracted at once, so that the records of a large batch are never in memory together.
ROWS = 512


@dataclass(frozen=True)
class Job:
    """What to extract, and how. It is sent to workers, so it holds arguments and nothing that is made of them."""

    #: One kind for a row a record, several for a row a document that holds them in lists.
    kind: str | tuple[str, ...]
    #: What the columns are called that are handed through; they stand behind those of ``FIELDS``.
    keep: tuple[str, ...] = ()
    pack: str | None = None
    overlay: tuple[str, ...] = ()
    options: Mapping[str, Any] = field(default_factory=dict)

    @property
    def kinds(self) -> tuple[str, ...]:
        return (self.kind,) if isinstance(self.kind, str) else self.kind

    def at(self, place: Callable[[str], str]) -> Job:
        """The same job with the packs where a worker has them."""
        pack = None if self.pack is None else place(self.pack)
        return replace(self, pack=pack, overlay=tuple(map(place, self.overlay)))

    def extract(self, batch: pyarrow.RecordBatch) -> Iterator[pyarrow.RecordBatch]:
        """The records of a batch. Its columns are some of ``FIELDS`` by name, then those that are handed through."""
        extractor = arrow.cached_extractor(self.pack, list(self.overlay))
        for start in range(0, batch.num_rows, ROWS):
            yield self._extract(batch.slice(start, ROWS), extractor)

    def _extract(self, batch: pyarrow.RecordBatch, extractor: Any) -> pyarrow.RecordBatch:
        count = batch.num_rows
        first_kept = batch.num_columns - len(self.keep)
        fields = dict(zip(batch.schema.names[:first_kept], batch.columns))
        ids = fields.get(ID, pyarrow.nulls(count))
        # The library names documents by their rows here: ids can be absent or stand twice.
        fields[ID] = pyarrow.array(range(count)).cast(pyarrow.string())
        tables = arrow.extract_all(
            pyarrow.RecordBatch.from_pydict(fields),
            kinds=dict.fromkeys([*self.kinds, ERRORS]),
            extractor=extractor,
            **self.options,
        )
        handed = {DOCUMENT: ids.cast(pyarrow.string())}
        handed |= zip(self.keep, batch.columns[first_kept:])
        return flat(handed, tables, self.kind) if isinstance(self.kind, str) else nested(handed, tables, self.kind)


def present(fields: Mapping[str, str | None], known: Sequence[str]) -> dict[str, str]:
    """The columns that there are, of those that documents have; the text's must be there, and one that was asked for by a name
    of its own.

    Raises:
        ValueError: if one is missing.
    """
    found = {name: column for name, column in fields.items() if column is not None and column in known}
    for name, column in fields.items():
        if column is not None and name not in found and (name == TEXT or column != name):
            raise no_column(column, known)
    return found


def no_column(name: str, known: Sequence[str]) -> ValueError:
    return ValueError(f"no column {name!r} among these: {', '.join(known)}")


def rows_of(table: pyarrow.RecordBatch) -> numpy.ndarray:
    """The rows that the records of a table come from."""
    return numpy.asarray(table.column(DOCUMENT).cast(pyarrow.int64()))


def flat(
    handed: Mapping[str, pyarrow.Array], tables: Mapping[str, pyarrow.RecordBatch], kind: str
) -> pyarrow.RecordBatch:
    """A row a record, then a row for each text that could not be read."""
    records, errors = tables[kind], tables[ERRORS]
    rows, fields = rows_of(records), records
    said = [pyarrow.nulls(records.num_rows, pyarrow.string()), errors.column(ERROR)]
    if kind == ERRORS:
        said, fields = said[1:], records.select([DOCUMENT])
    else:
        rows = numpy.concatenate([rows, rows_of(errors)])
    columns = {name: column.take(pyarrow.array(rows)) for name, column in handed.items()}
    for name, column in zip(fields.schema.names[1:], fields.columns[1:]):
        columns[name] = pyarrow.concat_arrays([column, pyarrow.nulls(errors.num_rows, column.type)])
    return pyarrow.RecordBatch.from_pydict(columns | {ERROR: pyarrow.concat_arrays(said)})


def nested(
    handed: Mapping[str, pyarrow.Array], tables: Mapping[str, pyarrow.RecordBatch], kinds: Sequence[str]
) -> pyarrow.RecordBatch:
    """A row a document, with a list of records for each kind."""
    count = len(handed[DOCUMENT])
    columns = dict(handed)
    for kind in kinds:
        table = tables[kind]
        ends = numpy.bincount(rows_of(table), minlength=count).cumsum()
        offsets = pyarrow.array(numpy.concatenate([[0], ends]).astype("int32"))
        records = pyarrow.StructArray.from_arrays(table.columns[1:], fields=list(table.schema)[1:])
        columns[kind] = pyarrow.ListArray.from_arrays(offsets, records)
    said: list[str | None] = [None] * count
    for row, error in zip(rows_of(tables[ERRORS]), tables[ERRORS].column(ERROR).to_pylist()):
        said[row] = error
    return pyarrow.RecordBatch.from_pydict(columns | {ERROR: pyarrow.array(said, pyarrow.string())})
