"""Reads the published rate files of the ECB (daily) and of InforEuro (monthly). Knows no table."""

import csv
import io
import re
import zipfile
from calendar import month_abbr, month_name
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import BinaryIO

from flask_babel import gettext as _

from app.errors import Refused

MOST_BYTES = 50_000_000  # the ECB's whole history is 1.5 MB
CODE = re.compile(r"[A-Z]{3}")
MONTHS = {
    name.lower(): n for names in (month_name, month_abbr) for n, name in enumerate(names) if n
}
# What the columns are called: on the site's CSV, in its API, and in older files.
CODE_COLUMNS = {"isoa3code", "currencyiso", "currencycode", "isocode"}
VALUE_COLUMNS = {"value", "amount", "amountvalue", "rate", "exchangerate"}
START_COLUMNS = {"datestart", "startdate", "validfrom", "month", "period"}


@dataclass(frozen=True)
class Quote:
    """Units of a currency for one euro on a day (for InforEuro the first of its month)."""

    currency: str
    on: date
    per_eur: Decimal


@dataclass
class Read:
    """What a file says: its source, its rates, and the lines that could not be read."""

    source: str
    quotes: dict[tuple[str, date], Quote] = field(default_factory=dict)
    broken: list[tuple[int, str]] = field(default_factory=list)

    def add(self, line: int, quote: Quote) -> None:
        key = (quote.currency, quote.on)
        if self.quotes.setdefault(key, quote).per_eur != quote.per_eur:
            self.broken.append((line, _("%(code)s has another rate above.", code=quote.currency)))


def read(file: str | Path | BinaryIO, *, name: str = "", month: date | None = None) -> Read:
    """The rates in a file. A month is asked for only where the file itself names none."""
    if isinstance(file, str | Path):
        with open(file, "rb") as opened:
            return read(opened, name=name or Path(file).name, month=month)
    text, inner = _text(file.read(MOST_BYTES + 1))
    lines = text.splitlines()
    head = [cell.strip() for cell in lines[0].split(",")] if lines else []
    if head[:1] == ["Date"] and any(CODE.fullmatch(cell) for cell in head):
        return _ecb(lines)
    return _inforeuro(lines, month, inner or name)


def month_in(text: str) -> date | None:
    """The first of the month that a text names: 2026-04, 04/2026, 01/04/2026 or April 2026."""
    if found := re.search(r"(?<!\d)(20\d\d)[-_/.]?(0[1-9]|1[0-2])(?!\d)", text):
        return date(int(found[1]), int(found[2]), 1)
    if found := re.search(r"(?<!\d)(0?[1-9]|1[0-2])[-_/.](20\d\d)(?!\d)", text):
        return date(int(found[2]), int(found[1]), 1)
    for word, year in re.findall(r"([A-Za-z]{3,9})[ _-]+(20\d\d)(?!\d)", text):
        if word.lower() in MONTHS:
            return date(int(year), MONTHS[word.lower()], 1)
    return None


def _text(data: bytes) -> tuple[str, str]:
    """The text of a file, or of the one CSV in a ZIP, and that one's name."""
    inner = ""
    if data[:2] == b"PK":
        try:
            with zipfile.ZipFile(io.BytesIO(data)) as archive:
                inner = next(n for n in archive.namelist() if n.lower().endswith(".csv"))
                with archive.open(inner) as opened:
                    data = opened.read(MOST_BYTES + 1)
        except (zipfile.BadZipFile, StopIteration, NotImplementedError, RuntimeError) as error:
            raise Refused(_("There is no CSV in this ZIP file.")) from error
    if len(data) > MOST_BYTES:
        raise Refused(_("This file is too large to be a file of rates."))
    try:
        return data.decode("utf-8-sig"), inner
    except UnicodeDecodeError:
        return data.decode("cp1252", "replace"), inner


def _ecb(lines: list[str]) -> Read:
    found = Read("ecb")
    rows = csv.reader(lines)
    codes = [cell.strip() for cell in next(rows)][1:]
    for row in rows:
        if not any(cell.strip() for cell in row):
            continue
        on = _day(row[0].strip())
        if on is None:
            found.broken.append((rows.line_num, _("“%(what)s” is not a date.", what=row[0][:30])))
            continue
        _ecb_day(found, rows.line_num, on, zip(codes, row[1:], strict=False))
    return found


def _ecb_day(found: Read, line: int, on: date, cells: Iterator[tuple[str, str]]) -> None:
    for code, cell in cells:
        value = cell.strip()
        if value in ("", "N/A") or not CODE.fullmatch(code):
            continue
        rate = _rate(value, decimal_comma=False)
        if rate is None:
            words = _("“%(what)s” is not a rate for %(code)s.", what=value[:30], code=code)
            found.broken.append((line, words))
        else:
            found.add(line, Quote(code, on, rate))


def _inforeuro(lines: list[str], month: date | None, name: str) -> Read:
    head, delimiter, columns = _header(lines)
    month = month or month_in(" ".join(lines[:head])) or month_in(name)
    if month is None and "start" not in columns:
        raise Refused(_("This file does not say its month. Please give it, like --month 2026-04."))
    found = Read("inforeuro")
    rows = csv.reader(lines[head + 1 :], delimiter=delimiter)
    for row in rows:
        if any(cell.strip() for cell in row):
            _inforeuro_row(found, head + 1 + rows.line_num, row, columns, month, delimiter)
    return found


def _inforeuro_row(
    found: Read,
    line: int,
    row: list[str],
    columns: dict[str, int],
    month: date | None,
    delimiter: str,
) -> None:
    cells = {key: row[n].strip() if n < len(row) else "" for key, n in columns.items()}
    start = month_in(cells["start"]) if cells.get("start") else month
    rate = _rate(cells["value"], decimal_comma=delimiter == ";")
    code = cells["code"].upper()
    if not CODE.fullmatch(code):
        words = _("“%(what)s” is not a currency.", what=code[:30])
    elif rate is None:
        what = cells["value"][:30]
        words = _("“%(what)s” is not a rate for %(code)s.", what=what, code=code)
    elif start is None:
        words = _("“%(what)s” is not a month.", what=cells.get("start", "")[:30])
    else:
        if code != "EUR":
            found.add(line, Quote(code, start.replace(day=1), rate))
        return
    found.broken.append((line, words))


def _header(lines: list[str]) -> tuple[int, str, dict[str, int]]:
    """Where the head of the table is, what separates its columns, and which is which."""
    for number, line in enumerate(lines[:10]):
        delimiter = max(";,\t", key=line.count)
        names = [
            re.sub(r"[^a-z0-9]", "", c.lower())
            for c in next(csv.reader([line], delimiter=delimiter), [])
        ]
        columns = {}
        for key, known in (
            ("code", CODE_COLUMNS),
            ("value", VALUE_COLUMNS),
            ("start", START_COLUMNS),
        ):
            places = [n for n, column in enumerate(names) if column in known]
            if places:
                columns[key] = places[0]
        if {"code", "value"} <= columns.keys():
            return number, delimiter, columns
    raise Refused(_("This is neither the ECB’s file of rates nor InforEuro’s."))


def _day(text: str) -> date | None:
    for form in ("%Y-%m-%d", "%d %B %Y"):
        try:
            return datetime.strptime(text, form).date()  # noqa: DTZ007 - a date, no instant
        except ValueError:
            continue
    return None


def _rate(text: str, *, decimal_comma: bool) -> Decimal | None:
    if "," in text and "." in text:
        group = min(",.", key=text.rfind)
        text = text.replace(group, "")
    if decimal_comma or text.count(".") == 0:
        text = text.replace(",", ".") if decimal_comma else text
    try:
        rate = Decimal(text.replace(" ", "").replace("\u00a0", ""))
    except InvalidOperation:
        return None
    return rate if rate.is_finite() and 0 < rate < 10**12 and len(str(rate)) <= 40 else None
