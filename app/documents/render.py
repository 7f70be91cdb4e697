"""A document as HTML, as plain text and as its first words. From the allow-list of the schema, then
through clean(): never from str(fragment), which escapes nothing. No log, no rights."""

import re
import unicodedata
from collections.abc import Callable
from html import escape
from typing import Any

from app.clean import clean, file_url, safe_url
from app.documents.schema import MARKS, mark_name, whole
from app.documents.tree import Marks, Node, keys_of, text_blocks, words_of

# A text sits below the page's title and the section's: its first heading is an h3.
BELOW = 2
_KEY = re.compile(r"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")
_MARK = re.compile('<mark data-passage="([0-9a-f-]{36})">|</mark>')


def html_of(top: Node, anchor: str = "", below: int = BELOW, *, passages: bool = False) -> str:
    """The text as safe HTML. Headings get ids `h-<anchor>-<words>`; with `passages` each marked one
    stands in a <mark data-passage>, which only() takes off again."""
    return clean(Writer(anchor, below, passages).boxed(top), passages=passages)


def only(html: str, looks: dict[str, str]) -> str:
    """Without the marks of passages that are not among these: not everybody may know of each. A
    look is a word of ours: what hangs on the passage."""
    kept: list[bool] = []

    def judge(tag: re.Match[str]) -> str:
        if tag[0] == "</mark>":
            return tag[0] if kept.pop() else ""
        kept.append(tag[1] in looks)
        return f'<mark class="mark--{looks[tag[1]]}"{tag[0][5:]}' if kept[-1] else ""

    return _MARK.sub(judge, html)


def plain_text(top: Node) -> str:
    """The words alone, a block a line: for search, for mails and for counting."""
    lines = [words_of(n) for n in text_blocks(top)]
    return "\n".join(line for line in lines if line.strip())


def summary(top: Node, words: int = 40) -> str:
    """The first words, cut at a word, with … where there is more."""
    found = plain_text(top).split()
    return " ".join(found[:words]) + (" …" if len(found) > words else "")


class Writer:
    """Writes one text. It recurses, for the tree it gets is at most DEEPEST deep."""

    def __init__(self, anchor: str, below: int, passages: bool = False) -> None:
        self.anchor, self.below, self.passages = anchor, below, passages
        self.anchors: set[str] = set()
        self.special: dict[str, Callable[[Node], str]] = {
            "heading": self.heading,
            "codeBlock": lambda n: f"<pre><code>{escape(words_of(n))}</code></pre>",
            "orderedList": self.ordered,
            "taskList": lambda n: f'<ul class="tasks">{self.boxed(n)}</ul>',
            "taskItem": self.task,
            "table": self.table,
            "tableHeader": lambda n: self.cell(n, "th"),
            "tableCell": lambda n: self.cell(n, "td"),
            "image": self.image,
            "hardBreak": lambda n: "<br>",
            "horizontalRule": lambda n: "<hr>",
            "paragraph": lambda n: f"<p>{self.inline(n)}</p>",
            "bulletList": lambda n: f"<ul>{self.boxed(n)}</ul>",
            "listItem": lambda n: f"<li>{self.boxed(n)}</li>",
            "blockquote": lambda n: f"<blockquote>{self.boxed(n)}</blockquote>",
            "tableRow": lambda n: f"<tr>{self.boxed(n)}</tr>",
        }

    def boxed(self, node: Node) -> str:
        return "".join(self.block(child) for child in node.children)

    def block(self, node: Node) -> str:
        write = self.special.get(node.tag)
        if write:
            return write(node)
        # A node we don't know keeps its words: it may come from a newer editor.
        return self.inline(node) if not node.tag else self.boxed(node)

    def inline(self, node: Node) -> str:
        if not node.tag:
            return "".join(self.run(words, marks) for words, marks in node.runs)
        return "".join(self.inline(c) if not c.tag else self.block(c) for c in node.children)

    def run(self, words: str, marks: Marks) -> str:
        html = marked(escape(words), marks)
        for key in filter(_KEY.fullmatch, keys_of(marks) if self.passages else ()):
            html = f'<mark data-passage="{key}">{html}</mark>'
        return html

    def heading(self, node: Node) -> str:
        level = min(6, whole(node.attrs.get("level"), 1, 4, 2) + self.below)
        return f'<h{level} id="{self.new_anchor(words_of(node))}">{self.inline(node)}</h{level}>'

    def new_anchor(self, words: str) -> str:
        flat = unicodedata.normalize("NFKC", words).casefold()
        stem = "-".join(
            filter(None, ("h", self.anchor, re.sub(r"[\W_]+", "-", flat)[:60].strip("-")))
        )
        anchor, n = stem, 1
        while anchor in self.anchors or anchor == "h":
            n += 1
            anchor = f"{stem}-{n}"
        self.anchors.add(anchor)
        return anchor

    def ordered(self, node: Node) -> str:
        start = whole(node.attrs.get("start"), 2, 9999, 1)
        begin = f' start="{start}"' if start > 1 else ""
        return f"<ol{begin}>{self.boxed(node)}</ol>"

    def task(self, node: Node) -> str:
        tick = " checked" if node.attrs.get("checked") is True else ""
        first = node.children[:1] if node.children and node.children[0].tag == "paragraph" else []
        words = "".join(self.inline(n) for n in first)
        rest = "".join(self.block(n) for n in node.children[len(first) :])
        box = f'<input type="checkbox" disabled{tick}>'
        # The label gives the box its name; a link inside it stays a link.
        return f"<li><label>{box} <span>{words}</span></label>{rest}</li>"

    def table(self, node: Node) -> str:
        rows = [child for child in node.children if child.tag == "tableRow"]
        return f'<table class="table"><tbody>{"".join(self.block(r) for r in rows)}</tbody></table>'

    def cell(self, node: Node, tag: str) -> str:
        spans = ""
        for name in ("colspan", "rowspan"):
            span = whole(node.attrs.get(name), 2, 100, 1)
            spans += f' {name}="{span}"' if span > 1 else ""
        if tag == "th":
            spans += f' scope="{_scope(node)}"'
        return f"<{tag}{spans}>{self.boxed(node)}</{tag}>"

    def image(self, node: Node) -> str:
        source, words = file_url(node.attrs.get("src")), escape(str(node.attrs.get("alt") or ""))
        return f'<img src="{source}" alt="{words}" loading="lazy">' if source else words


def _scope(cell: Node) -> str:
    """A header that stands before ordinary cells names its row, any other its column."""
    row = cell.parent.children if cell.parent else []
    return "row" if any(other.tag == "tableCell" for other in row) else "col"


def marked(html: str, marks: Marks) -> str:
    """The words inside the tags of their marks, in the one order of the schema (link outermost)."""
    named: dict[str, Any] = {mark_name(key): value for key, value in marks.items()}
    for name in reversed(MARKS):
        tag, value = MARKS[name]["html"], named.get(name)
        if name not in named or tag is None or value is None or value is False:
            continue
        html = _link(html, value) if name == "link" else f"<{tag}>{html}</{tag}>"
    return html


def _link(html: str, value: Any) -> str:
    url = safe_url(value.get("href")) if isinstance(value, dict) else None
    if url is None:
        return html
    away = ' rel="noopener noreferrer"' if "://" in url else ""
    return f'<a href="{escape(url)}"{away}>{html}</a>'
