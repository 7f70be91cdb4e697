"""The mark of a passage: put on words by the server, found again wherever they went, and words
under it exchanged. Works on trees and Docs; which passages there are is in passages.py."""

from base64 import b64encode
from hashlib import sha256
from typing import Any

from pycrdt import Doc

from app.documents import edit, tree
from app.documents.anchoring import Flat, Place, flat
from app.documents.positions import utf8
from app.documents.refusals import Refusal
from app.documents.tree import PASSAGE, Marks, Node, keys_of, walk


class Changed(Refusal):
    """The words under the mark are no longer those that were expected; these are."""

    status = 409
    code = "changed"

    def __init__(self, words: str) -> None:
        super().__init__(words)
        self.words = words


def mark_key(key: str) -> str:
    """The name under which the editor stores this mark: it may overlap others of its kind, so its
    name ends in a hash of the mark (y-tiptap's hashOfJSON, lib0's encoding of any value)."""
    told = b"\x76\x02" + _text("type") + b"\x77" + _text(PASSAGE)
    told += _text("attrs") + b"\x76\x01" + _text("id") + b"\x77" + _text(key)
    digest = sha256(told).digest()
    folded = bytearray(digest[:6])
    for place, byte in enumerate(digest[6:], 6):
        folded[place % 6] ^= byte
    return f"{PASSAGE}--{b64encode(bytes(folded)).decode()}"


def _text(words: str) -> bytes:
    data = words.encode()
    return bytes([len(data)]) + data  # all of ours are shorter than 128


def places(text: Flat) -> dict[str, Place]:
    """Each passage's words: where they stand first, as far as they go on without a gap. A paragraph
    that was split is no gap, a copy further down is."""
    found: dict[str, Place] = {}
    for start, stop, marks in _stretches(text):
        for key in keys_of(marks):
            before = found.get(key)
            if before is None:
                found[key] = Place(start, stop)
            elif not text.text[before.stop : start].strip("\n"):
                found[key] = Place(before.start, stop)
    return found


def mark(doc: Doc[Any], place: Place, key: str) -> bytes:
    """The update that marks the words of a place."""
    fork = tree.load(doc.get_update())
    state, text = fork.get_state(), flat(tree.read(fork))
    with fork.transaction():
        for node, low, high in _runs_in(text, place):
            _format(node, low, high, {mark_key(key): {"id": key}})
    return fork.get_update(state)


def overlay(top: Node, wanted: dict[str, Place]) -> Node:
    """The same tree with these passages marked in it, for a state that is only shown."""
    text = flat(top)
    for key, place in wanted.items():
        for node, low, high in _runs_in(text, place):
            node.runs = _remarked(node.runs, low, high, {mark_key(key): {"id": key}})
    return top


def exchange(doc: Doc[Any], key: str, expected: str, words: str) -> bytes:
    """The update that puts `words` where the passage stands; Changed where that no longer says what
    was expected. What stays of the words keeps its looks, and other passages on it."""
    fork = tree.load(doc.get_update())
    state, text = fork.get_state(), flat(tree.read(fork))
    place = places(text).get(key)
    now = text.words(place) if place else ""
    if place is None or now.split() != expected.split():
        raise Changed(now)
    with fork.transaction():
        _exchange(text, place, words.split("\n"))
    return fork.get_update(state)


def _exchange(text: Flat, place: Place, lines: list[str]) -> None:
    """Line by line over the blocks that the place covers. Lines too many become breaks in the last
    block; a block that is left without a line goes."""
    parts = [
        (block, max(place.start - at, 0), min(place.stop - at, len(tree.words_of(block))))
        for block, at in zip(text.blocks, text.starts, strict=True)
        if at <= place.stop and at + len(tree.words_of(block)) >= place.start
    ]
    if len(lines) > len(parts):
        lines[len(parts) - 1 :] = ["\n".join(lines[len(parts) - 1 :])]
    for n, (block, low, high) in reversed(list(enumerate(parts))):
        whole = low == 0 and high == len(tree.words_of(block))
        if n >= len(lines) and whole and len(block.parent.children if block.parent else ()) > 1:
            edit.remove(block)
        else:
            edit.exchange(block, low, high, lines[n] if n < len(lines) else "")


def _stretches(text: Flat) -> list[tuple[int, int, Marks]]:
    found: list[tuple[int, int, Marks]] = []
    for block, at in zip(text.blocks, text.starts, strict=True):
        for node in walk(block):
            at += node.tag == "hardBreak"
            for words, marks in node.runs:
                found.append((at, at + len(words), marks))
                at += len(words)
    return found


def _runs_in(text: Flat, place: Place) -> list[tuple[Node, int, int]]:
    """The runs of text under a place, each with the characters of it that are."""
    found = []
    for block, at in zip(text.blocks, text.starts, strict=True):
        for node in walk(block):
            at += node.tag == "hardBreak"
            low, high = max(place.start - at, 0), min(place.stop - at, len(node.text))
            if not node.tag and low < high:
                found.append((node, low, high))
            at += len(node.text)
    return found


def _format(node: Node, low: int, high: int, marks: Marks) -> None:
    words = node.text
    node.source.format(utf8(words, low), utf8(words, high), marks)


def _remarked(
    runs: list[tuple[str, Marks]], low: int, high: int, marks: Marks
) -> list[tuple[str, Marks]]:
    found, at = [], 0
    for words, before in runs:
        a, b = max(low - at, 0), max(min(high - at, len(words)), 0)
        parts = [(words[:a], before), (words[a:b], before | marks), (words[b:], before)]
        found += [part for part in (parts if a < b else [(words, before)]) if part[0]]
        at += len(words)
    return found
