"""A figure: its name, what was measured, what stands beside it, and whether its goal holds."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

COLUMNS = ("name", "value", "unit", "beside", "ratio", "goal", "holds")


@dataclass(frozen=True)
class Figure:
    """`beside` is a peer's value in the same run. A goal is met by `least` or `most`, of the value,
    or by `share` or `times`, the least or the most that the value may be of the peer's."""

    name: str
    value: float | None  # None: there is nothing to measure yet
    unit: str
    beside: float | None = None
    most: float | None = None
    least: float | None = None
    share: float | None = None
    times: float | None = None

    @property
    def ratio(self) -> float | None:
        known = self.value is not None and self.beside
        return round(self.value / self.beside, 3) if known else None  # type: ignore[operator]

    @property
    def goal(self) -> str | None:
        if self.share is not None:
            return f"ratio >= {self.share:g}"
        if self.times is not None:
            return f"ratio <= {self.times:g}"
        if self.least is not None:
            return f">= {self.least:g}"
        return f"<= {self.most:g}" if self.most is not None else None

    @property
    def holds(self) -> bool | None:
        if self.share is not None:
            return (self.ratio or 0) >= self.share
        if self.times is not None:
            return self.ratio is not None and self.ratio <= self.times
        if self.least is not None:
            return self.value is not None and self.value >= self.least
        limited = self.value is not None and self.most is not None
        return self.value <= self.most if limited else None  # type: ignore[operator]

    def line(self) -> str:
        return json.dumps({column: getattr(self, column) for column in COLUMNS})


def table(figures: Iterable[Figure]) -> str:
    """The same for people."""
    rows = [COLUMNS, *([_cell(getattr(f, column)) for column in COLUMNS] for f in figures)]
    widths = [max(len(row[n]) for row in rows) for n in range(len(COLUMNS))]
    lines = []
    for row in rows:
        cells = [
            cell.ljust(w) if n in (0, 2, 5) else cell.rjust(w)
            for n, (cell, w) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append("  ".join(cells).rstrip())
    return "\n".join(lines)


def _cell(value: object) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "NO"
    return f"{value:,g}" if isinstance(value, float | int) else str(value)
