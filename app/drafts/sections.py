"""A draft split into sections by its headings, and which section of the plan each may belong to."""

from collections import Counter
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz

from app.documents import render
from app.documents.shape import shaped
from app.documents.tree import Node, words_of
from app.drafts import intake
from app.drafts.blocks import Reader, boxed, filled, worded

CONTENTS = ("table of contents", "contents", "inhaltsverzeichnis", "inhalt", "índice")
SAME = 80  # of 100: headings that are so much alike are the same


@dataclass(frozen=True)
class DraftSection:
    heading: str
    top: Node

    @property
    def words(self) -> int:
        return len(render.plain_text(self.top).split())


@dataclass(frozen=True)
class Draft:
    """`title` is a heading that stood alone above all others."""

    title: str
    sections: tuple[DraftSection, ...]
    dropped: Counter[str]


def read(data: bytes, kind: str) -> Draft:
    """A file that comes in. Refused where it cannot be read."""
    return draft_of(intake.tree_of(data, kind), ours=intake.is_ours(data, kind))


def draft_of(blocks: list[dict[str, Any]], *, ours: bool = False) -> Draft:
    """`ours`: what stands before the first heading is the cover that we made."""
    reader, kept = Reader(), intake.without_contents(blocks)
    reader.dropped["contents"] += len(kept) < len(blocks)
    nodes = reader.nodes(kept)
    levels = Counter(n.attrs["level"] for n in nodes if n.tag == "heading")
    level = next((n for n in sorted(levels) if levels[n] > 1), min(levels, default=1))
    title, parts = "", list[tuple[str, list[Node]]]()
    for node in nodes:
        if node.tag == "heading" and node.attrs["level"] == level:
            parts.append((" ".join(words_of(node).split())[:160], []))
        elif node.tag == "heading" and node.attrs["level"] < level and not parts and not title:
            title = " ".join(words_of(node).split())[:160]
        elif parts:
            parts[-1][1].append(_lowered(node, level))
        else:
            parts.append(("", [_lowered(node, level)]))
    if ours and parts and not parts[0][0]:
        reader.dropped["cover"] += 1
        reader.dropped["picture"] -= 1  # the emblem
        parts.pop(0)
    parts = [each for each in parts if each[1] or each[0].casefold() not in CONTENTS]
    _with_notes(reader, parts)
    sections = tuple(_section(heading, inner) for heading, inner in parts)
    return Draft(title, sections, +reader.dropped)


def matches(draft: Draft, headings: dict[int, str]) -> list[int | None]:
    """For each section of the draft the plan's section that bears its name, each at most once."""
    left = dict(headings)
    found: list[int | None] = []
    for section in draft.sections:
        scores = {n: fuzz.WRatio(section.heading, name) for n, name in left.items()}
        best = max(scores, key=lambda n: scores[n], default=None) if section.heading else None
        if best is not None and scores[best] >= SAME:
            found.append(best)
            del left[best]
        else:
            found.append(None)
    return found


def appended(now: Node, more: Node) -> Node:
    """The text of now with a draft after it."""
    return filled(Node("doc", None), [*shaped(now).children, *more.children])


def _section(heading: str, nodes: list[Node]) -> DraftSection:
    return DraftSection(heading, shaped(filled(Node("doc", None), nodes)))


def _lowered(node: Node, level: int) -> Node:
    """The headings below a section begin at 1 again."""
    if node.tag == "heading":
        node.attrs["level"] = min(4, max(1, node.attrs["level"] - level))
    return node


def _with_notes(reader: Reader, parts: list[tuple[str, list[Node]]]) -> None:
    """Footnotes are kept as a list at the end of the last section."""
    if not reader.notes or not parts:
        return
    notes = list(reader.notes)
    items = []
    for note in notes:
        item = filled(Node("listItem", None), reader.nodes(note))
        items.append(item if item.children else filled(item, [worded("paragraph", [("–", {})])]))
    parts[-1][1].extend(boxed("orderedList", items))
    reader.dropped["footnote"] += len(notes)
