"""A version becomes the text again, as one more line of the log. What is equal stays the same
nodes, so that carets and marks in it, and what somebody is just typing there, live on."""

from typing import Any

from pycrdt import Doc

from app.accounts.models import Person
from app.documents import edit, log, store, tree, versions
from app.documents.models import Version
from app.documents.pairing import Pairing, facts
from app.documents.positions import utf8
from app.documents.refusals import careful
from app.documents.schema import kind_of
from app.documents.shape import shaped
from app.documents.tree import Node


def restore(version: Version, *, by: Person, once: str) -> int:
    """The line of the log at which the text says what the version says. The text before is kept as
    a version, too. The same `once` restores nothing a second time."""
    with careful():
        wanted = shaped(versions.text_of(version))
    return log.change(
        version.document_id,
        lambda doc: update(doc, wanted),
        person_id=by.id,
        tab=f"restore-{once}"[:64],
        restores=True,
    )


def says_now(version: Version) -> bool:
    """Whether the text of now says the same as the version, so that there is nothing to restore."""
    with careful():
        doc, _ = store.load(version.document_id)
        return update(doc, shaped(versions.text_of(version))) is None


def update(current: Doc[Any], wanted: Node) -> bytes | None:
    """What turns a text into another; nothing where they say the same."""
    fork = tree.load(current.get_update())
    state, top = fork.get_state(), tree.read(fork)
    work = _Work()
    if work.pairing.print_of(top) == work.pairing.print_of(wanted):
        return None
    with fork.transaction():
        work.become(top, wanted)
    return fork.get_update(state)


class _Work:
    def __init__(self) -> None:
        self.pairing = Pairing(boxes_only=True)

    def become(self, box: Node, wanted: Node) -> None:
        """Makes what is in a box what is in the other one."""
        old, new = list(box.children), wanted.children
        steps = self.pairing.steps(old, new)
        place = 0
        for step in steps:
            one = old[step.old] if step.old is not None else None
            other = new[step.new] if step.new is not None else None
            if one and (other is None or not (step.verb == "keep" or _same_box(one, other))):
                edit.remove(one)
                one = None
            if other is None:
                continue
            if one is None:
                copy(other, box, place)
            elif step.verb == "edit":
                self.change(one, other)
            place += 1

    def change(self, one: Node, other: Node) -> None:
        for name in {*one.attrs, *other.attrs} if facts(one) != facts(other) else ():
            if other.attrs.get(name) is not None:
                one.source.attributes[name] = other.attrs[name]
            elif one.attrs.get(name) is not None:
                del one.source.attributes[name]
        self.become(one, other)


def _same_box(one: Node, other: Node) -> bool:
    return one.tag == other.tag and kind_of(one.tag) == "box"


def copy(node: Node, parent: Node, place: int) -> None:
    made = edit.put(parent, place, node.tag, node.attrs)
    if not node.tag:
        made.source.insert(0, node.text)
        at = 0
        for words, marks in node.runs:
            end = at + len(words)
            if marks:
                made.source.format(utf8(node.text, at), utf8(node.text, end), marks)
            at = end
    for child in node.children:
        copy(child, made, len(made.children))
