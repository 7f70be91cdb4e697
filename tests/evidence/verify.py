"""Verifies an evidence pack with nothing of the product: the standard library, and the page that
lies in the pack. `python tests/evidence/verify.py PACK.zip` says what is wrong, or nothing."""

import hashlib
import json
import sys
import zipfile
from collections import defaultdict
from typing import Any


def wrong(path: Any) -> list[str]:
    with zipfile.ZipFile(path) as pack:
        found = list(_files(pack))
        for name in pack.namelist():
            if name.startswith("movements/"):
                found += _chain(name, json.loads(pack.read(name)))
        found += _decisions(pack)
    return found


def _files(pack: zipfile.ZipFile) -> Any:
    manifest = json.loads(pack.read("manifest.json"))
    named = {one["path"]: one for one in manifest["files"]}
    there = set(pack.namelist()) - {"manifest.json"}
    for path in sorted(there ^ named.keys()):
        yield f"{path} is missing, or nobody names it"
    for path in sorted(there & named.keys()):
        data = pack.read(path)
        if hashlib.sha256(data).hexdigest() != named[path]["sha256"]:
            yield f"{path} is not what the manifest says"


def hash_of(movement: dict[str, Any]) -> str:
    covered = {k: v for k, v in movement.items() if k != "hash"}
    covered["reason"] = hashlib.sha256(movement["reason"].encode()).hexdigest()
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()


def _chain(name: str, budget: dict[str, Any]) -> list[str]:
    found, previous = [], ""
    sums: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    for n, movement in enumerate(budget["movements"], 1):
        if movement["n"] != n or movement["previous"] != previous:
            found.append(f"{name}: movement {n} does not follow")
        if hash_of(movement) != movement["hash"]:
            found.append(f"{name}: movement {n} was changed")
        previous = movement["hash"]
        sums[movement["city"], movement["direction"]][movement["kind"]] += movement["amount"]
    if (budget["entries"], budget["head"]) != (len(budget["movements"]), previous):
        found.append(f"{name}: the end is missing")
    for place, kinds in sums.items():
        used = kinds["reserve"] - kinds["release"] + kinds["approve"] - kinds["recover"]
        if used > kinds["allocate"] - kinds["return"]:
            found.append(f"{name}: {place} is overspent")
    return found


def _decisions(pack: zipfile.ZipFile) -> list[str]:
    """Each line's movements come to its last decision, and to its payment."""
    moved: dict[Any, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    chains = [name for name in pack.namelist() if name.startswith("movements/")]
    for name in chains:
        for movement in json.loads(pack.read(name))["movements"]:
            moved[tuple(movement["source"])][movement["kind"]] += movement["amount"]
    found = []
    for name in pack.namelist():
        if not name.endswith("/claim.json") or not chains:
            continue
        claim = json.loads(pack.read(name))
        for line in claim["lines"]:
            made = [moved["decision", decision["id"]] for decision in line["decisions"]]
            approved = sum(one["approve"] - one["recover"] for one in made)
            paid = sum(one["pay"] for one in made)
            last = line["decisions"][-1]["amount"] if line["decisions"] else 0
            if approved != last or paid != (last if claim["payment"] else 0):
                found.append(f"{claim['number']}: line {line['line']} differs from its movements")
            for recovery in line["recoveries"]:
                if moved["recovery", recovery["id"]]["recover"] != recovery["amount"]:
                    found.append(f"{claim['number']}: a recovery differs from its movement")
    return found


if __name__ == "__main__":
    said = wrong(sys.argv[1])
    print("\n".join(said) or "whole")
    sys.exit(bool(said))
