"""What somebody does in an editor made of pycrdt: the shapes of y-tiptap, offsets in UTF-8."""

import random
from typing import Any

from pycrdt import Doc, XmlElement, XmlText

from app.documents import positions, tree

SIGNS = ("é", "😀", "字", "Ωμέγα", "word ", "e\u0301")


class Hand:
    def __init__(self, seed: int) -> None:
        self.dice = random.Random(seed)
        self.doc: Doc[Any] = Doc()

    def act(self) -> None:
        roll = self.dice.random()
        act = self.type if roll < 0.6 else self.cut if roll < 0.75 else self.split
        act()

    def runs(self) -> list[XmlText]:
        return [node.source for node in tree.walk(tree.read(self.doc)) if node.tag == ""]

    def paragraph(self, place: int, words: str) -> None:
        made = tree.root_of(self.doc).children.insert(place, XmlElement("paragraph"))
        made.children.insert(0, XmlText(words))

    def type(self) -> None:
        runs = self.runs()
        if not runs or self.dice.random() < 0.1:
            self.paragraph(0, self.dice.choice(SIGNS))
            return
        run = self.dice.choice(runs)
        marks = {"bold": {}} if self.dice.random() < 0.2 else None
        run.insert(self.border(run), self.dice.choice(SIGNS), marks)

    def cut(self) -> None:
        runs = self.runs()
        if runs:
            run = self.dice.choice(runs)
            text = text_of(run)
            low = self.dice.randrange(len(text) + 1)
            high = min(len(text), low + self.dice.randrange(8))
            del run[positions.utf8(text, low) : positions.utf8(text, high)]

    def split(self) -> None:
        """As y-tiptap: the tail goes, and comes again in a new paragraph after this one."""
        blocks = list(tree.root_of(self.doc).children)
        place = self.dice.randrange(len(blocks) + 1)
        if place == len(blocks) or getattr(blocks[place], "tag", "") != "paragraph":
            return
        inner = [child for child in blocks[place].children if isinstance(child, XmlText)]
        if inner:
            at = self.border(inner[0])
            tail = text_of(inner[0]).encode()[at:].decode()
            del inner[0][at:]
            self.paragraph(place + 1, tail)

    def border(self, run: XmlText) -> int:
        """A byte offset between two characters."""
        text = text_of(run)
        return positions.utf8(text, self.dice.randrange(len(text) + 1))


def text_of(run: XmlText) -> str:
    return "".join(words for words, _marks in run.diff())
