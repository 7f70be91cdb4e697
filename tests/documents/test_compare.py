"""Two states of a text compared: no word is lost or made up, and none is told by colour alone."""

import random
import time
from typing import Any

import pytest
from bs4 import BeautifulSoup
from flask import Flask
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import XmlElement, XmlText

from app.documents import compare, differ, merge, spelt, tree
from app.documents.tree import Node

WORDS = [
    "one",
    "two",
    "Köln",
    "é́",
    "😀",
    "👩‍👩‍👧",
    "🇪🇺",
    "1.234,56",
    "don't",
    "**bold**",
    "字",
    "<b>",
    "&",
]
lines = st.lists(st.sampled_from(WORDS), min_size=1, max_size=8).map(" ".join)
signs = st.sampled_from(["", "", "", "# ", "## ", "- ", "1. ", "- [ ] ", "- [x] ", "> ", "  - "])
texts = st.lists(st.builds(str.__add__, signs, lines), max_size=8).map("\n\n".join)


def doc(text: str) -> Node:
    return tree.read(tree.load(*filter(None, [merge.first_update(text)])))


def soup(before: Node, after: Node) -> BeautifulSoup:
    return BeautifulSoup(compare.words_changed(before, after), "html.parser")


def side(before: Node, after: Node, gone: str) -> str:
    """The words of one side: what is in <gone> is the other's."""
    page = soup(before, after)
    for tag in page.select(f"{gone}, summary, .visually-hidden, .compared__note"):
        tag.decompose()
    return "".join(page.get_text().split())


def words(top: Node) -> str:
    return "".join("".join(tree.words_of(n) for n in tree.walk(top) if not n.tag).split())


def both(before: str, after: str) -> BeautifulSoup:
    return soup(doc(before), doc(after))


def said(page: BeautifulSoup, tag: str) -> list[str]:
    for hidden in page.select(".visually-hidden"):
        hidden.extract()
    return [found.get_text() for found in page.find_all(tag)]


@settings(deadline=None)
@given(texts, texts)
def test_each_side_keeps_all_its_words(one: str, other: str) -> None:
    before, after = doc(one), doc(other)
    assert side(before, after, "del") == words(after)
    assert side(before, after, "ins") == words(before)


@settings(deadline=None)
@given(texts)
def test_what_is_equal_has_no_change(text: str) -> None:
    found = compare.compare(doc(text), doc(text))
    assert not found.changed and found.added == found.removed == 0
    assert "<ins>" not in found.html and "<del>" not in found.html


@settings(deadline=None)
@given(st.lists(st.sampled_from("abcd")), st.lists(st.sampled_from("abcd")))
def test_matches_are_equal_and_rise(one: list[str], other: list[str]) -> None:
    i = j = 0
    for start, begin, long in differ.matches(one, other):
        assert start >= i and begin >= j and long > 0
        assert one[start : start + long] == other[begin : begin + long]
        i, j = start + long, begin + long


@settings(deadline=None)
@given(st.text())
def test_words_joined_are_the_text(text: str) -> None:
    assert "".join(spelt.words(text)) == text


def test_a_changed_word_is_marked_alone_and_said() -> None:
    page = both("The red car drives to Köln.", "The blue car drives to Köln.")
    assert [tag.get_text() for tag in page.find_all("del")] == ["[removed: red end of removed]"]
    assert [tag.get_text() for tag in page.find_all("ins")] == ["[added: blue end of added]"]
    assert page.p.get_text().endswith(" car drives to Köln.")


def test_accents_and_emoji_are_never_cut() -> None:
    family = "\U0001f469\u200d\U0001f469\u200d\U0001f467"
    old = ["cafe", "\U0001f44d\U0001f3fd", "\U0001f1ea\U0001f1fa", family]
    new = [
        "cafe\u0301",
        "\U0001f44d\U0001f3ff",
        "\U0001f1ea\U0001f1f8",
        f"{family}\u200d\U0001f466",
    ]
    for was, now in zip(old, new, strict=True):
        page = both(f"The word {was} stays here.", f"The word {now} stays here.")
        assert (said(page, "del"), said(page, "ins")) == ([was], [now])


def test_words_side_by_side_read_as_one_change() -> None:
    page = both("We saw the red big old car there.", "We saw the blue small fast car there.")
    assert said(page, "del") == ["red big old"] and said(page, "ins") == ["blue small fast"]
    # What stays between two changes, and is no less than they are, stays.
    apart = both("Now a stays b here.", "Now c stays d here.")
    assert said(apart, "del") == ["a", "b"] and said(apart, "ins") == ["c", "d"]
    one_short = both("Many words stay, x in looooong end", "Many words stay, y in shoooort end")
    assert said(one_short, "del") == ["x", "looooong"]
    long_between = "which both of us have wanted"
    page = both(f"{'a' * 40} {long_between} {'b' * 40}", f"{'c' * 40} {long_between} {'d' * 40}")
    assert said(page, "del") == ["a" * 40, "b" * 40]


def test_blocks_that_come_and_go() -> None:
    page = both("# Aims\n\nKeep me.\n\nDrop these words.", "# Aims\n\nKeep me.\n\n- quite new")
    assert said(page, "del") == ["Drop these words."] and said(page, "ins") == ["quite new"]
    assert page.h3.get_text() == "Aims" and page.li.ins


def test_looks_alone_are_listed_as_such() -> None:
    page = both("We meet in Cologne soon.", "We meet in **Cologne** soon.")
    assert not page.ins and not page.del_
    assert page.select_one(".compared__look strong").get_text() == "Cologne"
    assert "(formatting changed)" in page.get_text()
    assert "(formatting changed)" in both("Aims of all", "# Aims of all").get_text()
    link = both("[here](https://a.eu)", "[here](https://b.eu)")
    assert link.a["href"] == "https://b.eu" and "(formatting changed)" in link.get_text()
    assert "(formatting changed)" in both("- one\n- two", "1. one\n2. two").get_text()


def test_a_task_that_is_done_now() -> None:
    page = both("- [ ] Book the train", "- [x] Book the train")
    assert "(now done)" in page.li.get_text() and not page.ins
    back = both("- [x] Book the train", "- [ ] Book the train")
    assert "(no longer done)" in back.li.get_text()


def test_items_are_compared_one_by_one() -> None:
    page = both("- one\n- two three four\n- five", "- zero\n- one\n- two three 4\n- five")
    assert said(page, "ins") == ["zero", "4"] and said(page, "del") == ["four"]
    assert len(page.find_all("li")) == 4


def table(*rows: str) -> Node:
    made = tree.load()
    box = tree.root_of(made).children.append(XmlElement("table"))
    for row in rows:
        line = box.children.append(XmlElement("tableRow"))
        for words in row.split("|"):
            cell = line.children.append(XmlElement("tableCell"))
            cell.children.append(XmlElement("paragraph")).children.append(XmlText(words))
    return tree.read(made)


def test_cells_are_compared_one_by_one() -> None:
    before = table("City|Trams", "Cologne|12", "Soria|0")
    page = soup(before, table("City|Trams", "Cologne|14", "Galway|3", "Soria|0"))
    assert said(page, "del") == ["12"] and said(page, "ins") == ["14", "Galway", "3"]
    assert len(page.find_all("tr")) == 4 and {len(r.find_all("td")) for r in page("tr")} == {2}
    wider = soup(before, table("City|Trams|Buses", "Cologne|12|90", "Soria|0|8"))
    assert said(wider, "ins") == ["Buses", "90", "8"] and not wider.find_all("del")
    other = soup(table("Cologne|12|old|1"), table("Cologne|14|new|1"))
    assert [cell.get_text() for cell in other.find_all("td")][0] == "Cologne"
    assert len(other.find_all("td")) == 4 and said(other, "del") == ["12", "old"]


def picture(source: str, level: int = 0) -> Node:
    made = tree.load()
    top = tree.root_of(made)
    top.children.append(XmlElement("image", {"src": source, "alt": "The market"}))
    top.children.append(XmlElement("horizontalRule")) if level else None
    return tree.read(made)


def test_pictures_and_lines() -> None:
    page = soup(picture("/files/1"), picture("/files/2", 1))
    assert page.select_one("del img")["src"] == "/files/1"
    assert page.select_one("ins img")["src"] == "/files/2"
    assert "(a line across the text)" in page.get_text()


def test_a_long_stretch_that_stays_is_folded() -> None:
    same = [f"Paragraph number {n}." for n in range(12)]
    page = both("\n\n".join(["Old."] + same), "\n\n".join([*same, "Quite another thing."]))
    assert page.summary.get_text() == "10 unchanged paragraphs"
    assert len(page.details.find_all("p")) == 10
    assert not both("\n\n".join(same), "\n\n".join(same)).details


def hostile(tags: list[str], words: str) -> Node:
    made: Any = tree.load()
    inner: Any = tree.root_of(made)
    for tag in tags:
        inner = inner.children.append(XmlElement(tag))
    inner.children.append(XmlText(words))
    return tree.read(made)


@settings(deadline=None)
@given(st.lists(st.sampled_from([*"ab", "table", "tableRow", "listItem", "paragraph", "script"])))
def test_a_text_outside_of_the_schema_is_still_safe(tags: list[str]) -> None:
    page = soup(hostile(tags, "<img src=x onerror=y>"), hostile(tags[1:], "<script>z</script>"))
    assert not page.find("script") and not page.find("img")


def paragraphs(seed: int, many: int, each: int) -> list[str]:
    chance = random.Random(seed)
    return [
        " ".join(f"wörtlich{int(chance.paretovariate(0.7)) % 5000}" for _ in range(each))
        for _ in range(many)
    ]


def written(blocks: list[str]) -> Node:
    made = tree.load()
    for words in blocks:
        block = tree.root_of(made).children.append(XmlElement("paragraph"))
        block.children.append(XmlText(words))
    return tree.read(made)


@pytest.mark.parametrize(
    "shape", ["a word in each", "all other", "one long block", "one long block, all other"]
)
def test_a_long_text_is_compared_in_bounded_time(shape: str) -> None:
    """100,000 characters; measured 0.2 to 1.1 s of work."""
    old = paragraphs(1, 180, 60)
    new = paragraphs(2, 180, 60) if "other" in shape else ["First", *(f"New {p}" for p in old)]
    if "block" in shape:
        old, new = [" ".join(old)], [" ".join(new)]
    before, after = written(old), written(new)
    assert len(words(before)) > 80_000
    began = time.process_time()
    found = compare.compare(before, after)
    assert time.process_time() - began < 15 and found.changed


def test_the_worst_words_do_not_take_for_ever() -> None:
    """difflib needs minutes here."""
    chance = random.Random(1)
    one, other = ([chance.choice("ab") for _ in range(50_000)] for _ in range(2))
    began, budget = time.process_time(), differ.Budget()
    differ.matches(one, other, budget)
    assert budget.steps > differ.STEPS - 300_000
    differ.matches(range(9000), range(9000, 0, -1), budget)
    assert time.process_time() - began < 10


def test_the_words_are_in_the_language_of_the_reader(app: Flask) -> None:
    with app.test_request_context():
        assert "[added:" in compare.words_changed(doc("one"), doc("one two"))
