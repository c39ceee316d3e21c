"""Extraction on Ray Data: a Dataset of texts in, a Dataset of records out.

.. code-block:: python

    from attache.ray import extract

    officials = extract(ray.data.read_parquet("articles/"), text="body", kind="officials")
    officials.write_parquet("officials/")
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import pyarrow
import ray.data

from . import arrow
from ._batches import ID, ROWS, TEXT, Job, present

__all__ = ["extract"]


def extract(
    dataset: ray.data.Dataset,
    *,
    text: str = "text",
    id: str | None = "id",
    title: str | None = "title",
    published: str | None = "published",
    kind: str | Sequence[str] = "officials",
    keep: Sequence[str] = (),
    pack: str | None = None,
    overlay: str | Sequence[str] = (),
    **options: Any,
) -> ray.data.Dataset:
    """Extracts records from a Dataset of texts, as :func:`attache.spark.extract` does from a DataFrame.

    Packs are folders that all nodes have under the same path, such as one of Ray's working directory. Which columns
    there are, the workers see: one that is missing ends the run as the one of Spark is refused.

    Raises:
        ValueError: if there is no such kind.
        attache.PackError: if a pack has mistakes; it is read here first.
    """
    for name in (kind,) if isinstance(kind, str) else kind:
        arrow.schema(name)
    overlays = (overlay,) if isinstance(overlay, str) else tuple(overlay)
    arrow.cached_extractor(pack, overlays)
    job = Job(kind if isinstance(kind, str) else tuple(kind), tuple(keep), pack, overlays, options)
    fields = {TEXT: text, ID: id, "title": title, "published": published}
    arguments = {"job": job, "fields": fields}
    call: Any = records
    return dataset.map_batches(call, batch_size=ROWS, batch_format="pyarrow", fn_kwargs=arguments)


def records(table: pyarrow.Table, job: Job, fields: dict[str, str | None]) -> pyarrow.Table:
    """The records of a block of texts."""
    found = present(fields, table.column_names)
    columns = [table.column(column) for column in [*found.values(), *job.keep]]
    names = [*found, *(f"kept {name}" for name in job.keep)]
    chosen = pyarrow.Table.from_arrays(columns, names).combine_chunks()
    return pyarrow.Table.from_batches([part for batch in chosen.to_batches() for part in job.extract(batch)])
