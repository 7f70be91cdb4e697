"""Every word that people see is in each language: none missing, none doubtful, none cut up."""

import re
import tomllib
from functools import cache
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po

ROOT = Path(__file__).parent.parent
LANGUAGES = ("de", "es")
HOLES = re.compile(r"%\(\w+\)[sd]|%[sd]")
# Names of languages and things that are called the same everywhere.
MAPPINGS = tomllib.loads((ROOT / "pyproject.toml").read_text())["tool"]["babel"]["mappings"]
METHODS = [(entry["pattern"], entry["method"]) for entry in MAPPINGS]
KEYWORDS = {"_": None, "_l": None, "gettext": None, "lazy_gettext": None, "ngettext": (1, 2)}


@cache
def in_code() -> frozenset[str]:
    """The msgids of code and templates (of plurals: the singular)."""
    found = extract_from_dir(ROOT, METHODS, keywords=KEYWORDS)
    ids = (message for _file, _line, message, _comments, _context in found)
    return frozenset(one[0] if isinstance(one, tuple) else one for one in ids)


@cache
def catalogue(language: str) -> Catalog:
    path = ROOT / "translations" / language / "LC_MESSAGES" / "messages.po"
    with path.open("rb") as file:
        return read_po(file, locale=language)


def pairs(message: Message) -> list[tuple[str, str]]:
    """Each form of a message with its translation."""
    if isinstance(message.id, tuple):
        return list(zip(message.id, message.string, strict=False))
    return [(message.id, str(message.string))]


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_missing(language: str):
    known = {pairs(message)[0][0] for message in catalogue(language) if message.id}
    assert in_code() - known == set(), "run `make translations` and translate"


@pytest.mark.parametrize("language", LANGUAGES)
def test_everything_is_translated(language: str):
    empty = [pair for m in catalogue(language) if m.id for pair in pairs(m) if not pair[1]]
    assert not empty
    assert not [m.id for m in catalogue(language) if m.id and m.fuzzy]


@pytest.mark.parametrize("language", LANGUAGES)
def test_names_and_numbers_have_their_place(language: str):
    for message in catalogue(language):
        if message.id:
            holes = {hole for text in pairs(message)[-1:] for hole in HOLES.findall(text[0])}
            for _said, translated in pairs(message)[-1:]:
                assert set(HOLES.findall(translated)) == holes, message.id


@pytest.mark.parametrize(
    ("language", "word"), [("en", "Visits"), ("de", "Besuche"), ("es", "Visitas")]
)
def test_a_person_reads_their_language(as_, cast, language: str, word: str):
    anna = as_("anna")
    anna.post("/language", data={"language": language, "next": "/pairs/cologne-soria"})
    page = anna.get("/pairs/cologne-soria/visits").text
    assert f'<html lang="{language}">' in page
    assert word in page
