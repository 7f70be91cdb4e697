"""The XLSX of an import: its empty template, and its reading into rows of text, within limits.

What the rows mean stands in intake.py. Every cell is text: a formula is what was typed, never run.
"""

import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.errors import Refused
from app.later import later
from app.pairs.places import plain

openpyxl, styles = later("openpyxl"), later("openpyxl.styles")
MOST_BYTES = 5 * 1024 * 1024
MOST_UNPACKED = 40 * 1024 * 1024
MOST_PARTS = 500
MOST_ROWS = 5000  # with something in them, in each sheet
MOST_COLUMNS = 16
MOST_SHEETS = 20
LAST_ROW = 1_048_576  # Excel's own; a file that names a later one would keep us busy for hours
LONGEST = 300  # characters in a cell

# Sheet → its columns. These are the words of the file itself, so they are never translated.
SHEETS = {
    "Cities": ("Pair", "Activity", "City", "Country", "Side", "Time zone"),
    "Seats": ("Pair", "City", "Seats", "Who"),
    "People": ("Mail", "Name", "Role", "Pair", "City", "Language"),
    "Budgets": ("Pair", "City", "Direction", "Amount"),
}
NEEDED = {
    "Cities": ("Pair", "City", "Country", "Side"),
    "Seats": ("Pair", "City", "Seats"),
    "People": ("Mail", "Name", "Role", "Pair"),
    "Budgets": ("Pair", "City", "Direction", "Amount"),
}


@dataclass(frozen=True)
class Row:
    """A row as it stands in the file: its number there, and its cells by column."""

    sheet: str
    number: int
    cells: dict[str, str]

    def __getitem__(self, column: str) -> str:
        return self.cells.get(column, "")


@dataclass
class Sheets:
    """All rows by sheet, and what is wrong with the file itself, each with a sentence."""

    rows: dict[str, list[Row]] = field(default_factory=lambda: {name: [] for name in SHEETS})
    wrong: list[tuple[str, int, str]] = field(default_factory=list)


def read(data: bytes) -> Sheets:
    """The rows of a workbook; Refused, with a sentence, where it is no workbook at all."""
    _refuse_odd(data)
    try:
        book = openpyxl.load_workbook(io.BytesIO(data), read_only=True, data_only=False)
        found = _sheets(book)
        book.close()
    except Refused:
        raise
    except Exception as error:  # whatever a broken file makes the library raise
        raise Refused(
            _("This file is broken. Please save it anew as XLSX and try again.")
        ) from error
    if not any(found.rows.values()) and not found.wrong:
        raise Refused(_("There is nothing in this file. Please fill in the template."))
    return found


def write(rows: dict[str, Iterable[Iterable[Any]]] | None = None) -> bytes:
    """A workbook with the sheets and their headings, and these rows under them."""
    book = openpyxl.Workbook()
    book.remove(book.worksheets[0])
    for name, columns in SHEETS.items():
        sheet = book.create_sheet(name)
        sheet.append(list(columns))
        for row in (rows or {}).get(name, []):
            sheet.append([_inert(value) for value in row])
        for number, column in enumerate(columns, 1):
            sheet.cell(1, number).font = styles.Font(bold=True)
            sheet.column_dimensions[openpyxl.utils.get_column_letter(number)].width = max(
                14, len(column) + 4
            )
        sheet.freeze_panes = "A2"
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _inert(value: Any) -> Any:
    """Text that a spreadsheet would run is quoted, as one would type it."""
    return f"'{value}" if isinstance(value, str) and value[:1] in ("=", "+", "-", "@") else value


def _refuse_odd(data: bytes) -> None:
    """Before the library sees it: a ZIP of a sensible size without entities in its XML."""
    if len(data) > MOST_BYTES:
        raise Refused(_("This file is too large: at most %(most)s MB.", most=MOST_BYTES >> 20))
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            names = {part.filename for part in parts}
            if len(parts) > MOST_PARTS or sum(part.file_size for part in parts) > MOST_UNPACKED:
                raise Refused(_("This file unpacks to far more than a list of cities and people."))
            if "xl/workbook.xml" not in names:
                raise Refused(_("This is no XLSX file. Please use the template."))
            for part in parts:
                if part.filename.endswith((".xml", ".rels")) and _has_doctype(archive, part):
                    raise Refused(_("This file holds what a plain XLSX never holds."))
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, OSError, ValueError) as error:
        raise Refused(_("This is no XLSX file. Please use the template.")) from error


def _has_doctype(archive: zipfile.ZipFile, part: zipfile.ZipInfo) -> bool:
    """A DOCTYPE stands before the first element; entities in it can grow without end."""
    with archive.open(part) as opened:
        head = opened.read(65536).replace(b"\0", b"")
    return b"<!DOCTYPE" in head or b"<!ENTITY" in head


def _sheets(book: Any) -> Sheets:
    found = Sheets()
    titles = {plain(sheet.title): sheet for sheet in book.worksheets[:MOST_SHEETS]}
    for name in SHEETS:
        sheet = titles.pop(plain(name), None)
        if sheet is not None:
            _sheet(found, name, _filled(sheet))
    for sheet in titles.values():
        if next(_filled(sheet), None):
            found.wrong.append(
                (sheet.title[:40], 1, _("We do not know this sheet, so it is left."))
            )
    return found


def _filled(sheet: Any) -> Iterator[tuple[int, list[str]]]:
    """The rows with something in them, by their number."""
    rows = sheet.iter_rows(max_col=MOST_COLUMNS, max_row=LAST_ROW, values_only=True)
    for number, values in enumerate(rows, 1):
        if not any(value is not None for value in values):
            continue
        cells = [_text(value) for value in values]
        if any(cells):
            yield number, cells


def _sheet(found: Sheets, name: str, filled: Iterator[tuple[int, list[str]]]) -> None:
    number, head = next(filled, (1, []))
    if not head:
        return
    known = {plain(column): column for column in SHEETS[name]}
    columns = [known.get(plain(cell), "") for cell in head]
    for column in NEEDED[name]:
        if column not in columns:
            found.wrong.append((name, number, _("The column “%(name)s” is missing.", name=column)))
            return
    for number, cells in filled:
        if len(found.rows[name]) == MOST_ROWS:
            words = _("From here on it is left: at most %(n)s rows a sheet.", n=MOST_ROWS)
            found.wrong.append((name, number, words))
            return
        row = dict(zip(columns, cells, strict=False))
        row.pop("", None)
        long = next((c for c, text in row.items() if len(text) > LONGEST), None)
        if long:
            words = _("“%(column)s” is longer than %(n)s characters.", column=long, n=LONGEST)
            found.wrong.append((name, number, words))
        elif any(row.values()):
            found.rows[name].append(Row(name, number, row))


def _text(value: Any) -> str:
    """What a person would read in the cell. A number keeps all its decimals and a full stop."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "1" if value else "0"
    if isinstance(value, float):
        return format(Decimal(repr(value)).normalize(), "f")
    if isinstance(value, (datetime, date)):
        return value.isoformat()[:10]
    kept = "".join(c if c.isprintable() else " " for c in str(value))
    text = " ".join(kept.split())
    return text[1:] if text[:1] == "'" and text[1:2] in ("=", "+", "-", "@") else text
