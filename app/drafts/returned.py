"""A DOCX that comes back from Word, read: its stamp, and its blocks with what was changed in them
by tracking and what was said about them. Compares nothing; differences.py does."""

import io
import zipfile
from dataclasses import dataclass, field
from typing import Any

from lxml import etree

from app.drafts import intake
from app.exports.word import STAMP

Tree = dict[str, Any]
PARSER = etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=False)
BOXES = ("☐ ", "☒ ")


@dataclass(frozen=True)
class Edit:
    """A tracked change: characters start:stop of the block before it give way to `words`."""

    start: int
    stop: int
    words: str
    author: str


@dataclass
class Note:
    """A comment, from a place in one block to one in another (block, character)."""

    number: str
    author: str
    words: str
    begins: tuple[int, int]
    ends: tuple[int, int] | None = None


@dataclass
class Block:
    """`text` is what stood there before any tracked change; `level` is a heading's, 0 of others."""

    text: str = ""
    level: int = 0
    edits: list[Edit] = field(default_factory=list)


@dataclass
class Returned:
    stamp: str
    author: str
    blocks: list[Block]
    notes: list[Note]


def read(data: bytes) -> Returned:
    """Refused where it is no DOCX that can be read."""
    kind = intake.kind_of(data, "back.docx")
    reader = _Reader()
    for block in intake.without_contents(intake.tree_of(data, kind, changes="all")):
        reader.block(block, 0)
    return Returned(*_properties(data), reader.blocks, list(reader.notes.values()))


def _properties(data: bytes) -> tuple[str, str]:
    """The stamp, and who saved the file last."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        names = set(packed.namelist())
        parts = [
            packed.read(name) if name in names else b""
            for name in ("docProps/custom.xml", "docProps/core.xml")
        ]
    custom, core = (_xml(part) for part in parts)
    stamp = "".join(
        "".join(each.itertext())
        for each in (custom if custom is not None else [])
        if each.get("name") == STAMP
    )
    author = core.findtext("{*}lastModifiedBy") if core is not None else ""
    return stamp[:2000], (author or "")[:120]


def _xml(data: bytes) -> Any:
    try:
        return etree.fromstring(data, PARSER) if data else None
    except etree.XMLSyntaxError:
        return None


class _Reader:
    def __init__(self) -> None:
        self.blocks: list[Block] = []
        self.notes: dict[str, Note] = {}

    def block(self, block: Tree, depth: int) -> None:
        kind = block.get("t")
        told: Any = block.get("c")
        if depth > 60:
            return
        if kind in ("Para", "Plain"):
            self.words(told)
        elif kind == "Header":
            self.words(told[2], told[0])
        elif kind == "CodeBlock":
            self.blocks.append(Block(told[1]))
        elif kind == "LineBlock":
            self.words([one for line in told for one in (*line, {"t": "LineBreak"})][:-1])
        else:
            for inner in _below(kind or "", told):
                self.block(inner, depth + 1)

    def words(self, inlines: list[Tree], level: int = 0) -> None:
        block = Block(level=level)
        number = len(self.blocks)
        self.blocks.append(block)
        self._inlines(inlines, block, number, "", "")
        if block.text.startswith(BOXES):
            block.text = block.text[2:]
            block.edits = [
                Edit(max(e.start - 2, 0), max(e.stop - 2, 0), e.words, e.author)
                for e in block.edits
            ]

    def _inlines(self, told: list[Tree], block: Block, number: int, how: str, by: str) -> None:
        for one in told:
            kind = one.get("t")
            inner: Any = one.get("c")
            if kind == "Span":
                self._span(inner, block, number, how, by)
            elif kind in ("Str", "Code", "Math"):
                self._put(str(inner if kind == "Str" else inner[1]), block, how, by)
            elif kind in ("Space", "SoftBreak", "LineBreak"):
                self._put("\n" if kind == "LineBreak" else " ", block, how, by)
            elif kind in ("Link", "Image", "Quoted", "Cite"):
                self._inlines(inner[1], block, number, how, by)
            elif kind in ("Strong", "Emph", "Underline", "Strikeout", "SmallCaps") or kind in (
                "Superscript",
                "Subscript",
            ):
                self._inlines(inner, block, number, how, by)

    def _span(self, told: Any, block: Block, number: int, how: str, by: str) -> None:
        (_name, classes, attrs), inner = told
        about = dict(attrs)
        if "comment-start" in classes:
            said = Block()
            self._inlines(inner, said, number, "", "")
            place = (number, len(block.text))
            key = about.get("id", "")
            self.notes[key] = Note(key, about.get("author", "")[:120], said.text.strip(), place)
        elif "comment-end" in classes:
            note = self.notes.get(about.get("id", ""))
            if note is not None and note.ends is None:
                note.ends = (number, len(block.text))
            self._inlines(inner, block, number, how, by)  # the next one's end stands in it
        elif "insertion" in classes or "deletion" in classes:
            self._inlines(inner, block, number, classes[0], about.get("author", "")[:120])
        elif "paragraph-insertion" not in classes and "paragraph-deletion" not in classes:
            self._inlines(inner, block, number, how, by)

    def _put(self, words: str, block: Block, how: str, by: str) -> None:
        """Neighbouring changes by one hand are one."""
        at, last = len(block.text), block.edits[-1] if block.edits else None
        if how != "insertion":
            block.text += words
        if not how:
            return
        start, stop = at, len(block.text)
        new = words if how == "insertion" else ""
        if last and last.author == by and last.stop == at:
            block.edits[-1] = Edit(last.start, stop, last.words + new, by)
        else:
            block.edits.append(Edit(start, stop, new, by))


def _below(kind: str, told: Any) -> list[Tree]:
    if kind == "BulletList":
        return [block for item in told for block in item]
    if kind == "OrderedList":
        return [block for item in told[1] for block in item]
    if kind == "BlockQuote":
        return list(told)
    if kind in ("Div", "Figure"):
        return list(told[-1])
    if kind == "Table":
        rows = [*told[3][1], *(row for body in told[4] for row in (*body[2], *body[3]))]
        return [block for row in (*rows, *told[5][1]) for cell in row[1] for block in cell[4]]
    if kind == "DefinitionList":
        return [block for _term, meanings in told for one in meanings for block in one]
    return []
