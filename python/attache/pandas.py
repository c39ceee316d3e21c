"""``DataFrame.attache`` for pandas: import this module, and frames have it.

>>> import pandas, attache.pandas
>>> frame = pandas.DataFrame({"id": ["a"], "text": ["China and Russia met."]})
>>> frame.attache.extract("countries")["id"].tolist()
['CHN', 'RUS']
"""

from __future__ import annotations

from typing import Any

import pandas
import pyarrow

from . import arrow

__all__ = ["Accessor"]


@pandas.api.extensions.register_dataframe_accessor("attache")
class Accessor:
    """Extraction from a frame with a row for each text."""

    def __init__(self, frame: pandas.DataFrame) -> None:
        self._frame = frame

    def extract(self, kind: str = "officials", **options: Any) -> pandas.DataFrame:
        """The records of one kind as a frame; options are those of :func:`attache.arrow.extract_all`."""
        return self.extract_all((kind,), **options)[kind]

    def extract_all(self, kinds: Any = arrow.KINDS, **options: Any) -> dict[str, pandas.DataFrame]:
        """The records of several kinds, each as a frame."""
        names = {name: options.get(name, name) for name in ("text", "id", "title", "published")}
        wanted = [name for name in names.values() if name in self._frame.columns]
        # Frames can have columns that Arrow has no form for.
        table = pyarrow.Table.from_pandas(self._frame[wanted], preserve_index=False)
        found = arrow.extract_all(table, kinds, **options)
        return {kind: records.to_pandas() for kind, records in found.items()}
