"""`make bench`: the figures, one JSON object a line; the same as a table on stderr at the end."""

import argparse
import sys
import tempfile
from pathlib import Path

from tests.bench import pages, pair, weight
from tests.bench.figures import Figure, table
from tests.bench.serving import tandem
from tests.services.chromium import chromium


def main() -> None:
    asked = argparse.ArgumentParser(prog="python -m tests.bench", description=__doc__)
    asked.add_argument("--rounds", type=int, default=5, help="how often each page is measured")
    asked.add_argument("--seconds", type=float, default=1.0, help="how long each measurement lasts")
    options = asked.parse_args()
    with tempfile.TemporaryDirectory(prefix="tandem-bench-") as name:
        figures = run(Path(name), options.rounds, options.seconds)
    print(table(figures), file=sys.stderr)


def run(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    pair.make(folder)
    found: list[Figure] = []
    with tandem(folder) as site:
        found += _told(pages.figures(site, folder, rounds, seconds))
        with chromium() as browser:
            for page, (path, *_peer) in pages.PAGES.items():
                found += _told(weight.figures(browser, site, page, path))
    return found


def _told(figures: list[Figure]) -> list[Figure]:
    for figure in figures:
        print(figure.line(), flush=True)
    return figures


if __name__ == "__main__":
    main()
