"""The editor's bundle, as it goes over the wire, once, when somebody clicks *Edit*."""

import json

from tests.bench.figures import Figure
from tests.services.chromium import PROJECT

DIST = PROJECT / "static" / "dist"
KEY = "editor.js"


def figures() -> list[Figure]:
    built = json.loads((DIST / "manifest.json").read_text())
    if KEY not in built:
        return [Figure("editor bundle: not built yet", None, "KiB gzip", most=185)]
    size = (DIST / f"{built[KEY]}.gz").stat().st_size
    return [Figure("editor bundle", round(size / 1024, 1), "KiB gzip", most=185)]
