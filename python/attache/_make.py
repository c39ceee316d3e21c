"""How an extractor is made again in another process."""

from __future__ import annotations

from typing import Any

from ._native import Extractor


def extractor(arguments: dict[str, Any]) -> Extractor:
    return Extractor(**arguments)
