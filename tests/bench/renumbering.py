"""A row of the model as a pattern of the same row for another pair: which of its cells name other
rows (by a key, by kind and number, in JSON, in words), and what stands in them for pair k. Rows are
as SQLite keeps them."""

import hashlib
import json
import re
import zlib
from collections.abc import Callable, Iterator
from typing import Any

from sqlalchemy import JSON, Column, Table

from app.search.folding import fold

Value = Any
Maker = Callable[[int], Value]  # of a cell, for pair k
Number = Callable[[str, int, int], int]  # table, the model's id, k

# Numbers that are no foreign keys: the table, or the column that names it.
LOOSE = {
    ("event", "thing_id"): "=kind",
    ("file", "thing_id"): "=kind",
    ("search_row", "thing_id"): "=kind",
    ("search_row", "visit_id"): "visit",
    ("news", "of_id"): "=of",
    ("ledger_entry", "source_id"): "=source_kind",
    ("ledger_entry", "visit_id"): "visit",
    ("ledger_entry", "traveller_id"): "traveller",
    ("ledger_entry", "seat_id"): "seat",
    ("news_wish", "told_id"): "event",
}
IN_JSON = {"owner_id": "person", "actor_id": "person", "reviewer_id": "person"}
IN_JSON |= {"lesson_id": "takeaway", "number": "thread"}
ALIASES = {"round": "review_round", "threads": "thread", "visits": "visit", "claims": "claim"}
ALIASES |= {"notes": "note", "takeaways": "takeaway", "rounds": "review_round", "files": "file"}
ALIASES |= {"city": "member_city"}
TOPIC = re.compile(r"\b(pair|city|person)-(\d+)\b")  # as audiences are named
PAGE = re.compile(r"\b(visits|claims|notes|takeaways|threads|rounds|files)/(\d+)")
ANCHOR = re.compile(r"#(membership|section|agenda_item|duty)-(\d+)")
PLACE = re.compile(r"^(p)(\d+)$")
CITY = re.compile(r"(,)(\d+)(?=,)")
PATTERNS = {"audience": [TOPIC], "page": [PAGE, ANCHOR], "place": [PLACE], "cities": [CITY]}
PATTERNS |= {"body": [PAGE]}
TABLE_OF = {"p": "pair", ",": "member_city"}
OPAQUE = {"stop_sha256", "salt", "message_id"}  # unlike each other, and said nowhere else
# A number that is to be put in: "\ue000table 12\ue001", in JSON a word of its own.
MARK = r'"\ue000(\w+) (\d+)\ue001"|\ue000(\w+) (\d+)\ue001'


class Names:
    """The model's own words and what pair k says in their place; `keys` are those of passages."""

    def __init__(self, words: dict[str, Maker], keys: list[str]) -> None:
        self.words, self.keys = words, {key: _key(key) for key in keys}
        both = sorted([*words, *self.keys], key=len, reverse=True)
        self.found = re.compile(MARK + r"|(?<!\w)(" + "|".join(map(re.escape, both)) + r")(?!\w)")
        self.bytes = re.compile(b"|".join(key.encode() for key in self.keys) or b"(?!)")

    def maker(self, word: str) -> Maker:
        return self.words.get(word) or self.keys[word]


class Renumbering:
    def __init__(self, number: Number, names: Names) -> None:
        self.number, self.names = number, names

    def row(self, table: Table, row: dict[str, Value]) -> Iterator[tuple[str, Maker]]:
        """The cells that are another's in each pair."""
        for column in table.columns:
            value = row[column.name]
            if value in (None, "", b""):
                continue
            made = self._cell(table, column, value, row)
            if made is not None:
                yield column.name, made
        if table.name == "search_row":
            yield from self._folded(row)

    def _cell(
        self, table: Table, column: "Column[Any]", value: Value, row: dict[str, Value]
    ) -> Maker | None:
        to = target_of(table, column, row)
        if to:
            return self.of(to, value)
        if isinstance(column.type, JSON):
            return self._text(json.dumps(self._marked(json.loads(value)), ensure_ascii=False), [])
        if isinstance(value, bytes):
            return self._bytes(column.name, value)
        if not isinstance(value, str):
            return None
        if column.name in OPAQUE:
            return lambda k: (
                hashlib.sha256(f"{value} {k}".encode()).hexdigest()[:32] if k else value
            )
        if (table.name, column.name) == ("news", "key"):
            return lambda k: f"{value}.{k}" if k else value
        return self._text(value, PATTERNS.get(column.name, []))

    def of(self, table: str, number: int) -> Maker:
        ask = self.number
        return lambda k: ask(table, number, k)

    def _marked(self, value: Value, around: dict[str, Value] | None = None, key: str = "") -> Value:
        """JSON in which numbers of rows are words that _text() knows again."""
        if isinstance(value, dict):
            return {name: self._marked(each, value, name) for name, each in value.items()}
        if isinstance(value, list):
            return [self._marked(each, around, key) for each in value]
        if key == "also":
            return TOPIC.sub(_mark, value)
        to = _in_json(key, value, around or {})
        return f"\ue000{to} {value}\ue001" if to else value

    def _text(self, value: str, patterns: list[re.Pattern[str]]) -> Maker | None:
        for pattern in patterns:
            value = pattern.sub(_mark, value)
        parts: list[str | Maker] = []
        at = 0
        for found in self.names.found.finditer(value):
            parts.append(value[at : found.start()])
            table, number = found[1] or found[3], found[2] or found[4]
            made = self.of(table, int(number)) if table else self.names.maker(found[5])
            parts.append(made)
            at = found.end()
        if not at:
            return None
        parts.append(value[at:])
        return lambda k: "".join(p if isinstance(p, str) else str(p(k)) for p in parts)

    def _bytes(self, name: str, value: bytes) -> Maker | None:
        """Of the log, or of a frozen state: passages have names of the same length."""
        plain = zlib.decompress(value) if name == "deflated" else value
        if not self.names.bytes.search(plain):
            return None
        make = self.names.keys

        def made(k: int) -> bytes:
            other = self.names.bytes.sub(lambda m: make[m[0].decode()](k).encode(), plain)
            return zlib.compress(other, 6) if name == "deflated" else other

        return made

    def _folded(self, row: dict[str, Value]) -> Iterator[tuple[str, Maker]]:
        """As search/keeping.py writes them."""
        title, text = (self._text(row[name], []) for name in ("title", "text"))
        if title is None and text is None:
            return
        first, more = title or (lambda k: row["title"]), text or (lambda k: row["text"])
        yield "head", lambda k: fold(first(k))
        yield "folded", lambda k: " ".join(filter(None, (fold(first(k)), fold(more(k)))))


def target_of(table: Table, column: "Column[Any]", row: dict[str, Value]) -> str:
    """The table whose row a cell names; "" where it names none. Raises where nobody has said."""
    for key in column.foreign_keys:
        return key.column.table.name
    if column.primary_key:
        return table.name if column.name == "id" else ""
    to = LOOSE.get((table.name, column.name), "")
    if to.startswith("="):
        return ALIASES.get(row[to[1:]], row[to[1:]])
    if not to and column.name.endswith("_id") and isinstance(row[column.name], int):
        raise ValueError(f"what is {table.name}.{column.name} the number of?")
    return to


def _in_json(key: str, value: Value, around: dict[str, Value]) -> str:
    if not isinstance(value, int) or isinstance(value, bool) or not value:
        return ""
    if key == "thing_id":
        return ALIASES.get(around["of"], around["of"])
    return IN_JSON.get(key, key.removesuffix("_id") if key.endswith("_id") else "")


def _mark(found: re.Match[str]) -> str:
    before = found[0][: found.start(2) - found.start()]
    kind = TABLE_OF.get(found[1], ALIASES.get(found[1], found[1]))
    return f"{before}\ue000{kind} {found[2]}\ue001"


def _key(key: str) -> Maker:
    return lambda k: f"{k:08x}{key[8:]}" if k else key
