"""A paper as Pandoc's own tree (JSON): precise, with nothing that could become markup. Comments and
tracked changes are spans, as Pandoc's DOCX reader and writer have them."""

import re
from base64 import b64encode
from collections.abc import Iterator
from typing import Any
from zlib import crc32

from app.clean import safe_url
from app.documents.schema import mark_name, whole
from app.documents.tree import Marks, Node, keys_of, text_blocks, walk, words_of
from app.exports.paper import Paper, Part, Remark, Said

VERSION = [1, 23, 1]
Tree = dict[str, Any]
STYLES = (
    ("code", "Code"),
    ("strike", "Strikeout"),
    ("underline", "Underline"),
    ("italic", "Emph"),
    ("bold", "Strong"),
)
_UNFIT = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff\ud800-\udfff]")


def document(blocks: list[Tree], meta: dict[str, str] | None = None) -> Tree:
    told = {name: {"t": "MetaString", "c": fit(value)} for name, value in (meta or {}).items()}
    return {"pandoc-api-version": VERSION, "meta": told, "blocks": blocks}


def fit(text: str) -> str:
    """Without what XML cannot hold."""
    return _UNFIT.sub("", text)


def text(words: str) -> list[Tree]:
    """Words as inlines; a line end is a break."""
    lines = fit(words).split("\n")
    found: list[Tree] = []
    for n, line in enumerate(lines):
        found += [{"t": "LineBreak"}] if n else []
        found += [{"t": "Str", "c": line}] if line else []
    return found


def para(words: str, style: str = "") -> Tree:
    return styled([{"t": "Para", "c": text(words)}], style)


def styled(blocks: list[Tree], style: str) -> Tree:
    attrs = [["custom-style", style]] if style else []
    return {"t": "Div", "c": [["", [], attrs], blocks]} if style else blocks[0]


def heading(level: int, inlines: list[Tree], name: str = "") -> Tree:
    return {"t": "Header", "c": [level, [name, [], []], inlines]}


def part_blocks(part: Part, paper: Paper, *, remarks: bool) -> Tree:
    """A section in its own language: its heading, then its text one level below."""
    writer = Writer(part, paper.images, remarks)
    blocks = [writer.title(), *writer.boxed(part.top)]
    return {"t": "Div", "c": [["", [], [["lang", part.language]]], blocks]}


def anchors(part: Part) -> dict[int, str]:
    """The name of each heading in a part's text, by the id() of its node."""
    nodes = [node for node in walk(part.top) if node.tag == "heading"]
    return {id(node): f"{part.name}-{n}" for n, node in enumerate(nodes, 1)}


class Writer:
    """Writes one part. It recurses, for a tree is at most DEEPEST deep."""

    def __init__(self, part: Part, images: dict[str, bytes], remarks: bool) -> None:
        self.part, self.images = part, images
        self.names = anchors(part)
        self.begins: dict[int, list[Remark]] = {}
        self.ends: dict[int, list[Remark]] = {}
        self.struck: dict[int, Remark] = {}
        self.notes, self.heading_notes = footnotes(part)
        self.loose = list(part.remarks) if remarks else []
        if remarks:
            self._place(part)

    def _place(self, part: Part) -> None:
        """Which runs of text each remark begins and ends at."""
        runs = list(_runs(part.top))
        for remark in part.remarks:
            mine = [number for number, marks in runs if remark.key in keys_of(marks)]
            if not mine:
                continue
            self.loose.remove(remark)
            self.begins.setdefault(mine[0], []).append(remark)
            self.ends.setdefault(mine[-1], []).insert(0, remark)
            if remark.replacement is not None:
                self.struck |= {n: remark for n in mine if n not in self.struck}

    def title(self) -> Tree:
        """The heading, with the remarks that have no words in the text."""
        inlines = text(self.part.heading)
        for remark in self.loose:
            quote = f"“{remark.quote}”\n" if remark.quote else ""
            inlines = [*starts(remark, quote), *inlines, *stops(remark)]
        inlines = [*inlines, *(note(words) for words in self.heading_notes)]
        return heading(1, inlines, self.part.name)

    def boxed(self, node: Node) -> list[Tree]:
        return [made for child in node.children for made in self.block(child)]

    def block(self, node: Node) -> list[Tree]:
        match node.tag:
            case "paragraph":
                return [{"t": "Para", "c": self.inlines(node)}]
            case "heading":
                level = min(6, whole(node.attrs.get("level"), 1, 4, 2) + 1)
                return [heading(level, self.inlines(node), self.names[id(node)])]
            case "codeBlock":
                return [{"t": "CodeBlock", "c": [["", [], []], fit(words_of(node))]}]
            case "bulletList" | "taskList":
                return [{"t": "BulletList", "c": [self.item(child) for child in node.children]}]
            case "orderedList":
                start = whole(node.attrs.get("start"), 1, 9999, 1)
                style = [start, {"t": "Decimal"}, {"t": "Period"}]
                items = [self.item(child) for child in node.children]
                return [{"t": "OrderedList", "c": [style, items]}]
            case "blockquote":
                return [{"t": "BlockQuote", "c": self.boxed(node)}]
            case "table":
                return self.table(node)
            case "horizontalRule":
                return [{"t": "HorizontalRule"}]
            case "image":
                return [{"t": "Para", "c": self.image(node)}]
            case "":
                return [{"t": "Para", "c": self.inlines(node)}] if node.text.strip() else []
            case _:
                return self.boxed(node)

    def item(self, node: Node) -> list[Tree]:
        blocks = self.boxed(node) or [{"t": "Plain", "c": []}]
        if node.tag == "taskItem":
            box = {"t": "Str", "c": "☒ " if node.attrs.get("checked") is True else "☐ "}
            if blocks[0]["t"] == "Para":
                blocks[0] = {"t": "Para", "c": [box, *blocks[0]["c"]]}
        if len(blocks) == 1 and blocks[0]["t"] == "Para":
            blocks[0] = {"t": "Plain", "c": blocks[0]["c"]}
        return blocks

    def table(self, node: Node) -> list[Tree]:
        rows = [row for row in node.children if row.tag == "tableRow" and row.children]
        width = max((sum(_span(c, "colspan") for c in row.children) for row in rows), default=0)
        if not width:
            return self.boxed(node)
        heads = 0
        while heads < len(rows) and all(c.tag == "tableHeader" for c in rows[heads].children):
            heads += 1
        columns = [[{"t": "AlignDefault"}, {"t": "ColWidth", "c": 1 / width}]] * width
        none: list[Any] = ["", [], []]
        body = [none, 0, [], [self.row(row) for row in rows[heads:]]]
        head = [none, [self.row(row) for row in rows[:heads]]]
        return [{"t": "Table", "c": [none, [None, []], columns, head, [body], [none, []]]}]

    def row(self, node: Node) -> list[Any]:
        cells = [
            [
                ["", [], []],
                {"t": "AlignDefault"},
                _span(cell, "rowspan"),
                _span(cell, "colspan"),
                self.boxed(cell) or [{"t": "Plain", "c": []}],
            ]
            for cell in node.children
        ]
        return [["", [], []], cells]

    def image(self, node: Node) -> list[Tree]:
        alt = text(str(node.attrs.get("alt") or ""))
        data = self.images.get(str(node.attrs.get("src")))
        if data is None:
            return alt
        source = f"data:image/jpeg;base64,{b64encode(data).decode()}"
        return [{"t": "Image", "c": [["", [], []], alt, [source, ""]]}]

    def inlines(self, node: Node) -> list[Tree]:
        found: list[Tree] = []
        for child in walk(node):
            if child.tag == "hardBreak":
                found.append({"t": "LineBreak"})
            elif child.tag == "image":
                found += self.image(child)
            for n, (words, marks) in enumerate(child.runs):
                found += self.run(id(child) * 1000 + n, words, marks)
        return found

    def run(self, number: int, words: str, marks: Marks) -> list[Tree]:
        """The words with the spans of remarks that begin or end at them."""
        before = [span for one in self.begins.get(number, ()) for span in starts(one)]
        inner = looks(text(words), marks)
        if struck := self.struck.get(number):
            inner = [_changed("deletion", struck.said, inner)]
        after: list[Tree] = [note(words) for words in self.notes.get(number, ())]
        for one in self.ends.get(number, ()):
            if one.replacement:
                after.append(_changed("insertion", one.said, text(one.replacement)))
            after += stops(one)
        return [*before, *inner, *after]


def footnotes(part: Part) -> tuple[dict[int, list[str]], list[str]]:
    """After which run of text each footnote stands; those of a text without words, on its
    heading."""
    runs = [(number, keys_of(marks)) for number, marks in _runs(part.top)]
    placed: dict[int, list[str]] = {}
    for one in part.notes:
        mine = [number for number, keys in runs if one.key in keys] or [n for n, _keys in runs]
        if mine:
            placed.setdefault(mine[-1], []).append(one.words)
    return placed, [] if runs else [one.words for one in part.notes]


def note(words: str) -> Tree:
    return {"t": "Note", "c": [{"t": "Para", "c": text(words)}]}


def _runs(top: Node) -> Iterator[tuple[int, Marks]]:
    for block in text_blocks(top):
        for child in walk(block):
            yield from ((id(child) * 1000 + n, marks) for n, (_, marks) in enumerate(child.runs))


def _span(cell: Node, name: str) -> int:
    return whole(cell.attrs.get(name), 1, 100, 1)


def looks(inlines: list[Tree], marks: Marks) -> list[Tree]:
    named = {mark_name(key): value for key, value in marks.items() if value is not None}
    for name, kind in STYLES:
        if name not in named or named[name] is False:
            continue
        if kind == "Code":
            words = "".join(one.get("c", "\n") for one in inlines)
            inlines = [{"t": "Code", "c": [["", [], []], words]}]
        else:
            inlines = [{"t": kind, "c": inlines}]
    link = named.get("link")
    url = safe_url(link.get("href")) if isinstance(link, dict) else None
    if url and not url.startswith("/"):
        inlines = [{"t": "Link", "c": [["", [], []], inlines, [url, ""]]}]
    return inlines


def starts(remark: Remark, quote: str = "") -> list[Tree]:
    """One real comment for each thing that was said, all on the same words."""
    found = []
    for n, said in enumerate(remark.said):
        words = said.words or "→"
        attrs = [["id", _number(remark, n)], *_by(said)]
        inlines = text((quote if not n else "") + words)
        found.append({"t": "Span", "c": [["", ["comment-start"], attrs], inlines]})
    return found


def stops(remark: Remark) -> list[Tree]:
    ids = [_number(remark, n) for n in range(len(remark.said))]
    return [{"t": "Span", "c": [["", ["comment-end"], [["id", one]]], []]} for one in ids]


def _number(remark: Remark, n: int) -> str:
    """Word wants a number; the same remark has the same one where it begins and ends."""
    return str(crc32(f"{remark.key}-{n}".encode()) & 0x7FFFFFFF)


def _changed(kind: str, said: tuple[Said, ...], inlines: list[Tree]) -> Tree:
    return {"t": "Span", "c": [["", [kind], _by(said[0])], inlines]}


def _by(said: Said) -> list[list[str]]:
    return [["author", fit(said.author)], ["date", said.at.strftime("%Y-%m-%dT%H:%M:%SZ")]]
