"""What a text may hold: Tiptap's node and mark names, read from the one list (schema.json) that
the editor reads too. Knows nothing of HTML or of the log."""

import json
import re
from pathlib import Path
from typing import Any

_LIST: dict[str, Any] = json.loads(Path(__file__).with_name("schema.json").read_text("utf-8"))

SCHEMA_VERSION: int = _LIST["version"]
ROOT: str = _LIST["root"]
NODES: dict[str, dict[str, Any]] = _LIST["nodes"]
MARKS: dict[str, dict[str, Any]] = _LIST["marks"]
DEEPEST = 50  # nothing below is read: a hostile text may nest thousands deep

# Marks that may overlap themselves are stored under name--hash by y-prosemirror.
_HASHED = re.compile(r"(.+)--[a-zA-Z0-9+/=]{8}", re.DOTALL)


def kind_of(tag: str) -> str:
    """text, box, atom or inline; empty for a node that the list does not name."""
    return str(NODES[tag]["kind"]) if tag in NODES else ""


def mark_name(key: str) -> str:
    hashed = _HASHED.fullmatch(key)
    return hashed[1] if hashed else key


def whole(value: Any, lowest: int, highest: int, otherwise: int) -> int:
    """A number out of a text's attribute, where numbers arrive as floats or as anything at all."""
    try:
        number = int(value)
    except (TypeError, ValueError, OverflowError):
        return otherwise
    return number if lowest <= number <= highest else otherwise
