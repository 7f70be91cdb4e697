"""Words of people in a spreadsheet's cells: text, never a formula, and no longer than a cell."""

import re
from decimal import Decimal

from app.money import plain

LONGEST = 32_000  # characters of a cell; Excel takes 32,767
RUN = ("=", "+", "-", "@", "\t", "\r")  # what a spreadsheet takes for a formula
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def inert(words: str) -> str:
    """Without what no XML can hold, and no longer than a cell can be."""
    return _NOT_XML.sub("", words)[:LONGEST]


def number(minor: int | None, currency: str = "EUR") -> Decimal | str:
    """An amount as a number, which a spreadsheet writes its own way; nothing for none."""
    return "" if minor is None else Decimal(plain(minor, currency, locale="en"))
