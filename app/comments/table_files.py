"""The response table as XLSX and as DOCX, and read back from either when a department has filled
it in. What people wrote is text in every cell, never a formula."""

import io
import json
import tempfile
import zipfile
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

from flask_babel import gettext as _
from werkzeug.datastructures import FileStorage

from app.comments import table, words
from app.comments.table import ANSWER, REASON, Row
from app.errors import Refused
from app.exports.cells import RUN, inert
from app.files.blobs import blobs
from app.later import later

openpyxl, styles, docx = later("openpyxl"), later("openpyxl.styles"), later("docx")
WIDTHS = (7, 22, 34, 46, 20, 11, 18, 46, 18)  # characters
MOST = 5 * 1024 * 1024
UNPACKED = 20 * 1024 * 1024
PARTS = 500
ROWS = 5000
REASONS = 5000  # characters of a reason, as in the form


@dataclass(frozen=True)
class Filled:
    """A row that came back: the thread's number, the answer's code (nothing where it is no answer),
    what stands there, and the reason."""

    number: int
    answer: str
    said: str
    reason: str


def xlsx(title: str, found: list[Row]) -> bytes:
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = _("Response table")[:31]
    sheet.append(table.columns())
    for row in found:
        sheet.append([row.number, *map(inert, row.cells[1:])])
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            cell.alignment = styles.Alignment(wrap_text=True, vertical="top")
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also what begins with = + - @
                cell.quotePrefix = cell.value[:1] in RUN  # and is edited in its place later
    for n, width in enumerate(WIDTHS, 1):
        head = sheet.cell(1, n)
        head.font, head.fill = styles.Font(bold=True), styles.PatternFill("solid", "FFE8EEF8")
        sheet.column_dimensions[head.column_letter].width = width
    sheet.freeze_panes = "A2"
    book.properties.title = title
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def docx_table(title: str, found: list[Row]) -> bytes:
    """One real table whose head is repeated on each page."""
    from app.exports import ast, reference

    widths = [{"t": "ColWidth", "c": width / sum(WIDTHS)} for width in WIDTHS]
    none: list[Any] = ["", [], []]

    def line(cells: list[str]) -> list[Any]:
        told = [{"t": "Plain", "c": ast.text(inert(cell))} for cell in cells]
        return [none, [[none, {"t": "AlignDefault"}, 1, 1, [one]] for one in told]]

    body = [none, 0, [], [line(row.cells) for row in found]]
    columns = [[{"t": "AlignDefault"}, width] for width in widths]
    head = [none, [line(table.columns())]]
    made = {"t": "Table", "c": [none, [None, []], columns, head, [body], [none, []]]}
    tree = ast.document([ast.para(title, "Title"), made], {"title": title})
    return reference.to_docx(json.dumps(tree).encode(), landscape=True)


def take(given: FileStorage | None) -> tuple[str, str, list[Filled]]:
    """The name of an upload, its blob and its rows. No SQL in here."""
    if given is None or not given.filename:
        raise Refused(_("Choose a file."), "file")
    data = given.stream.read(MOST + 1)
    given.close()
    rows = read(data)
    with tempfile.NamedTemporaryFile(prefix="tandem-table-") as copy:
        copy.write(data)
        copy.flush()
        return Path(given.filename).name[-120:], blobs().put(Path(copy.name)), rows


def read(data: bytes) -> list[Filled]:
    """The rows of a table that came back. Refused where it is none of ours."""
    if len(data) > MOST:
        raise Refused(_("This file is too large: at most %(most)s MB.", most=MOST >> 20), "file")
    try:
        names = _names(data)
        lines = _sheet(data) if "xl/workbook.xml" in names else _document(data)
        return _filled(lines)
    except Refused:
        raise
    except Exception as broken:
        raise Refused(_("This file could not be read as a response table."), "file") from broken


def _names(data: bytes) -> set[str]:
    """Of the parts inside; refused before a library sees what no table of ours holds."""
    with zipfile.ZipFile(io.BytesIO(data)) as packed:
        parts = packed.infolist()
        if len(parts) > PARTS or sum(part.file_size for part in parts) > UNPACKED:
            raise Refused(_("This file is too large inside."), "file")
        for part in parts:
            if part.filename.endswith((".xml", ".rels")):
                with packed.open(part) as opened:
                    head = opened.read(65536).replace(b"\0", b"")
                if b"<!DOCTYPE" in head or b"<!ENTITY" in head:
                    raise Refused(_("This file could not be read as a response table."), "file")
        return {part.filename for part in parts}


def _sheet(data: bytes) -> list[list[str]]:
    book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=True)
    try:
        rows = book.worksheets[0].iter_rows(max_row=ROWS, max_col=len(WIDTHS), values_only=True)
        return [["" if cell is None else str(cell) for cell in row] for row in rows]
    finally:
        book.close()


def _document(data: bytes) -> list[list[str]]:
    document = docx.Document(io.BytesIO(data))
    rows = islice((row for one in document.tables for row in one.rows), ROWS)
    return [[cell.text for cell in row.cells] for row in rows]


def _filled(lines: list[list[str]]) -> list[Filled]:
    codes = _codes()
    found = []
    for line in lines:
        number = line[0].strip().removesuffix(".0") if len(line) > REASON else ""
        if number.isdecimal() and len(number) < 10:
            said = line[ANSWER].strip()
            answer = codes.get(said.casefold(), "")
            found.append(Filled(int(number), answer, said, line[REASON].strip()[:REASONS]))
    if not found:
        raise Refused(_("There is no row of a response table in this file."), "file")
    return found


def _codes() -> dict[str, str]:
    """The words of an answer, in every language of ours, lead to its code."""
    from flask_babel import force_locale

    found: dict[str, str] = {}
    for language in ("en", "de", "es"):
        with force_locale(language):
            found |= {str(name).casefold(): code for code, (name, _tone) in words.ANSWER.items()}
    return found | {code: code for code in words.ANSWER}
