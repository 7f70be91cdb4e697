"""`make bench`: the figures, one JSON object a line; the same as a table on stderr at the end."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import (
    appending,
    audited,
    bundle,
    drawing,
    editors,
    growing,
    keystroke,
    noted,
    opening,
    pages,
    pair,
    planned,
    printed,
    restarts,
    reviewed,
    starting,
    streams,
    weight,
)
from tests.bench.figures import Figure, table
from tests.bench.serving import tandem
from tests.services.chromium import chromium


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--rounds", type=int, default=5, help="how often each is measured")
    asked.add_argument("--seconds", type=float, default=0.6, help="how long each measurement lasts")
    asked.add_argument(
        "--pairs",
        type=lambda given: [int(each) for each in given.split(",")],
        default=[10, 100],
        help="how many pairs growth is measured at; 10,100,1000 takes ten minutes and 8 GB",
    )
    asked.add_argument("--growth", action="store_true", help="only how it grows with the pairs")
    asked.add_argument("--picture", type=Path, help="where to draw it, as an SVG")
    asked.add_argument(
        "--typing", action="store_true", help="only what concerns texts written live"
    )
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as name:
        folder, how = Path(name), (options.rounds, options.seconds)
        figures = [] if options.growth else run(folder, *how, options.typing)
        if not options.typing:
            figures += growth(folder / "growth", options.pairs, *how, options.picture)
    print(table(figures), file=sys.stderr)


def run(folder: Path, rounds: int, seconds: float, only_typing: bool) -> list[Figure]:
    pair.make(folder)
    if only_typing:
        return typing(folder, min(rounds, 3), seconds)
    found: list[Figure] = []
    with tandem(folder) as site:
        found += _told(pages.figures(site, folder, rounds, seconds))
        with chromium() as browser:
            for page, (path, *_peer) in pages.PAGES.items():
                found += _told(weight.figures(browser, site, page, path))
    found += _told(starting.figures(folder, rounds))
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as name:
        found += _told(printed.figures(folder, Path(name), rounds, seconds))
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as name:
        found += _told(reviewed.figures(Path(name), rounds, seconds))
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as name:
        found += _told(planned.figures(Path(name), rounds, seconds))
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as name:
        found += _told(audited.figures(Path(name), rounds, seconds))
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as name:
        found += _told(noted.figures(Path(name), rounds, seconds))
    found += _told(restarts.figures())
    return found + typing(folder, min(rounds, 3), seconds)


def growth(
    folder: Path, sizes: list[int], rounds: int, seconds: float, picture: Path | None
) -> list[Figure]:
    folder.mkdir()
    found, measured = growing.figures(folder, sizes, rounds, seconds)
    if picture is not None:
        picture.write_text(drawing.growth(measured))
    return _told(found)


def typing(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    """A server of its own: what pages have left in its memory is not measured."""
    with tandem(folder) as site:
        found = _told(keystroke.figures(site, folder, rounds))
        found += _told(editors.figures(site, folder, rounds, seconds))
    found += _told(appending.figures(folder, rounds, seconds))
    with tandem(folder) as site:
        found += _told(streams.figures(site, folder, 3 * seconds))
        found += _told(opening.figures(site, folder))
    return found + _told(bundle.figures())


def _told(figures: list[Figure]) -> list[Figure]:
    for figure in figures:
        print(figure.line(), flush=True)
    return figures


if __name__ == "__main__":
    main()
