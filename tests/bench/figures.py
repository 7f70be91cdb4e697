"""A figure: its name, what was measured, what stands beside it, and whether its goal holds."""

import json
from collections.abc import Iterable
from dataclasses import dataclass

COLUMNS = ("name", "value", "unit", "beside", "ratio", "goal", "holds")


@dataclass(frozen=True)
class Figure:
    """`beside` is a peer's value in the same run. A goal is met by `most`, of the value, or by
    `share`, the least that the value may be of the peer's."""

    name: str
    value: float
    unit: str
    beside: float | None = None
    most: float | None = None
    share: float | None = None

    @property
    def ratio(self) -> float | None:
        return round(self.value / self.beside, 3) if self.beside else None

    @property
    def goal(self) -> str | None:
        if self.share is not None:
            return f"ratio >= {self.share:g}"
        return f"<= {self.most:g}" if self.most is not None else None

    @property
    def holds(self) -> bool | None:
        if self.share is not None:
            return (self.ratio or 0) >= self.share
        return self.value <= self.most if self.most is not None else None

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
