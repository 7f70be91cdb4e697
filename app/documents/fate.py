"""What became of the blocks of an earlier state in the text of now: pycrdt does not tell an
element's identity, so each gets a mark in a throw-away copy, and the marks are looked up."""

from typing import Any

from pycrdt import Doc, XmlElement

from app.documents.tree import Node, load, read, same, walk

MARK = "tandem-place"


class Fate:
    """Asked with nodes of a tree read from the same earlier state."""

    def __init__(self, base: bytes, top: Node, current: Doc[Any]) -> None:
        self._places = {id(node): place for place, node in enumerate(walk(top))}
        earlier = load(base)
        # Where nothing was written since, nobody else needs to be looked for.
        self._quiet = current.get_update(earlier.get_state()) == earlier.get_update(
            earlier.get_state()
        )
        if self._quiet:
            return
        self._then = list(walk(read(earlier)))
        self._now = _found(earlier, self._then, current)

    def alive(self, node: Node) -> bool:
        """Still there. What was only now put in is."""
        place = self._places.get(id(node), 0)
        return self._quiet or place == 0 or place in self._now

    def grew(self, box: Node) -> bool:
        """Whether somebody put something into it since."""
        place = self._places.get(id(box))
        now = None if self._quiet or place is None else self._now.get(place)
        return now is not None and any(MARK not in child.attrs for child in now.children)

    def changed(self, node: Node) -> bool:
        """Gone, or not as it was."""
        place = self._places.get(id(node))
        if self._quiet or place is None:
            return False
        now = self._now.get(place)
        return now is None or not same(self._then[place], now, ignoring=MARK)


def _found(earlier: Doc[Any], then: list[Node], current: Doc[Any]) -> dict[int, Node]:
    state = earlier.get_state()
    with earlier.transaction():
        for place, node in enumerate(then):
            if isinstance(node.source, XmlElement):
                node.source.attributes[MARK] = str(place)
    marked = read(load(current.get_update(), earlier.get_update(state)))
    return {int(node.attrs[MARK]): node for node in walk(marked) if MARK in node.attrs}
