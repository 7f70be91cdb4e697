"""What a returned DOCX says beside the texts that it was made from: comments, tracked changes, and
changes without tracking, each on its words. What cannot be placed is listed with the reason. Pure:
no rows; the words of a place are those of the frozen text."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from app.documents.anchoring import Flat, Place
from app.documents.differ import matches
from app.drafts.returned import Block, Edit, Note, Returned

ALIKE = 50  # of 100: a paragraph that is less like any other is a new one
HEADING = 70
_SIGNS = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "\u00a0": " ", "‑": "-", "\u00ad": ""}
)


@dataclass(frozen=True)
class Frozen:
    """A section as it was when the file went out."""

    section_id: int
    heading: str
    text: Flat


@dataclass(frozen=True)
class Found:
    """`kind`: comment, tracked, untracked or unplaced. `place` is in the frozen text of the
    section; None for a comment on the whole of it, and for what cannot be placed (`why` says
    why)."""

    kind: str
    author: str
    words: str
    section_id: int | None = None
    place: Place | None = None
    quote: str = ""
    replacement: str | None = None
    why: str = ""
    also: str = ""  # the number in the file of a comment that stands on the same words


def differences(returned: Returned, frozen: Sequence[Frozen]) -> list[Found]:
    found: list[Found] = []
    owners = _owners(returned.blocks, frozen)
    pairs: dict[int, tuple[Frozen, int]] = {}
    for part in frozen:
        mine = [n for n, owner in enumerate(owners) if owner is part]
        body = [n for n in mine if not _is_title(returned.blocks[n])]
        found += _of_section(part, body, returned, pairs)
    found += [_comment(note, returned, owners, pairs) for note in returned.notes]
    return found


def _is_title(block: Block) -> bool:
    return block.level == 1


def _owners(blocks: list[Block], frozen: Sequence[Frozen]) -> list[Frozen | None]:
    """Which section each block stands in: by the heading before it, then by the order of those."""
    titles = [n for n, block in enumerate(blocks) if _is_title(block)]
    named: dict[int, Frozen] = {}
    left = list(frozen)
    for n in titles:
        words = _plain(blocks[n].text)
        best = max(left, key=lambda p: fuzz.ratio(_plain(p.heading), words), default=None)
        if best and fuzz.ratio(_plain(best.heading), words) >= HEADING:
            named[n] = best
            left.remove(best)
    unnamed = [n for n in titles if n not in named and _is_like(blocks, n, left)]
    named |= dict(zip(unnamed, left, strict=False))
    owner: Frozen | None = None
    found: list[Frozen | None] = []
    for n in range(len(blocks)):
        owner = named.get(n, None if n in titles else owner)
        found.append(owner)
    return found


def _is_like(blocks: list[Block], n: int, left: list[Frozen]) -> bool:
    """A title that nobody knows: is what follows it a text that we know?"""
    following = next((b.text for b in blocks[n + 1 :] if len(b.text) > 20), "")
    return any(fuzz.partial_ratio(_plain(following), _plain(p.text.text)) > HEADING for p in left)


def _of_section(
    part: Frozen, body: list[int], returned: Returned, pairs: dict[int, tuple[Frozen, int]]
) -> list[Found]:
    """Tracked changes in the paragraphs that are the same, and paragraphs that are not."""
    blocks = returned.blocks
    old = [_plain(part.text.words(_whole(part, n))) for n in range(len(part.text.blocks))]
    new = [_plain(blocks[n].text) for n in body]
    found: list[Found] = []
    i = j = 0
    for start, begin, long in [*matches(old, new), (len(old), len(new), 0)]:
        found += _window(part, range(i, start), body[j:begin], returned, pairs)
        for step in range(long):
            pairs[body[begin + step]] = (part, start + step)
            found += _tracked(part, start + step, blocks[body[begin + step]])
        i, j = start + long, begin + long
    return found


def _window(
    part: Frozen,
    old: range,
    new: list[int],
    returned: Returned,
    pairs: dict[int, tuple[Frozen, int]],
) -> list[Found]:
    """Paragraphs that were changed without tracking, that are gone, and that are new."""
    found: list[Found] = []
    left = [n for n in new if returned.blocks[n].text.strip() or returned.blocks[n].edits]
    by = returned.author
    last = old.start - 1
    for n in old:
        words = part.text.words(_whole(part, n))
        scores = {m: fuzz.ratio(_plain(words), _plain(returned.blocks[m].text)) for m in left}
        best = max(left, key=lambda m: scores[m], default=None)
        if not words.strip():
            continue
        if best is None or scores[best] < ALIKE:
            found.append(_suggestion("untracked", by, part, _whole(part, n), ""))
            continue
        for added in [m for m in left if m < best]:
            found.append(_added(part, last, returned.blocks[added], by))
        left = [m for m in left if m > best]
        pairs[best], last = (part, n), n
        text = _accepted(returned.blocks[best])
        if _plain(text) != _plain(words):
            found.append(_suggestion("untracked", by, part, _whole(part, n), text))
    return found + [_added(part, max(last, -1), returned.blocks[m], by) for m in left]


def _added(part: Frozen, after: int, block: Block, by: str) -> Found:
    """A new paragraph is suggested after the one that it follows."""
    text = _accepted(block).strip()
    author = block.edits[0].author if block.edits else by
    kind = "tracked" if block.edits else "untracked"
    if after < 0 or not text:
        return Found("unplaced", author, text, part.section_id, why="new")
    place = _whole(part, after)
    return _suggestion(kind, author, part, place, f"{part.text.words(place)}\n{text}")


def _tracked(part: Frozen, n: int, block: Block) -> list[Found]:
    """A suggestion for each change, on whole words."""
    at, text = part.text.starts[n], block.text
    same = part.text.words(_whole(part, n))
    found = []
    for edit in block.edits:
        start, stop, words = _whole_words(text, edit)
        if len(same) != len(text):  # signs that Word made other ones: the place is found by words
            start, stop = _moved(text, same, start), _moved(text, same, stop)
        place = Place(at + start, at + stop)
        if place.start < place.stop:
            found.append(_suggestion("tracked", edit.author, part, place, words))
    return found


def _whole_words(text: str, edit: Edit) -> tuple[int, int, str]:
    """An insertion between two words takes a neighbour with it, so that it has a place."""
    start, stop, words = edit.start, edit.stop, edit.words
    while start == stop or (
        start > 0 and text[start - 1].isalnum() and text[start : start + 1].isalnum()
    ):
        if start == 0:
            break
        start -= 1
        words = text[start] + words
        if not text[start].isspace() and (start == 0 or not text[start - 1].isalnum()):
            break
    if start == stop:
        end = re.match(r"\s*\S*", text[stop:])
        words, stop = words + (end[0] if end else ""), stop + (end.end() if end else 0)
    return start, stop, words


def _comment(
    note: Note,
    returned: Returned,
    owners: list[Frozen | None],
    pairs: dict[int, tuple[Frozen, int]],
) -> Found:
    block, at = note.begins
    owner = owners[block] if block < len(owners) else None
    if owner is None:
        return Found("comment", note.author, note.words, None, also=_spot(note))
    place = _place(note, returned, pairs)
    quote = owner.text.words(place) if place else ""
    return Found(
        "comment", note.author, note.words, owner.section_id, place, quote, also=_spot(note)
    )


def _spot(note: Note) -> str:
    """Equal for comments on the same words: a reply stands where what it answers stands."""
    return f"{note.begins}-{note.ends}"


def _place(note: Note, returned: Returned, pairs: dict[int, tuple[Frozen, int]]) -> Place | None:
    """In the frozen text; the whole paragraph where it was changed, or where no word was chosen."""
    (first, start), (last, stop) = note.begins, note.ends or note.begins
    if first not in pairs or last not in pairs:
        return None
    (part, a), (_, b) = pairs[first], pairs[last]
    whole_a, whole_b = _whole(part, a), _whole(part, b)
    same = all(
        len(part.text.words(whole)) == len(returned.blocks[n].text)
        for whole, n in ((whole_a, first), (whole_b, last))
    )
    if not same or (first == last and start == stop):
        return Place(whole_a.start, whole_b.stop)
    return Place(whole_a.start + start, whole_b.start + stop)


def _suggestion(kind: str, by: str, part: Frozen, place: Place, words: str) -> Found:
    quote = part.text.words(place)
    return Found(kind, by, "", part.section_id, place, quote, words)


def _whole(part: Frozen, n: int) -> Place:
    start = part.text.starts[n]
    stop = part.text.starts[n + 1] - 1 if n + 1 < len(part.text.starts) else len(part.text.text)
    return Place(start, stop)


def _accepted(block: Block) -> str:
    """The words with the tracked changes in them."""
    text, out, at = block.text, "", 0
    for edit in block.edits:
        out += text[at : edit.start] + edit.words
        at = edit.stop
    return out + text[at:]


def _moved(text: str, same: str, at: int) -> int:
    """The same place where spaces or signs are others: counted in what can be seen."""
    seen = len(re.sub(r"\s", "", text[:at]))
    for n, char in enumerate(same):
        if seen == 0:
            return n
        seen -= not char.isspace()
    return len(same)


def _plain(text: str) -> str:
    """What counts as the same: Word makes other quotes and spaces of those that it gets."""
    return " ".join(text.translate(_SIGNS).split())
