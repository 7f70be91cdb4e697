"""The picture of growth: both scales are logarithmic, so what stays as it is lies flat, and what
grows with the pairs rises by one step where they do. Drawn by growth.svg.jinja."""

from dataclasses import dataclass
from math import ceil, floor, log10
from pathlib import Path

from jinja2 import Environment, FileSystemLoader

from tests.bench.growing import SIZE, UPDATE, Measured, exponent

TITLE = "How Tandem grows with its pairs"
SHOWN = {  # by the name of the figure: the name in the picture
    "overview: CPU": "overview",
    "plan: CPU": "plan",
    "notes: CPU": "notes",
    "activity: CPU": "activity",
    f"{UPDATE}: p50": "an update",
    "search in a pair: p50": "search, one pair",
    "search in a manager's pairs: p50": "search, all pairs",
    "a manager's pairs: CPU": "list of all pairs",
}
WIDTH, HEIGHT, APART = 430, 340, 19  # of a chart, and between two labels, in pixels
Points = dict[int, float]


@dataclass
class Line:
    name: str
    points: list[tuple[float, float]]
    exponent: str
    label: float  # how far down its name stands


@dataclass
class Scale:
    """A logarithmic one, over whole steps of ten."""

    least: int
    most: int
    pixels: float

    @classmethod
    def over(cls, values: list[float], pixels: float) -> "Scale":
        return cls(floor(log10(min(values))), ceil(log10(max(values)) - 1e-9), pixels)

    def at(self, value: float) -> float:
        return round(self.pixels * (log10(value) - self.least) / (self.most - self.least), 1)

    @property
    def steps(self) -> list[float]:
        return [10.0**n for n in range(self.least, self.most + 1)]


def growth(measured: Measured) -> str:
    times = {name: measured[key] for key, name in SHOWN.items()}
    charts = [
        _chart("Time of an answer", "milliseconds", times, 80),
        _chart("Database", "MiB", {"SQLite": measured[SIZE]}, 80 + WIDTH + 310),
    ]
    rooms = Environment(loader=FileSystemLoader(Path(__file__).parent), autoescape=True)
    drawn = rooms.get_template("growth.svg.jinja")
    return drawn.render(title=TITLE, charts=charts, width=1400, height=HEIGHT + 130) + "\n"


def _chart(title: str, unit: str, lines: dict[str, Points], left: int) -> dict[str, object]:
    across = Scale.over([float(n) for points in lines.values() for n in points], WIDTH)
    up = Scale.over([value for points in lines.values() for value in points.values()], HEIGHT)
    found = [_line(name, points, across, up) for name, points in lines.items()]
    _spread(found)
    return {
        "title": title,
        "unit": unit,
        "left": left,
        "top": 60,
        "width": WIDTH,
        "height": HEIGHT,
        "up": [(across.at(step), f"{step:,.0f}") for step in across.steps],
        "across": [(HEIGHT - up.at(step), f"{step:,.10g}") for step in up.steps],
        "lines": found,
    }


def _line(name: str, points: Points, across: Scale, up: Scale) -> Line:
    places = [
        (across.at(n), round(HEIGHT - up.at(value), 1)) for n, value in sorted(points.items())
    ]
    return Line(name, places, f"{exponent(points):.2f}", places[-1][1])


def _spread(lines: list[Line]) -> None:
    """Names stand beside the ends of their lines, none on another."""
    above = -APART * 1.0
    for line in sorted(lines, key=lambda one: one.label):
        line.label = above = max(line.label, above + APART)
