"""A table as XLSX and as CSV. What people wrote is text in every cell, never a formula."""

import csv
import io
from decimal import Decimal
from typing import Any

from flask_babel import gettext as _

from app.exports import emblem
from app.exports.cells import RUN, inert
from app.later import later

openpyxl, styles = later("openpyxl"), later("openpyxl.styles")
drawing = later("openpyxl.drawing.image")
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
CSV = "text/csv; charset=utf-8"
COMMA_DECIMAL = ("de", "es")  # their spreadsheets read `;` between the fields, `,` in numbers


def xlsx(title: str, head: list[str], rows: list[list[Any]], funding: str = "") -> bytes:
    """`funding` and the EU emblem stand on a sheet of their own: the table stays a table."""
    book = openpyxl.Workbook()
    sheet: Any = book.worksheets[0]
    sheet.title = title[:31]
    sheet.append(head)
    for row in rows:
        sheet.append([inert(cell) if isinstance(cell, str) else cell for cell in row])
    for cells in sheet.iter_rows(min_row=2):
        for cell in cells:
            if isinstance(cell.value, str):
                cell.data_type = "s"  # also what begins with = + - @
                cell.quotePrefix = cell.value[:1] in RUN
    for n, _title in enumerate(head, 1):
        sheet.cell(1, n).font = styles.Font(bold=True)
        width = max(len(str(cell.value or "")) for cell in sheet[sheet.cell(1, n).column_letter])
        sheet.column_dimensions[sheet.cell(1, n).column_letter].width = min(60, width + 2)
    sheet.freeze_panes = "A2"
    if funding:
        _fund(book.create_sheet(_("Funding")), funding)
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _fund(sheet: Any, funding: str) -> None:
    picture = drawing.Image(io.BytesIO(emblem.png()))
    picture.width, picture.height = 120, 80
    sheet.add_image(picture, "A1")
    sheet["A6"] = inert(funding)
    sheet["A6"].alignment = styles.Alignment(wrap_text=True, vertical="top")
    sheet.column_dimensions["A"].width = 90


def csv_file(head: list[str], rows: list[list[Any]], language: str) -> bytes:
    """UTF-8 with its mark, so that Excel reads the accents."""
    out = io.StringIO(newline="")
    comma = language in COMMA_DECIMAL
    writer = csv.writer(out, delimiter=";" if comma else ",")
    writer.writerow(head)
    for row in rows:
        writer.writerow([_text(cell, comma) for cell in row])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def _text(cell: Any, comma: bool) -> Any:
    """An apostrophe before what a spreadsheet would run."""
    if isinstance(cell, Decimal):
        return str(cell).replace(".", ",") if comma else cell
    return f"'{cell}" if isinstance(cell, str) and cell[:1] in RUN else cell
