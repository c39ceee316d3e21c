"""What can go wrong."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Diagnostic:
    """A mistake in a pack; as text it is a report that shows the line and marks the place."""

    #: ``error`` or ``warning``.
    severity: str
    #: Stable for each kind of mistake, such as ``P301``.
    code: str
    message: str
    #: The path inside the pack.
    file: str
    #: Counted from 1.
    line: int
    #: In code points, counted from 1.
    column: int
    #: How to mend it.
    help: str | None
    report: str

    def __str__(self) -> str:
        return self.report


class AttacheError(Exception):
    """What all errors of this package have in common."""


class PackError(AttacheError):
    """A pack has mistakes: all of them are in ``diagnostics``, in order of file and place."""

    def __init__(self, message: str, diagnostics: Sequence[Diagnostic] = ()) -> None:
        super().__init__(message, diagnostics)
        self.diagnostics = list(diagnostics)

    def __str__(self) -> str:
        return str(self.args[0])
