"""A paper as tagged PDF (PDF/UA-1), set by typst in a process of its own (typeset.py)."""

import json
import os
import shutil
import signal
import subprocess  # noqa: S404 - our own program, given a path of our own making
import sys
import tempfile
from pathlib import Path
from typing import Any

from flask_babel import gettext as _

from app.clean import safe_url
from app.documents.schema import mark_name, whole
from app.documents.tree import Marks, Node, walk, words_of
from app.exports import emblem
from app.exports.ast import fit, footnotes
from app.exports.paper import Paper, Part, Remark

HERE = Path(__file__).parent
SECONDS = 90
LOOKS = ("bold", "italic", "underline", "strike", "code")
Tree = dict[str, Any]


class Failed(Exception):
    """It could not be set: typst's own words, for the log."""


def pdf(paper: Paper, *, remarks: bool = False) -> bytes:
    with tempfile.TemporaryDirectory(prefix="tandem-pdf-") as name:
        folder = Path(name)
        shutil.copy(HERE / "paper.typ", folder)
        (folder / "emblem.svg").write_text(emblem.svg(), "utf-8")
        pictures = {url: f"image-{n}.jpg" for n, url in enumerate(paper.images)}
        for url, file in pictures.items():
            (folder / file).write_bytes(paper.images[url])
        told = _told(paper, pictures, remarks)
        (folder / "paper.json").write_text(json.dumps(told, ensure_ascii=False), "utf-8")
        _typeset(folder)
        return (folder / "paper.pdf").read_bytes()


def _typeset(folder: Path) -> None:
    process = subprocess.Popen(  # noqa: S603
        [sys.executable, "-I", str(HERE / "typeset.py"), str(folder)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        env={"LC_ALL": "C.UTF-8"},
        cwd="/",
        start_new_session=True,
    )
    try:
        said, _errors = process.communicate(timeout=SECONDS)
    except subprocess.TimeoutExpired as slow:
        raise Failed(f"no answer in {SECONDS} s") from slow
    finally:
        if process.poll() is None:
            os.killpg(process.pid, signal.SIGKILL)
            process.communicate()
    if process.returncode:
        raise Failed(said.decode("utf-8", "replace")[-1000:])


def _told(paper: Paper, pictures: dict[str, str], remarks: bool) -> Tree:
    day = paper.day.isoformat() if paper.day else ""
    lines = [line for line in (paper.version, *paper.about) if line]
    return {
        "title": fit(paper.title),
        "pair": fit(paper.pair),
        "cities": fit(" · ".join(paper.cities)),
        "language": paper.language,
        "version": fit(paper.version or day),
        "lines": [fit(line) for line in lines],
        "funding": fit(paper.funding_statement),
        "emblem": str(_("The emblem of the European Union")),
        "short": paper.short,
        "pages": paper.pages,
        "tall": paper.tall,
        "contents": str(_("Contents")),
        "annex": str(_("Comments")),
        "parts": [_part(part, pictures) for part in paper.parts],
        "remarks": _remarks(paper) if remarks else [],
    }


def _part(part: Part, pictures: dict[str, str]) -> Tree:
    heading = fit(part.heading) or part.name
    notes, loose = footnotes(part)
    blocks = _Setter(pictures, notes).boxed(part.top)
    said = [fit(words) for words in loose]
    return {"heading": heading, "language": part.language, "c": blocks, "notes": said}


def _remarks(paper: Paper) -> list[Tree]:
    found = [("", one) for one in paper.remarks]
    found += [(part.heading, one) for part in paper.parts for one in part.remarks]
    return [_remark(fit(place), one) for place, one in found]


def _remark(place: str, remark: Remark) -> Tree:
    said = [{"who": fit(one.author), "words": fit(one.words)} for one in remark.said]
    return {"place": place, "quote": fit(remark.quote), "said": said}


class _Setter:
    """Turns a tree into the plain values that paper.typ draws."""

    def __init__(self, pictures: dict[str, str], notes: dict[int, list[str]]) -> None:
        self.pictures, self.notes = pictures, notes
        self.level = 1

    def boxed(self, node: Node) -> list[Tree]:
        return [made for child in node.children for made in self.block(child)]

    def block(self, node: Node) -> list[Tree]:
        match node.tag:
            case "paragraph":
                return [{"t": "p", "c": self.runs(node)}]
            case "heading":
                # A level is never left out: PDF/UA asks for it.
                level = whole(node.attrs.get("level"), 1, 4, 2) + 1
                self.level = min(level, self.level + 1)
                return [{"t": "h", "level": self.level, "c": self.runs(node)}]
            case "codeBlock":
                return [{"t": "code", "x": fit(words_of(node))}]
            case "bulletList" | "taskList":
                return [{"t": "ul", "items": [self.item(child) for child in node.children]}]
            case "orderedList":
                start = whole(node.attrs.get("start"), 1, 9999, 1)
                items = [self.item(child) for child in node.children]
                return [{"t": "ol", "start": start, "items": items}]
            case "blockquote":
                return [{"t": "quote", "c": self.boxed(node)}]
            case "table":
                return self.table(node)
            case "horizontalRule":
                return [{"t": "rule"}]
            case "image":
                return [self.image(node, {"t": "img"}) or {"t": "p", "c": _alt(node)}]
            case "":
                return [{"t": "p", "c": self.runs(node)}] if node.text.strip() else []
            case _:
                return self.boxed(node)

    def item(self, node: Node) -> list[Tree]:
        blocks = self.boxed(node) or [{"t": "p", "c": []}]
        if node.tag == "taskItem" and blocks[0]["t"] == "p":
            box = "☒ " if node.attrs.get("checked") is True else "☐ "
            blocks[0] = {"t": "p", "c": [{"x": box}, *blocks[0]["c"]]}
        return blocks

    def table(self, node: Node) -> list[Tree]:
        rows = [row for row in node.children if row.tag == "tableRow" and row.children]
        width = max((sum(_span(c, "colspan") for c in row.children) for row in rows), default=0)
        if not width:
            return self.boxed(node)
        heads = 0
        while heads < len(rows) and all(c.tag == "tableHeader" for c in rows[heads].children):
            heads += 1
        cells = [[self.cell(cell) for cell in row.children] for row in rows]
        return [{"t": "table", "columns": width, "head": cells[:heads], "body": cells[heads:]}]

    def cell(self, node: Node) -> Tree:
        spans = {name: _span(node, name) for name in ("colspan", "rowspan")}
        inner = self.boxed(node) or [{"t": "p", "c": []}]
        return {"head": node.tag == "tableHeader", "c": inner} | spans

    def image(self, node: Node, told: Tree) -> Tree | None:
        file = self.pictures.get(str(node.attrs.get("src")))
        alt = fit(str(node.attrs.get("alt") or "")) or str(_("Picture"))
        return told | {"src": file, "alt": alt} if file else None

    def runs(self, node: Node) -> list[Tree]:
        found: list[Tree] = []
        for child in walk(node):
            if child.tag == "hardBreak":
                found.append({"br": True})
            elif child.tag == "image":
                picture = self.image(child, {})
                found += [picture] if picture else _alt(child)
            for n, (words, marks) in enumerate(child.runs):
                found += [_run(words, marks)] if words else []
                noted = self.notes.get(id(child) * 1000 + n, ())
                found += [{"note": fit(said)} for said in noted]
        return found


def _run(words: str, marks: Marks) -> Tree:
    named = {mark_name(key): value for key, value in marks.items() if value is not None}
    run: Tree = {"x": fit(words)}
    run |= {name: True for name in LOOKS if name in named and named[name] is not False}
    link = named.get("link")
    url = safe_url(link.get("href")) if isinstance(link, dict) else None
    return run | ({"href": url} if url and ":" in url else {})


def _alt(node: Node) -> list[Tree]:
    words = fit(str(node.attrs.get("alt") or ""))
    return [{"x": words}] if words else []


def _span(cell: Node, name: str) -> int:
    return whole(cell.attrs.get(name), 1, 100, 1)
