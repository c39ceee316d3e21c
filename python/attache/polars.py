"""``DataFrame.attache`` for Polars: import this module, and frames have it.

>>> import polars, attache.polars
>>> frame = polars.DataFrame({"id": ["a"], "text": ["China and Russia met."]})
>>> frame.attache.extract("countries")["id"].to_list()
['CHN', 'RUS']
"""

from __future__ import annotations

from typing import Any

import polars

from . import arrow

__all__ = ["Namespace"]


@polars.api.register_dataframe_namespace("attache")
class Namespace:
    """Extraction from a frame with a row for each text."""

    def __init__(self, frame: polars.DataFrame) -> None:
        self._frame = frame

    def extract(self, kind: str = "officials", **options: Any) -> polars.DataFrame:
        """The records of one kind as a frame; options are those of :func:`attache.arrow.extract_all`."""
        return self.extract_all((kind,), **options)[kind]

    def extract_all(self, kinds: Any = arrow.KINDS, **options: Any) -> dict[str, polars.DataFrame]:
        """The records of several kinds, each as a frame."""
        found = arrow.extract_all(self._frame, kinds, **options)
        return {kind: polars.DataFrame(records) for kind, records in found.items()}
