"""What it costs the server to give a long text to an editor (see long.py)."""

import time
from pathlib import Path
from statistics import median

from app.extensions import db
from tests.bench import long
from tests.bench.figures import Figure
from tests.bench.load import Connection
from tests.bench.serving import Site, app_on

TIMES = 25


def figures(site: Site, folder: Path) -> list[Figure]:
    with app_on(folder).app_context():
        document = long.make()
        db.engine.dispose()
    editor = Connection(site, f"/documents/{document}/updates?after=-1", encoding="gzip, br")
    size, taken = len(editor.ask()), []
    for _time in range(TIMES):
        began = time.perf_counter()
        editor.ask()
        taken.append(1000 * (time.perf_counter() - began))
    editor.close()
    name = f"opening {long.EDITS:,} edits"
    return [
        Figure(name, round(median(taken), 2), "ms", most=15),
        Figure(f"{name}: sent", size, "bytes"),
    ]
