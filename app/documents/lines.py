"""The plain form of a text: blocks to lines and back. `#` to `####` headings, `- ` and `1. ` lists,
`- [ ]` tasks, `> ` quotes, ``` code, `---` a rule; what has no signs stands as {{table 1}}.

`read(write(blocks)) == blocks` for all that people can write; where a hostile text breaks that, the
blocks concerned are left alone (merge.py)."""

import re
from dataclasses import dataclass, field

from app.documents import signs
from app.documents.tree import Node, above, walk, words_of

ITEMS = {"-": "bulletList", "1": "orderedList", "[ ]": "taskList", "[x]": "taskList"}
QUOTE, AGAIN = ">", "+"  # AGAIN: one more block of the item before

_MARKERS = (
    (re.compile(r"> ?"), QUOTE),
    (re.compile(r"  |\t"), AGAIN),
    (re.compile(r"[-*•] \[ ?\](?: |$)"), "[ ]"),
    (re.compile(r"[-*•] \[[xX]\](?: |$)"), "[x]"),
    (re.compile(r"[-*•](?: |$)"), "-"),
    (re.compile(r"\d{1,4}[.)](?: |$)"), "1"),
)
_HEADING = re.compile(r"(#{1,4}) (.*)")
_RULE = re.compile(r"(-{3,}|\*{3,}|_{3,})")
_OPAQUE = re.compile(r"\{\{([a-z]+) (\d{1,6})\}\}")
_FENCE = re.compile(r"```[\w+#.-]*")
_BEGINS = re.compile(r"(\d{1,4})([.)](?: |$))|([-*•>#{`_])")
_UNSEEN = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ufffe\uffff]")


@dataclass(frozen=True)
class Block:
    """A heading, a paragraph, … in the plain form. `prefix`: what it stands in, outermost first."""

    prefix: tuple[str, ...]
    kind: str  # p, h1 … h4, code, rule, or the {{name 1}} of what cannot be written
    text: str = ""


@dataclass
class Leaf:
    """A block of a document, where it is, and whether its signs show all its marks."""

    block: Block
    node: Node
    number: int = 1
    whole: bool = True


@dataclass
class _Box:
    mark: str
    number: int = 1
    begun: bool = False


@dataclass
class _Reader:
    leaves: list[Leaf] = field(default_factory=list)
    counts: dict[str, int] = field(default_factory=dict)

    def visit(self, node: Node, boxes: list[_Box]) -> None:
        number = 0
        for child in node.children:
            number += child.tag in {"listItem", "taskItem"}
            if child.tag == "blockquote" and not child.cut:
                self.visit(child, [*boxes, _Box(QUOTE)])
            elif child.tag in {"bulletList", "orderedList", "taskList"} and _is_list(child):
                self.visit(child, boxes)
            elif child.tag in {"listItem", "taskItem"} and not child.cut:
                self.visit(child, [*boxes, _Box(_mark(child), number)])
            else:
                self.leaf(child, boxes)

    def leaf(self, node: Node, boxes: list[_Box]) -> None:
        first = bool(boxes) and boxes[-1].mark != QUOTE and not boxes[-1].begun
        kind, text, whole = _content(node)
        if kind[0] in "ph" and not text and not first:
            return  # an empty line of the editor's: not shown, so never touched
        if kind.startswith("{{"):
            name = kind[2:]
            self.counts[name] = self.counts.get(name, 0) + 1
            kind = f"{{{{{name} {self.counts[name]}}}}}"
        prefix = tuple(AGAIN if box.begun else box.mark for box in boxes)
        number = boxes[-1].number if boxes else 1
        for box in boxes:
            box.begun = box.mark != QUOTE
        self.leaves.append(Leaf(Block(prefix, kind, text), node, number, whole))


def leaves(top: Node) -> list[Leaf]:
    """The blocks that the plain form shows, in reading order."""
    reader = _Reader()
    reader.visit(top, [])
    return reader.leaves


def _is_list(node: Node) -> bool:
    item = "taskItem" if node.tag == "taskList" else "listItem"
    return not node.cut and all(child.tag == item for child in node.children)


def _mark(item: Node) -> str:
    if item.tag == "taskItem":
        return "[x]" if item.attrs.get("checked") is True else "[ ]"
    return "1" if item.parent is not None and item.parent.tag == "orderedList" else "-"


def _content(node: Node) -> tuple[str, str, bool]:
    if node.kind == "text" and all(n.tag in {"", "hardBreak"} for n in list(walk(node))[1:]):
        if node.tag == "codeBlock":
            code = words_of(node)
            return ("{{code", "", True) if "```" in code else ("code", code, True)
        level = node.attrs.get("level")
        kind = "p"
        if node.tag == "heading":
            kind = f"h{int(level)}" if level in (1, 2, 3, 4) else "h2"
        text, whole = signs.write(signs.spelled(runs_of(node)))
        return kind, tidy(text, kind), whole
    if node.tag == "horizontalRule":
        return "rule", "", True
    return "{{" + (node.tag if node.tag in {"table", "image"} else "part"), "", True


def runs_of(node: Node) -> list[tuple[str, dict[str, object]]]:
    """The words of a text block with their marks; a line break is a plain newline."""
    found: list[tuple[str, dict[str, object]]] = []
    for child in node.children:
        found += [("\n", {})] if child.tag else child.runs
    return found


def tidy(text: str, kind: str = "p") -> str:
    """What a line keeps when it is written and read: no spaces at its ends, no empty lines."""
    parts = [_escaped(part.strip(), kind) for part in _UNSEEN.sub("", text).split("\n")]
    return (" " if kind.startswith("h") else "\n").join(part for part in parts if part)


def _escaped(line: str, kind: str) -> str:
    """A paragraph that begins like a sign gets a backslash."""
    if kind != "p" or not (_marker(line) or _special(line)):
        return line
    begins = _BEGINS.match(line)
    if begins is None:
        return line
    return f"{begins[1]}\\{line[len(begins[1]) :]}" if begins[1] else f"\\{line}"


def write(blocks: list[Leaf]) -> str:
    """The whole plain form."""
    out: list[str] = []
    for before, leaf in zip([None, *blocks], blocks, strict=False):
        if before is not None:
            out.append("\n" if _close(before, leaf) else "\n\n")
        out.append(_lines(leaf))
    return "".join(out)


def _close(one: Leaf, other: Leaf) -> bool:
    """Items of a list stand line under line, all else with an empty line between."""
    if not other.block.prefix or other.block.prefix[-1] not in ITEMS:
        return False
    a_list = list(above(other.node))[1]
    around = list(above(one.node))
    outer = a_list.parent
    nested = outer in around and outer is not None and outer.tag in {"listItem", "taskItem"}
    return a_list in around or nested


def _lines(leaf: Leaf) -> str:
    block = leaf.block
    first = "".join(_sign(token, leaf.number) for token in block.prefix)
    again = "".join("> " if token == QUOTE else "  " for token in block.prefix)
    if block.kind == "code":
        lines = ["```", *block.text.split("\n"), "```"]
    elif block.kind == "rule":
        lines = ["---"]
    elif block.kind.startswith("{{"):
        lines = [block.kind]
    else:
        lines = block.text.split("\n")
        lines[0] = "#" * int(block.kind[1:] or 0) + " " * (block.kind != "p") + lines[0]
    return "\n".join((again if i else first) + line for i, line in enumerate(lines)).rstrip(" ")


def _sign(token: str, number: int) -> str:
    signs_of = {QUOTE: "> ", AGAIN: "  ", "1": f"{number}. ", "-": "- "}
    return signs_of.get(token, f"- {token} ")


def read(text: str) -> list[Block]:
    """The blocks of a plain form, as people write it."""
    blocks: list[Block] = []
    lines = _UNSEEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n")).split("\n")
    at, gap = 0, True
    while at < len(lines):
        line = lines[at].rstrip()
        at += 1
        prefix, rest = _prefix(line, blocks[-1].prefix if blocks else ())
        if not rest and not any(token in ITEMS for token in prefix):
            gap = True
        elif _FENCE.fullmatch(rest):
            code, at = _code(lines, at, len(prefix))
            blocks.append(Block(prefix, "code", code))
            gap = True
        else:
            _add(blocks, Block(prefix, *_kind(rest)), gap)
            gap = False
    return blocks


def _add(blocks: list[Block], block: Block, gap: bool) -> None:
    """A line right under a paragraph of the same place goes on with it."""
    last = blocks[-1] if blocks else None
    goes_on = last and not gap and last.kind == block.kind == "p" and last.text
    if last and goes_on and block.prefix == tuple(_same_place(t) for t in last.prefix):
        blocks[-1] = Block(last.prefix, "p", f"{last.text}\n{block.text}")
    else:
        blocks.append(block)


def _same_place(token: str) -> str:
    return QUOTE if token == QUOTE else AGAIN


def _prefix(line: str, before: tuple[str, ...]) -> tuple[tuple[str, ...], str]:
    prefix: list[str] = []
    while not _RULE.fullmatch(line) and (found := _marker(line)):
        token, line = found
        # Further in than the block before is no place: then it is only a space.
        place = len(prefix)
        if token != AGAIN or (place < len(before) and before[place] != QUOTE):
            prefix.append(token)
    return tuple(prefix), line.strip()


def _marker(line: str) -> tuple[str, str] | None:
    for pattern, token in _MARKERS:
        found = pattern.match(line)
        if found:
            return token, line[found.end() :]
    return None


def _special(line: str) -> bool:
    return any(p.fullmatch(line) for p in (_HEADING, _RULE, _OPAQUE, _FENCE))


def _kind(rest: str) -> tuple[str, str]:
    heading = _HEADING.fullmatch(rest)
    if heading:
        return f"h{len(heading[1])}", heading[2].strip()
    if _RULE.fullmatch(rest):
        return "rule", ""
    return (rest, "") if _OPAQUE.fullmatch(rest) else ("p", rest)


def _code(lines: list[str], at: int, depth: int) -> tuple[str, int]:
    """The lines up to the closing fence, without what the block stands in."""
    code: list[str] = []
    while at < len(lines):
        line = lines[at]
        for _ in range(depth):
            line = line[2:] if line[:2] in {"  ", "> "} else line
        at += 1
        if line.rstrip() == "```":
            break
        code.append(line)
    return "\n".join(code), at
