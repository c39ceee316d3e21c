"""Extraction on Apache Spark 3.5 and 4: a DataFrame of texts in, a DataFrame of records out.

.. code-block:: python

    from attache.spark import extract

    officials = extract(articles, text="body", published="day", kind="officials")
    officials.groupBy("country", "post").count().show()

Nothing is shuffled: each partition is read by itself, through ``mapInArrow``, and what comes out does not depend on how
the texts are divided. A Python worker makes its extractor once. The package must be installed where the executors run;
overlay packs are sent to them.

``python -m attache.spark --help`` describes a job that is ready for ``spark-submit``.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import tempfile
import zipfile
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow
from pyspark import SparkFiles
from pyspark.sql import DataFrame, SparkSession, types
from pyspark.sql import functions as sql

from . import arrow
from ._batches import DOCUMENT, ERROR, ERRORS, ID, TEXT, Job, no_column, present

__all__ = ["extract", "main", "schema"]

#: Spark shows a time in the time zone of its session; so it is read as it is shown.
TIME = "yyyy-MM-dd'T'HH:mm:ss"


def extract(
    df: DataFrame,
    *,
    text: str = "text",
    id: str | None = "id",
    title: str | None = "title",
    published: str | None = "published",
    kind: str | Sequence[str] = "officials",
    keep: Sequence[str] = (),
    pack: str | os.PathLike[str] | None = None,
    overlay: str | os.PathLike[str] | Sequence[str | os.PathLike[str]] = (),
    **options: Any,
) -> DataFrame:
    """Extracts records from a DataFrame of texts, which has a row for each document.

    Args:
        df: the documents.
        text: the column of their texts.
        id: the column of their names, which come out as ``document``; if there is none, or ``None`` is given, they have
            no names.
        title: the column of their headlines, if there is one.
        published: the column of their days or times of publication, if there is one: dates, timestamps (read as the
            session's time zone shows them) or text (``2015-11-16``, ``2015-11-16T09:30``).
        kind: one of ``attache.arrow.KINDS``, for a row a record; or several, for a row a document that has a list of
            records for each kind. Texts are read once, however many kinds there are.
        keep: columns of ``df`` that each row has too.
        pack: a folder on the driver with a pack that is used in place of the built-in one.
        overlay: folders on the driver with packs that are laid over it, in order. Packs are sent with
            ``SparkContext.addArchive``, which a session of Spark Connect does not have.
        options: what :func:`attache.arrow.extract_all` takes besides, such as ``direction``.

    Returns:
        A DataFrame of :func:`schema`, which is known without running anything. A document that can't be read (no text, or
        no date where one should be) is a row with the reason in ``error``, and stops nothing; in other rows ``error`` is null.

    Raises:
        ValueError: if there is no such column or kind.
        attache.PackError: if a pack has mistakes; it is read on the driver first.
    """
    columns = _columns(df, {TEXT: text, ID: id, "title": title, "published": published})
    for name in keep:
        if name not in df.columns:
            raise no_column(name, df.columns)
    wanted = schema(kind, keep=[df.schema[name] for name in keep])
    kept = [sql.col(_quoted(name)).alias(f"kept {at}") for at, name in enumerate(keep)]
    base = None if pack is None else os.fspath(pack)
    overlays = [os.fspath(folder) for folder in ([overlay] if isinstance(overlay, (str, os.PathLike)) else overlay)]
    arrow.cached_extractor(base, overlays)
    session = df.sparkSession
    job = Job(
        kind if isinstance(kind, str) else tuple(kind),
        keep=tuple(keep),
        pack=None if base is None else _ship(session, Path(base)),
        overlay=tuple(_ship(session, Path(folder)) for folder in overlays),
        options=options,
    )
    return df.select(*columns, *kept).mapInArrow(Worker(job), wanted)


def schema(kind: str | Sequence[str] = "officials", keep: Sequence[types.StructField] = ()) -> types.StructType:
    """The schema of what :func:`extract` returns: ``document``, what is kept, the columns of the kind, ``error``.

    >>> [field.name for field in schema("countries")][:4]
    ['document', 'id', 'alpha2', 'name']
    >>> [field.name for field in schema(["countries", "dates"])]
    ['document', 'countries', 'dates', 'error']
    """
    text = types.StringType()
    front = [types.StructField(DOCUMENT, text), *keep]
    if isinstance(kind, str):
        # The reason why a row could not be read is a column that all kinds have.
        fields = [] if kind == ERRORS else _fields(kind)
    else:
        lists = [types.ArrayType(types.StructType(_fields(name)), containsNull=False) for name in kind]
        fields = [types.StructField(name, list_) for name, list_ in zip(kind, lists)]
    all_fields = [*front, *fields, types.StructField(ERROR, text)]
    names = [field.name for field in all_fields]
    twice = [name for name in names if names.count(name) > 1]
    if twice:
        raise ValueError(f"there would be two columns {twice[0]!r}: rename the one to keep")
    return types.StructType(all_fields)


def _fields(kind: str) -> list[types.StructField]:
    """The columns of a kind but for the document's name. All of them can be null, where a text could not be read."""
    fields = list(pyarrow.schema(arrow.schema(kind)))[1:]
    return [types.StructField(field.name, _type(field.type)) for field in fields]


def _type(arrow_type: pyarrow.DataType) -> types.DataType:
    if pyarrow.types.is_list(arrow_type):
        return types.ArrayType(_type(arrow_type.value_type), containsNull=False)
    known = {
        pyarrow.string(): types.StringType(),
        pyarrow.int64(): types.LongType(),
        pyarrow.bool_(): types.BooleanType(),
        pyarrow.date32(): types.DateType(),
    }
    return known[arrow_type]


def _columns(df: DataFrame, fields: dict[str, str | None]) -> list[Any]:
    """The columns that the workers read, under the names that they know."""
    columns = []
    for name, column in present(fields, df.columns).items():
        chosen = sql.col(_quoted(column))
        if isinstance(df.schema[column].dataType, (types.TimestampType, types.TimestampNTZType)):
            chosen = sql.date_format(chosen, TIME)
        columns.append(chosen.alias(name))
    return columns


def _quoted(name: str) -> str:
    """A column's name as Spark takes it literally, whatever is in it."""
    return "`" + name.replace("`", "``") + "`"


@dataclass(frozen=True)
class Worker:
    """What ``mapInArrow`` calls in a worker, once for each partition."""

    job: Job

    def __call__(self, batches: Iterable[pyarrow.RecordBatch]) -> Iterator[pyarrow.RecordBatch]:
        job = self.job.at(SparkFiles.get)
        for batch in batches:
            yield from job.extract(batch)


def _ship(session: SparkSession, folder: Path) -> str:
    """Sends a pack's folder to the executors; returns what it is called there.

    The name is a digest of what is sent, so a pack is sent once, and a changed one is another.
    """
    archive = _zip(folder)
    name = f"attache-{hashlib.sha256(archive).hexdigest()[:32]}"
    context = session.sparkContext
    shipped = Path(_outbox().name) / context.applicationId / f"{name}.zip"
    if not shipped.exists():
        shipped.parent.mkdir(exist_ok=True)
        shipped.write_bytes(archive)
        context.addArchive(f"{shipped}#{name}")
    return name


@functools.cache
def _outbox() -> tempfile.TemporaryDirectory[str]:
    """A folder for what is sent, which goes when the driver ends."""
    return tempfile.TemporaryDirectory(prefix="attache-")


def _zip(folder: Path) -> bytes:
    """The visible files of a folder as an archive that depends on their names and bytes only."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for file in sorted(file for file in folder.rglob("*") if file.is_file()):
            name = file.relative_to(folder).as_posix()
            if not any(part.startswith(".") for part in name.split("/")):
                archive.writestr(zipfile.ZipInfo(name), file.read_bytes())
    return out.getvalue()


def main(arguments: Sequence[str] | None = None) -> None:
    """The job, with the arguments of the command line."""
    from ._spark_job import main as run

    run(arguments)


if __name__ == "__main__":
    main()
