"""Two states of a text as one, with the words that came and went marked. Never by colour alone:
they are underlined and struck through, and said to those who listen."""

from dataclasses import dataclass
from html import escape

from flask_babel import gettext as _
from flask_babel import ngettext
from markupsafe import Markup

from app.clean import clean
from app.documents import spelt
from app.documents.align import Step
from app.documents.changed import Marker
from app.documents.pairing import LISTS, facts
from app.documents.tree import Node, walk, words_of

FOLDED = 3  # so many unchanged blocks in a row, and more, are folded away
CELLS = frozenset({"tableCell", "tableHeader"})


@dataclass(frozen=True)
class Compared:
    """`added` and `removed` are words; `changed` is true for a change of looks as well."""

    html: Markup
    added: int
    removed: int
    changed: bool


def words_changed(before: Node, after: Node) -> Markup:
    """The text `after` as safe HTML, with what differs from `before` in <ins> and <del>."""
    return compare(before, after).html


def compare(before: Node, after: Node) -> Compared:
    writer = _Both()
    html = clean(writer.folded(before, after), compared=True)
    safe = Markup(html)  # noqa: S704 - from clean()
    return Compared(safe, writer.added, writer.removed, writer.changed)


class _Both(Marker):
    """Writes the new text. A node with a partner in the old one shows both; `verb` is ins or del
    while a whole block is written that came or went."""

    def __init__(self) -> None:
        super().__init__()
        self.partners: dict[int, Node] = {}
        self.verb = ""
        self.special["codeBlock"] = lambda n: f"<pre><code>{self.inline(n)}</code></pre>"
        self.special["horizontalRule"] = self.rule

    def folded(self, before: Node, after: Node) -> str:
        """The whole text; what stays for long is folded, but for a block beside each change."""
        old, new = before.children, after.children
        steps = self.pairing.steps(old, new)
        out: list[str] = []
        at = 0
        while at < len(steps):
            end = at
            while end < len(steps) and steps[end].verb == "keep":
                end += 1
            kept = [self.step(step, old, new) for step in steps[at:end]]
            out.append(self._fold(kept, first=not at, last=end == len(steps)))
            out += [self.step(step, old, new) for step in steps[end : end + 1]]
            at = end + 1
        return "".join(out)

    def _fold(self, kept: list[str], *, first: bool, last: bool) -> str:
        low, high = 0 if first else 1, len(kept) - (0 if last else 1)
        if high - low < FOLDED or (first and last):
            return "".join(kept)
        said = ngettext("%(num)d unchanged paragraph", "%(num)d unchanged paragraphs", high - low)
        inside = "".join(kept[low:high])
        fold = (
            f'<details class="compared__fold"><summary>{escape(said)}</summary>{inside}</details>'
        )
        return "".join(kept[:low]) + fold + "".join(kept[high:])

    def step(self, step: Step, old: list[Node], new: list[Node]) -> str:
        if step.verb == "keep":
            return self.block(new[step.new or 0])
        if step.verb == "edit":
            return self.both(old[step.old or 0], new[step.new or 0])
        gone = step.verb == "drop"
        return self.whole(old[step.old or 0] if gone else new[step.new or 0], gone=gone)

    def both(self, old: Node, new: Node) -> str:
        self.partners[id(new)] = old
        differs = (old.tag, facts(old)) != (new.tag, facts(new))
        before = f"<p>{self.note()}</p>" if differs and new.tag in LISTS else ""
        return before + self.block(new)

    def whole(self, node: Node, *, gone: bool) -> str:
        """A block that came or went with all that is in it."""
        self.changed = True
        for block in (n for n in walk(node) if n.kind == "text"):
            self.count(words_of(block) if gone else "", "" if gone else words_of(block))
        self.verb = "del" if gone else "ins"
        html = self.block(node)
        self.verb = ""
        return html

    def boxed(self, node: Node) -> str:
        old = self.partners.get(id(node))
        return super().boxed(node) if old is None else self.between(old.children, node.children)

    def between(self, old: list[Node], new: list[Node]) -> str:
        if len(old) == len(new) and {n.tag for n in (*old, *new)} <= CELLS:
            return "".join(self.both(*cells) for cells in zip(old, new, strict=True))
        return "".join(self.step(step, old, new) for step in self.pairing.steps(old, new))

    def block(self, node: Node) -> str:
        if not node.tag:
            return self.marked(self.inline(node), self.verb)
        return super().block(node)

    def table(self, node: Node) -> str:
        old = self.partners.get(id(node))
        if old is None:
            return super().table(node)
        rows = [[c for c in side.children if c.tag == "tableRow"] for side in (old, node)]
        return f'<table class="table"><tbody>{self.between(*rows)}</tbody></table>'

    def task(self, node: Node) -> str:
        old = self.partners.get(id(node))
        if old is None:
            return super().task(node)
        (one, others), (first, rest) = _first(old), _first(node)
        words = ""
        if one and first:
            self.partners[id(first)] = one
        elif one:
            words = self.whole(one, gone=True)
        words += (self.inline(first) if first else "") + self._ticked(old, node)
        tick = " checked" if node.attrs.get("checked") is True else ""
        box = f'<input type="checkbox" disabled{tick}>'
        return f"<li><label>{box} <span>{words}</span></label>{self.between(others, rest)}</li>"

    def _ticked(self, old: Node, new: Node) -> str:
        was, now = (node.attrs.get("checked") is True for node in (old, new))
        if was == now:
            return ""
        return self.note(_("(now done)") if now else _("(no longer done)"))

    def image(self, node: Node) -> str:
        return self.marked(super().image(node), self.verb)

    def rule(self, _node: Node) -> str:
        if not self.verb:
            return "<hr>"
        return f"<p>{self.marked(self.note(_('(a line across the text)')), self.verb)}</p>"

    def inline(self, node: Node) -> str:
        old = self.partners.get(id(node))
        if old is not None and node.kind == "text":
            looks = (old.tag, facts(old)) != (node.tag, facts(node))
            return self.words(spelt.spelt(old), spelt.spelt(node)) + (self.note() if looks else "")
        html = escape(words_of(node)) if node.tag == "codeBlock" else super().inline(node)
        return self.marked(html, self.verb) if node.tag else html


def _first(item: Node) -> tuple[Node | None, list[Node]]:
    """The line that stands beside the box of a task, and what comes below."""
    if item.children and item.children[0].tag == "paragraph":
        return item.children[0], item.children[1:]
    return None, item.children
