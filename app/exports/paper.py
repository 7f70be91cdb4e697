"""What a text is on its way out: plain values that every maker (docx, odt, pdf, markdown) reads. No
rows, no rights: whoever builds a Paper has left out what its reader may not see."""

from dataclasses import dataclass, field
from datetime import date, datetime

from app.documents.tree import Node


@dataclass(frozen=True)
class Said:
    """One comment of a thread; `author` as it is to be shown (with the city, or “in Word”)."""

    author: str
    at: datetime
    words: str


@dataclass(frozen=True)
class Remark:
    """A thread as a document carries it. Its place is the passage mark `key` in the part's tree;
    with no such mark there it belongs to the part's heading, and `quote` says which words it meant.

    `replacement` is an open suggestion: the words that are to stand where the mark is."""

    key: str
    said: tuple[Said, ...]
    quote: str = ""
    replacement: str | None = None
    solved: bool = False


@dataclass(frozen=True)
class Footnote:
    """What a text was learnt from. Its place is the passage mark `key`; without one there it stands
    at the text's end."""

    key: str
    words: str


@dataclass(frozen=True)
class Part:
    """A section (or a note): its heading and its text, whose own headings begin one level below.
    `name` is stable, ascii, and unique in the paper: `section-12`."""

    name: str
    heading: str
    top: Node
    language: str
    remarks: tuple[Remark, ...] = ()
    notes: tuple[Footnote, ...] = ()


@dataclass(frozen=True)
class Paper:
    """A whole text to be printed or sent. `stamp` is what a DOCX says on its return; `about` are
    lines for the cover (status, approval); `remarks` are on the whole of it."""

    title: str
    language: str
    parts: tuple[Part, ...]
    pair: str = ""
    cities: tuple[str, ...] = ()
    version: str = ""
    day: date | None = None
    about: tuple[str, ...] = ()
    funding_statement: str = ""
    stamp: str = ""
    remarks: tuple[Remark, ...] = ()
    short: bool = False  # no cover and no contents: title and parts on the same page
    pages: bool = False  # of a short one: each part on a page of its own, funded by
    tall: bool = False  # rows to be signed in
    images: dict[str, bytes] = field(default_factory=dict)  # by their address, /files/12: JPEGs
