"""The engine's classes. Lists are in order of first mention and never absent; offsets count code points."""

import datetime
from collections.abc import Iterable, Iterator, Mapping, Sequence
from os import PathLike
from typing import Any, Literal

__version__: str

_Day = str | datetime.date
_Folder = str | PathLike[str]
_Direction = Literal["past", "future"]
_DateOrder = Literal["month-first", "day-first"]

class Pack:
    """Which pack an extractor has."""

    @property
    def name(self) -> str: ...
    @property
    def version(self) -> str: ...
    @property
    def digest(self) -> str:
        """The SHA-256 of its files and of those of packs that are laid over it, the same wherever they lie."""

class Extractor:
    """Extracts records from texts by the rules of one pack. It does not change, and serves any number of threads.

    Args:
        pack: a folder with a pack in place of the built-in one.
        overlay: a folder with a pack that is laid over it, or several in order.
        cache: keep large overlays compiled in the last of these folders.

    Raises:
        PackError: if a pack has mistakes.
        OSError: if a folder can't be read.
    """

    def __new__(
        cls, *, pack: _Folder | None = None, overlay: _Folder | Sequence[_Folder] | None = None, cache: bool = False
    ) -> Extractor: ...
    def extract(
        self,
        text: str,
        published: _Day | None = None,
        *,
        id: str | None = None,
        title: str | None = None,
        direction: _Direction = "past",
        date_order: _DateOrder | None = None,
    ) -> Extraction:
        """Extracts everything from one text. The interpreter's lock is released meanwhile.

        Args:
            text: the text. What is no text at all (lone surrogates) is a ``ValueError``.
            published: its day or time of publication, from which "Monday" is counted: ``2015-11-16``,
                ``2015-11-16T09:30``, a ``date`` or ``datetime``, taken as it is written whatever its time zone.
            id: a name that is handed through.
            title: a headline that is handed through.
            direction: which way bare times point: to the last ones, as in news, or the coming ones, as in notes.
            date_order: what comes first in ``3/4/2015``; by default the text tells.

        Raises:
            ValueError: if ``published`` is no date.
        """

    def extract_many(
        self,
        texts: Iterable[str | Mapping[str, Any]],
        *,
        threads: int | None = None,
        direction: _Direction = "past",
        date_order: _DateOrder | None = None,
    ) -> Extractions:
        """Extracts texts on several threads, by default as many as there are processors.

        Texts are strings, or mappings with ``text`` and perhaps ``id``, ``title``, ``published``. Some are read ahead (32 for
        each thread, or until they have a megabyte); what is found comes in order. An error of the iterable, or an item that is no
        text, is raised behind the extractions of the texts before it.
        """

    @property
    def pack(self) -> Pack: ...
    @property
    def language(self) -> str:
        """The language that the pack is for, as a BCP 47 tag."""

    def recognizes(self, text: str) -> bool:
        """True if the beginning of a text is plainly in the pack's language."""

    def members(self, bloc: str, on: _Day | None = None) -> list[str]:
        """The members of a bloc on a day, as ids of countries; without a day, those that have not left it."""

class Extractions(Iterator[Extraction]):
    """The extractions of many texts, in order."""

    def __next__(self) -> Extraction: ...

class Extraction:
    """Everything that was found in one text."""

    @property
    def text(self) -> str:
        """The text that was read."""

    @property
    def document(self) -> DocumentInfo: ...
    @property
    def officials(self) -> list[Person]:
        """Persons who hold, held or will hold a public post."""

    @property
    def people(self) -> list[Person]:
        """Persons without a public post."""

    @property
    def titles(self) -> list[Title]:
        """Titles, with or without a holder."""

    @property
    def countries(self) -> list[Country]: ...
    @property
    def places(self) -> list[Place]: ...
    @property
    def organizations(self) -> list[Organization]: ...
    @property
    def sectors(self) -> list[Sector]: ...
    @property
    def dates(self) -> list[TemporalExpression]: ...
    @property
    def events(self) -> list[Event]:
        """What happens."""

    @property
    def relations(self) -> list[Event]:
        """What lasts between two, in the form that events have."""

    @property
    def records(self) -> list[Record]:
        """What rules with labels of their own have recorded."""

    def to_dict(self) -> dict[str, Any]:
        """All of it as a dictionary of the form that the JSON of the command line program has."""

    def to_json(self, indent: int | None = None) -> str:
        """The same as JSON, on one line or indented by so many spaces."""

    def _repr_html_(self) -> str: ...

class DocumentInfo:
    """The document that was read."""

    @property
    def id(self) -> str | None:
        """The caller's name for the document."""

    @property
    def title(self) -> str | None:
        """The headline, if the caller gave one."""

    @property
    def published(self) -> str | None:
        """The document creation time, ISO 8601 (``2015-11-16``)."""

    @property
    def published_source(self) -> str | None:
        """Where ``published`` comes from; absent when it is absent."""

    @property
    def language(self) -> str:
        """The language of the pack that read the document (BCP 47)."""

    @property
    def offset_unit(self) -> str:
        """What all offsets count."""

    @property
    def length(self) -> int:
        """The length of the text, in ``offset_unit``."""

    @property
    def encoding(self) -> str | None:
        """The encoding that the text was decoded from, by its name in the WHATWG Encoding Standard, if its reader tells."""

    @property
    def digest(self) -> str | None:
        """The SHA-256 of the decoded text as UTF-8, in hexadecimal digits, if its reader tells."""

    @property
    def duplicate_of(self) -> str | None:
        """The name of the document that this one is a copy of, or nearly so, if copies were looked for."""

    @property
    def incomplete(self) -> str | None:
        """Why the document was not read to its end, or not at all: then it has no records. Absent from all others."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Mention:
    """One place where something is named or referred to."""

    @property
    def start(self) -> int:
        """Where the words begin."""

    @property
    def end(self) -> int:
        """Where the words end, exclusive."""

    @property
    def text(self) -> str:
        """The words as they stand in the text: the name alone, without title or honorific."""

    @property
    def form(self) -> str:
        """How the words refer: for persons ``full``, ``family``, ``given``, ``honorific``; for countries ``name``, ``alias``, ``demonym``, ``combining``, ``metonym``, ``part`` in a longer name, and ``capital``, ``city``, ``region`` or ``organization`` where a place or organisation of the country is named; for places ``capital``, ``city``, ``region``, ``sea`` and the like; for organisations ``name``, ``abbreviation``, and ``short`` for a name without what companies add to it; ``name`` elsewhere; and for what only refers ``group``, ``title``, ``pronoun``. A pack can bring further ones."""

    @property
    def rule(self) -> str:
        """The rule that found the mention, or ``table:`` and the gazetteer's name."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Evidence:
    """The words that prove something, and the rule that read them."""

    @property
    def rule(self) -> str:
        """The id of the rule, or ``table:`` and the gazetteer's name."""

    @property
    def start(self) -> int:
        """Where the whole matched phrase begins."""

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""

    @property
    def text(self) -> str:
        """The phrase as it stands in the text."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Person:
    """A person, with the posts that the text gives them."""

    @property
    def id(self) -> str:
        """``p1``, ``p2`` … within the document."""

    @property
    def name(self) -> str:
        """The fullest form of the name that the text has; see ``certainty``."""

    @property
    def given(self) -> str | None:
        """Given name or names, if the name tells."""

    @property
    def family(self) -> str | None:
        """Family name, if the name tells."""

    @property
    def entity(self) -> str | None:
        """The id that the pack's table of office-holders has for the person, the same in all documents; the text's name and post, and the document creation time, leave no other."""

    @property
    def certainty(self) -> str:
        """Whether the text has the name (``stated``), or the office-holders' table filled in the full name where the text has only a part of it (``derived``)."""

    @property
    def positions(self) -> list[Position]:
        """What the text says they are, in order of mention."""

    @property
    def mentions(self) -> list[Mention]:
        """Where they are named or referred to."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Position:
    """A post that a person holds, held or is to hold."""

    @property
    def title(self) -> str:
        """The title in the text's own words."""

    @property
    def post(self) -> str | None:
        """The kind of post, from the pack's list, such as ``deputy-head-of-government``."""

    @property
    def country(self) -> str | None:
        """The country that the post belongs to, ISO 3166-1 alpha-3."""

    @property
    def portfolios(self) -> list[str]:
        """What a minister is responsible for, by the pack's ids, such as ``finance``."""

    @property
    def organization(self) -> str | None:
        """The ``Organization::id`` that the post belongs to."""

    @property
    def status(self) -> str:
        """Whether it is held now."""

    @property
    def as_of(self) -> str | None:
        """When the text says so: the document creation time, never the start of a term."""

    @property
    def certainty(self) -> str:
        """Whether country and organisation are stated or derived."""

    @property
    def evidence(self) -> list[Evidence]:
        """The phrases that say it."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Title:
    """A title, with or without a holder."""

    @property
    def id(self) -> str:
        """``t1``, ``t2`` … within the document."""

    @property
    def title(self) -> str:
        """The title in the text's own words."""

    @property
    def post(self) -> str | None:
        """The kind of post, from the pack's list."""

    @property
    def country(self) -> str | None:
        """The country that the post belongs to, ISO 3166-1 alpha-3."""

    @property
    def portfolios(self) -> list[str]:
        """What a minister is responsible for, by the pack's ids, such as ``finance``."""

    @property
    def organization(self) -> str | None:
        """The ``Organization::id`` that the post belongs to."""

    @property
    def status(self) -> str:
        """Whether the post is held, as the words beside its first mention say: a "former president"."""

    @property
    def holder(self) -> str | None:
        """The ``Person::id`` of the holder, if the text names one."""

    @property
    def mentions(self) -> list[Mention]:
        """Where the title stands."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Country:
    """A country or territory."""

    @property
    def id(self) -> str:
        """ISO 3166-1 alpha-3, or the pack's own id where ISO has none."""

    @property
    def alpha2(self) -> str | None:
        """ISO 3166-1 alpha-2."""

    @property
    def numeric(self) -> str | None:
        """ISO 3166-1 numeric, three digits."""

    @property
    def name(self) -> str:
        """Its usual short name."""

    @property
    def kind(self) -> str | None:
        """``state``, ``territory``, ``disputed``, or what it was: ``former``, ``colony``, ``unrecognised``."""

    @property
    def successors(self) -> list[str]:
        """For what is no more: the countries that its land belongs to now."""

    @property
    def mentions(self) -> list[Mention]:
        """Where it is named or referred to."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Place:
    """A city or another place that is no country."""

    @property
    def id(self) -> str:
        """The pack's id of the place."""

    @property
    def name(self) -> str:
        """Its usual name."""

    @property
    def country(self) -> str | None:
        """The country that it lies in, ISO 3166-1 alpha-3."""

    @property
    def mentions(self) -> list[Mention]:
        """Where it is named."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Organization:
    """An organisation."""

    @property
    def id(self) -> str:
        """``o1``, ``o2`` … within the document."""

    @property
    def entity(self) -> str | None:
        """The pack's id of an organisation that it knows, the same in all documents, such as ``nato``."""

    @property
    def name(self) -> str:
        """The fullest form of the name that the text has."""

    @property
    def kind(self) -> str | None:
        """What kind of organisation, such as ``joint-commission``."""

    @property
    def countries(self) -> list[str]:
        """The countries that it belongs to or joins, ISO 3166-1 alpha-3."""

    @property
    def members(self) -> list[str]:
        """For a bloc of states: those that belong to it when the document was published, or without that date now."""

    @property
    def sectors(self) -> list[str]:
        """The sectors that it is about."""

    @property
    def mentions(self) -> list[Mention]:
        """Where it is named or referred to."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Sector:
    """An economic sector."""

    @property
    def id(self) -> str:
        """The pack's id, such as ``oil-and-gas``."""

    @property
    def name(self) -> str:
        """Its name."""

    @property
    def parent(self) -> str | None:
        """The next wider sector, if there is one: ``oil-and-gas`` lies in ``energy``."""

    @property
    def isic(self) -> list[str]:
        """ISIC Rev. 4: a section letter, with division or group digits where narrower."""

    @property
    def nace(self) -> list[str]:
        """NACE Rev. 2, written likewise, where its classes are the same."""

    @property
    def naics(self) -> list[str]:
        """NAICS 2017, where one code or a few cover the sector."""

    @property
    def iptc(self) -> list[str]:
        """IPTC Media Topics (``medtop:…``), where there is one."""

    @property
    def mentions(self) -> list[Mention]:
        """Where it is named."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class TemporalExpression:
    """A temporal expression."""

    @property
    def id(self) -> str:
        """``d1``, ``d2`` … within the document."""

    @property
    def type(self) -> str:
        """The TIMEX3 type."""

    @property
    def value(self) -> str:
        """The TIMEX3 value: ISO 8601 with ``X`` for what is not known, or ``PAST_REF`` and its like."""

    @property
    def mod(self) -> str | None:
        """The TIMEX3 modifier, such as ``APPROX``."""

    @property
    def grain(self) -> str | None:
        """The finest unit that is stated: ``day``, ``month``, ``year`` …"""

    @property
    def from_(self) -> str | None:
        """Where the interval that is meant begins, in civil time by ISO 8601: a day (``2015-11-16``), or of times of day a day and time (``2015-11-16T09:30:00``). Absent where the value is open."""

    @property
    def to(self) -> str | None:
        """Where it ends: the first day or time that is no longer meant."""

    @property
    def valid(self) -> bool:
        """False for a date that no calendar has, such as 31 June; its value is as it is written."""

    @property
    def basis(self) -> str:
        """Why this value and no other: ``explicit``; ``creation-time``, for what is counted from it; ``mentioned``, for what is counted from a date named before; ``past`` or ``future``, by the tense around it; ``nearest``, where no tense tells; ``underspecified``."""

    @property
    def alternatives(self) -> list[str]:
        """Other values that the words allow."""

    @property
    def start(self) -> int:
        """Where the expression begins."""

    @property
    def end(self) -> int:
        """Where it ends, exclusive."""

    @property
    def text(self) -> str:
        """The expression as it stands in the text."""

    @property
    def evidence(self) -> list[Evidence]:
        """The rule and the whole phrase."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Event:
    """Something that happens, or a relation that lasts."""

    @property
    def id(self) -> str:
        """``e1``, ``e2`` … within the document."""

    @property
    def type(self) -> str:
        """The PLOVER event type, or ``STATEMENT`` for a public statement, which PLOVER has left out of CAMEO."""

    @property
    def mode(self) -> str | None:
        """The PLOVER mode, where the type has modes."""

    @property
    def subtype(self) -> str | None:
        """What the pack tells apart further: ``treaty``, ``loan``, ``summit`` and the like."""

    @property
    def cameo(self) -> str | None:
        """The root code of CAMEO that the type goes back to, two digits."""

    @property
    def status(self) -> str:
        """``past``, ``ongoing``, ``planned``, ``conditional`` or ``denied``. Only the first two are told as facts."""

    @property
    def participants(self) -> list[Participant]:
        """Who took part. An official is followed by the state that they stand for."""

    @property
    def is_complete(self) -> bool:
        """Whether all those are stated whom such an event needs: two where it takes two, else somebody who acts."""

    @property
    def date(self) -> str | None:
        """The ``TemporalExpression::id`` of its date."""

    @property
    def date_inherited(self) -> bool:
        """Whether the date stands in an earlier sentence of the paragraph."""

    @property
    def place(self) -> str | None:
        """The ``Place::id`` or ``Country::id`` of where it happens."""

    @property
    def host(self) -> str | None:
        """Who is host to the others, if the text says so: a reference like those of participants, to the state where an official stands for one."""

    @property
    def organization(self) -> str | None:
        """The ``Organization::id`` in whose frame it happens."""

    @property
    def session(self) -> int | None:
        """Its number among meetings of the same sort ("the 12th meeting")."""

    @property
    def sectors(self) -> list[str]:
        """The sectors that it is about."""

    @property
    def goods(self) -> list[str]:
        """Goods that it is about, in the text's words."""

    @property
    def amounts(self) -> list[Amount]:
        """Amounts of money that it is about."""

    @property
    def reported_by(self) -> list[str]:
        """Who tells it, as references like those of participants."""

    @property
    def key(self) -> str:
        """Type, participants, first day and place, the same in all documents: events with one key can be counted as one."""

    @property
    def evidence(self) -> list[Evidence]:
        """The phrases that say it."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Participant:
    """One who takes part in an event."""

    @property
    def ref(self) -> str:
        """The id of a person or organisation of the same extraction, or of a country, ISO 3166-1 alpha-3, which the text need not name where an official of it takes part."""

    @property
    def role(self) -> str:
        """``actor``, ``recipient`` or ``mutual``."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Amount:
    """An amount of money."""

    @property
    def value(self) -> str:
        """How much, written out as a decimal number: ``400000000000``."""

    @property
    def currency(self) -> str:
        """The currency, ISO 4217."""

    @property
    def text(self) -> str:
        """The words."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Record:
    """What a rule with a label of its own has recorded."""

    @property
    def kind(self) -> str:
        """The label that the rule emits."""

    @property
    def rule(self) -> str:
        """The id of the rule."""

    @property
    def fields(self) -> dict[str, Any]:
        """The fields of the rule's ``record``: a string, a list of strings, or null where nothing matched."""

    @property
    def evidence(self) -> Evidence:
        """The matched phrase."""

    def to_dict(self) -> dict[str, Any]:
        """The record as a dictionary of the form that JSON has."""

class Records:
    """A table of records that other libraries take over through the Arrow PyCapsule interface."""

    def __len__(self) -> int: ...
    def __arrow_c_stream__(self, requested_schema: Any = None) -> Any: ...
    def __arrow_c_array__(self, requested_schema: Any = None) -> Any: ...
    def __arrow_c_schema__(self) -> Any: ...

def kinds() -> list[str]: ...
def schema(kind: str) -> Records: ...
def extract_batches(
    batches: Any,
    kinds: Sequence[str],
    extractor: Extractor,
    *,
    text: str,
    id: str,
    title: str,
    published: str,
    offset_unit: str,
    direction: str,
    date_order: str | None,
    threads: int | None,
) -> dict[str, Records]: ...
