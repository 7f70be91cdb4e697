"""A text file that comes in: what it is by its content, whether it is small and whole enough to be
read, and Pandoc's tree of it. Refused with a sentence, never a trace."""

import io
import json
import re
import zipfile
from typing import Any

from flask_babel import gettext as _

from app import pandoc
from app.errors import Refused
from app.exports.word import STAMP

MOST = 15 * 1024 * 1024
UNPACKED = 150 * 1024 * 1024
ENTRIES = 5000
RATIO = 200  # a text packs ten times; a bomb a thousand times
BLOCKS = 20_000
READERS = {"docx": "docx", "odt": "odt", "md": "gfm"}
ODT = b"application/vnd.oasis.opendocument.text"
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1f]")


def kind_of(data: bytes, name: str) -> str:
    """docx, odt or md."""
    if len(data) > MOST:
        raise Refused(_("This file is too large: at most %(most)s MB.", most=MOST >> 20), "file")
    if not data.strip():
        raise Refused(_("This file is empty."), "file")
    if data.startswith(b"PK"):
        return _packed(data)
    if data.startswith(b"\xd0\xcf\x11\xe0"):
        words = _("This is an old or locked Word file. Please save it as DOCX without a password.")
        raise Refused(words, "file")
    if name.lower().endswith((".md", ".markdown", ".txt")) and not _CONTROL.search(data):
        return "md"
    raise _unknown()


def tree_of(data: bytes, kind: str, *, changes: str = "accept") -> list[dict[str, Any]]:
    """The blocks of Pandoc's tree. `changes`: tracked ones are taken as accepted, or told (all)."""
    told = [f"--track-changes={changes}"] if kind == "docx" else []
    try:
        made = pandoc.run(data, f"--from={READERS[kind]}", "--to=json", *told, seconds=40)
        blocks: list[dict[str, Any]] = json.loads(made)["blocks"]
    except (pandoc.Failed, ValueError, RecursionError, KeyError) as broken:
        raise Refused(_("This file could not be read. Is it whole?"), "file") from broken
    if len(blocks) > BLOCKS:
        raise Refused(_("This text is too long to be taken in at once."), "file")
    return blocks


def without_contents(blocks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Without the lines of a table of contents that a program has made: their heading, and
    paragraphs that are links into the text and nothing else."""
    return [block for block in blocks if not _of_contents(block)]


def is_ours(data: bytes, kind: str) -> bool:
    """Whether a file once went out of Tandem: its first page is our cover."""
    part = {"docx": "docProps/custom.xml", "odt": "meta.xml"}.get(kind)
    if part is None:
        return False
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        return part in packed.namelist() and STAMP.encode() in packed.read(part)


def _of_contents(block: dict[str, Any]) -> bool:
    if block["t"] == "Header":
        return "TOC-Heading" in block["c"][1][1]
    if block["t"] != "Para":
        return False
    told = [one for one in block["c"] if one["t"] not in ("Space", "SoftBreak")]
    return bool(told) and all(one["t"] == "Link" and one["c"][2][0].startswith("#") for one in told)


def _packed(data: bytes) -> str:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as packed:
            entries = packed.infolist()
            names = {entry.filename for entry in entries}
            unpacked = sum(entry.file_size for entry in entries)
            locked = any(entry.flag_bits & 1 for entry in entries)
            mime = packed.read("mimetype")[:100] if "mimetype" in names else b""
    except Exception as broken:
        raise Refused(_("This file could not be read. Is it whole?"), "file") from broken
    if len(entries) > ENTRIES or unpacked > UNPACKED or unpacked > RATIO * max(len(data), 50_000):
        raise Refused(_("This file is too large inside."), "file")
    if locked:
        raise Refused(_("This file is locked with a password."), "file")
    if any(name.startswith(("/", "\\")) or ".." in name.split("/") for name in names):
        raise Refused(_("This file could not be read. Is it whole?"), "file")
    if "word/vbaProject.bin" in names:
        raise Refused(_("This file has macros in it. Please save it as DOCX."), "file")
    if "word/document.xml" in names:
        return "docx"
    if mime.strip() == ODT:
        return "odt"
    raise _unknown()


def _unknown() -> Refused:
    words = _("We cannot take this file. Please give a Word (DOCX), OpenDocument or Markdown text.")
    return Refused(words, "file")
