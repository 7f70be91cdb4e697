"""Run as a program, in its own limited process: sets a paper with typst.

    python -I typeset.py FOLDER  ->  FOLDER/paper.pdf, from paper.typ and paper.json in it

Imports nothing of the house. People's words are data in the JSON, never typst's source. A sign that
no font has is written as its name, for PDF/UA takes no empty boxes.
"""

import json
import re
import resource
import sys
import unicodedata
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import typst

MEMORY = 4 << 30  # of addresses: typst reserves far more than it uses
SECONDS = 60
WRITTEN = 256 << 20
# Latin, Greek and Cyrillic, and the usual punctuation: the fonts inside typst have all of them.
USUAL = re.compile("[\t\n\x20-\u024f\u0370-\u03ff\u0400-\u045f\u2013-\u2026\u20ac\u2610\u2612]")
JOINS = ("Mn", "Me", "Cf", "Cs", "Co", "Cn")  # they change the sign before, or are none
PROBE = '#set text(lang: "en")\n#set document(title: "x")\n#for c in json("probe.json") [#c\\ ]\n'


def main(folder: Path) -> None:
    limits = {resource.RLIMIT_AS: MEMORY, resource.RLIMIT_CPU: SECONDS}
    for what, most in (limits | {resource.RLIMIT_FSIZE: WRITTEN}).items():
        resource.setrlimit(what, (most, most))
    paper = json.loads((folder / "paper.json").read_text("utf-8"))
    names = unshown(folder, sorted(set(USUAL.sub("", "".join(strings(paper))))))
    if names:
        told = json.dumps(named(paper, names), ensure_ascii=False)
        (folder / "paper.json").write_text(told, "utf-8")
    compiled(folder, "paper")


def compiled(folder: Path, name: str) -> None:
    typst.compile(
        str(folder / f"{name}.typ"),
        output=str(folder / f"{name}.pdf"),
        root=str(folder),
        ignore_system_fonts=True,
        pdf_standards=["ua-1"],
        timestamp=int(datetime.now(UTC).timestamp()),
    )


def unshown(folder: Path, signs: list[str]) -> dict[int, str]:
    """What stands for each sign that no font has: its name, or nothing."""
    found: dict[int, str] = {}
    (folder / "probe.typ").write_text(PROBE, "utf-8")
    while signs:
        (folder / "probe.json").write_text(json.dumps(signs), "utf-8")
        try:
            compiled(folder, "probe")
            break
        except typst.TypstError as error:
            missing = re.search(r"text `\"(.+?)\"` could not", str(error))
            wanting = {c for c in (missing[1] if missing else "") if c in signs} or set(signs)
            for sign in wanting:
                name = unicodedata.name(sign, "").lower()
                joins = unicodedata.category(sign) in JOINS or "modifier" in name
                found[ord(sign)] = "" if joins else f"({name})" if name else ""
            signs = [sign for sign in signs if sign not in wanting]
    return found


def strings(told: Any) -> list[str]:
    if isinstance(told, str):
        return [told]
    inner = told.values() if isinstance(told, dict) else told if isinstance(told, list) else ()
    return [words for one in inner for words in strings(one)]


def named(told: Any, names: dict[int, str]) -> Any:
    if isinstance(told, str):
        return told.translate(names)
    if isinstance(told, dict):
        return {key: named(value, names) for key, value in told.items()}
    return [named(one, names) for one in told] if isinstance(told, list) else told


if __name__ == "__main__":
    main(Path(sys.argv[1]))
