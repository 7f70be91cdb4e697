"""Feeds broken updates to a text, in a process of its own with a limit to its memory, and says as
JSON what became of them: `python -m tests.faults.fuzz FOLDER DOCUMENT PERSON FROM TO`."""

import json
import random
import resource
import signal
import sys
from collections import Counter
from pathlib import Path
from typing import Any

from pycrdt import Doc, XmlElement, XmlText

from app import create_app
from app.documents import check, log, render, store, tree
from app.documents.refusals import Refusal
from app.extensions import db
from tests.cast import settings
from tests.faults.safe import unsafe

MEMORY = 2 << 30
SECONDS = 10  # for one update, on a machine with much to do
BYTES = (0, 1, 0x7F, 0x80, 0xFF)


def originals(text: bytes) -> list[bytes]:
    """Updates as editors make them: words, marks, splits, a table, deletions."""
    doc = tree.load(text)
    made: list[bytes] = [text]
    keep = doc.observe(lambda change: made.append(change.update))
    dice, root = random.Random(1), tree.root_of(doc)
    for n in range(40):
        block = root.children.insert(dice.randrange(len(root.children) + 1), element(n))
        run = block.children.append(XmlText("é😀字"))
        run.insert(0, f"hello {n}", {"bold": {}} if n % 3 else None)
        if n % 4 == 0:
            run.format(0, 3, {"link": {"href": "https://example.org"}})
            del run[0:2]
        if n % 7 == 0:
            del root.children[0]
    doc.unobserve(keep)
    return [*made, doc.get_update()]


def element(n: int) -> XmlElement:
    tag = ("paragraph", "heading", "blockquote", "codeBlock", "table")[n % 5]
    return XmlElement(tag, {"level": 2.0} if tag == "heading" else {})


def mutated(update: bytes, dice: random.Random) -> bytes:
    data = bytearray(update)
    for _ in range(dice.randint(1, 3)):
        roll, at = dice.random(), dice.randrange(len(data)) if data else 0
        if roll < 0.6 and data:
            data[at] = dice.choice((*BYTES, dice.randrange(256)))
        elif roll < 0.75:
            data[at:at] = bytes([dice.choice((*BYTES, dice.randrange(256)))] * dice.randint(1, 5))
        elif roll < 0.9 and data:
            del data[at]
        else:
            data = data[:at]
    return bytes(data)


def fed(document_id: int, person_id: int, numbers: range) -> dict[str, Any]:
    told: Counter[str] = Counter()
    strange: list[str] = []
    bases = originals(store.load(document_id)[0].get_update())
    for n in numbers:
        update = mutated(random.Random(n).choice(bases), random.Random(n))
        signal.alarm(SECONDS)
        try:
            log.append(document_id, update, person_id=person_id, tab="fuzz", batch=n)
            told["taken"] += 1
        except Refusal as refusal:
            told[refusal.code] += 1
        if n % 25 == 0:
            strange += unsafe(render.html_of(tree.read(store.load(document_id)[0])))
        signal.alarm(0)
    wrong = strange + check.verify(document_id)
    before: Doc[Any] = store.load(document_id)[0]
    state = before.get_state()
    tree.root_of(before).children.append(XmlElement("paragraph")).children.append(XmlText("On."))
    log.append(document_id, before.get_update(state), person_id=person_id, tab="after", batch=1)
    # Not ru_maxrss: across an exec that keeps what the test that started us had grown to.
    status = Path("/proc/self/status").read_text()
    kilobytes = int(next(ln for ln in status.splitlines() if ln.startswith("VmHWM")).split()[1])
    return {"told": told, "wrong": wrong, "megabytes": kilobytes // 1024}


def main() -> None:
    folder, document_id, person_id, low, high = sys.argv[1:]
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    app = create_app(settings(Path(folder)))
    with app.app_context():
        found = fed(int(document_id), int(person_id), range(int(low), int(high)))
        db.session.remove()
        db.engine.dispose()
    print(json.dumps(found))


if __name__ == "__main__":
    main()
