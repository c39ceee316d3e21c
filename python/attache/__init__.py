"""Rule-based information extraction from news text.

>>> import attache
>>> extractor = attache.Extractor()
>>> result = extractor.extract("Russian Deputy Prime Minister Arkady Dvorkovich spoke on Monday.", published="2015-11-16")
>>> result.officials[0].name, result.officials[0].positions[0].country
('Arkady Dvorkovich', 'RUS')
>>> result.dates[0].value
'2015-11-16'

Texts in Arrow batches, data frames and clusters: :mod:`attache.arrow`, :mod:`attache.pandas`, :mod:`attache.polars`,
:mod:`attache.spark`, :mod:`attache.ray`.
"""

from ._errors import AttacheError, Diagnostic, PackError
from ._native import (
    Amount,
    Country,
    DocumentInfo,
    Event,
    Evidence,
    Extraction,
    Extractions,
    Extractor,
    Mention,
    Organization,
    Pack,
    Participant,
    Person,
    Place,
    Position,
    Record,
    Sector,
    TemporalExpression,
    Title,
    __version__,
)

__all__ = [
    "Amount",
    "AttacheError",
    "Country",
    "Diagnostic",
    "DocumentInfo",
    "Event",
    "Evidence",
    "Extraction",
    "Extractions",
    "Extractor",
    "Mention",
    "Organization",
    "Pack",
    "PackError",
    "Participant",
    "Person",
    "Place",
    "Position",
    "Record",
    "Sector",
    "TemporalExpression",
    "Title",
    "__version__",
]
