"""Text is folded in one place; matches are marked in the words as they were written."""

import pytest

from app.search.excerpts import excerpt, marked
from app.search.folding import fold, words_of


@pytest.mark.parametrize(
    ("text", "folded"),
    [
        ("Köln, KÖLN!", "koln koln"),
        ("Straße", "strasse"),
        ("São-Tomé's", "sao tome s"),
        ("Łódź Ærø", "lodz aero"),
        ("Σόρια", "σορια"),
        ("C1-SOR-004", "c1 sor 004"),
        ("😀 & _x_", "x"),
        ("a" * 100, "a" * 40),
    ],
)
def test_fold(text, folded):
    assert fold(text) == folded


def test_each_word_once_and_not_too_many():
    assert words_of("Köln koln KOLN") == ["koln"]
    assert len(words_of(" ".join(str(n) for n in range(99)))) == 12


def test_marked_as_it_was_written():
    assert marked("In Köln & <b>", ["koln"]) == "In <mark>Köln</mark> &amp; &lt;b&gt;"
    assert marked("One-stop shops", ["one", "sho"]) == "<mark>One</mark>-stop <mark>shops</mark>"


def test_the_excerpt_is_the_line_with_the_match():
    text = "First line\n" + "word " * 60 + "Köln " + "more " * 60
    found = str(excerpt(text, ["koln"]))
    assert found.startswith("… ") and found.endswith(" …") and "<mark>Köln</mark>" in found
    assert len(found) < 220
    assert excerpt("Only this", ["zebra"]) == "Only this"
    assert excerpt("", ["x"]) == ""
