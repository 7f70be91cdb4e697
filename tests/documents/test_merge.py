"""The plain form: what it shows, and that merging it back loses nobody's words."""

import re
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pycrdt import Doc, XmlElement, XmlText

from app.documents import lines, merge, tree

ALL = """# Über die Zukunft 😀

Le maire **propose** un *café* gratuit, voir [le site](https://example.eu/a_(b)).
Zweite Zeile 字.

- eins
- zwei
  - nested *x*
  - y
- drei

  more of drei

1. first
2. second

- [ ] open
- [x] done

> quote Ελληνικά
> more

> - in a quote

```
code **x**
  y
```

---

2 * 3 * 4 and 5*3*2 # x

\\- no list

End."""


def doc_of(text: str) -> Doc[Any]:
    update = merge.first_update(text)
    return tree.load(*([update] if update else []))


def saved(base: Doc[Any], *texts: str) -> str:
    """What is read after each of these was saved from the same beginning, in this order."""
    began, now = base.get_update(), tree.load(base.get_update())
    for text in texts:
        update = merge.merge(began, now, text)
        if update:
            now.apply_update(update)
    return merge.to_text(now)


def test_what_is_written_is_what_is_shown() -> None:
    assert merge.to_text(doc_of(ALL)) == ALL


def test_saving_unchanged_changes_nothing() -> None:
    doc = doc_of(ALL)
    assert merge.merge(doc.get_update(), doc, ALL) is None
    assert merge.merge(doc.get_update(), doc, ALL.replace("\n", "\r\n") + "\n\n") is None


def test_two_people_in_one_sentence() -> None:
    base = doc_of("The mayor proposes a free café 😀 for all.")
    anna = "The mayor proposes a free and open café 😀 for all."
    diego = "The mayor of Soria proposes a free café 😀 for all people, 字 and é."
    both = "The mayor of Soria proposes a free and open café 😀 for all people, 字 and é."
    assert saved(base, anna, diego) == saved(base, diego, anna) == both


def test_typing_meanwhile_stays_and_marks_stay_on_words_that_stay() -> None:
    base = doc_of("Wir **müssen** handeln, ας πούμε.")
    live = tree.load(base.get_update())
    run = tree.read(live).children[0].children[0].source
    run.insert(len(run), " [LIVE 😀]")
    run.format(0, 3, {"passage--AAAABBBB": {"id": "7"}})
    update = merge.merge(base.get_update(), live, "Wir **müssen** bald handeln, ας πούμε.")
    live.apply_update(update or b"")
    assert merge.to_text(live) == "Wir **müssen** bald handeln, ας πούμε. [LIVE 😀]"
    assert tree.read(live).children[0].children[0].runs[0] == (
        "Wir",
        {"passage--AAAABBBB": {"id": "7"}},
    )


def test_a_word_that_is_replaced_keeps_its_unseen_marks() -> None:
    doc = doc_of("one two three")
    run = tree.read(doc).children[0].children[0].source
    run.format(4, 7, {"passage": {"id": "7"}, "underline": {}})
    doc.apply_update(merge.merge(doc.get_update(), doc, "one second three") or b"")
    assert ("second", {"passage": {"id": "7"}, "underline": {}}) in tree.read(doc).children[
        0
    ].children[0].runs


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("one two", "one **two**"),
        ("one **two**", "one two"),
        ("[one](https://a.eu) two", "one two"),
        ("one two", "[one](https://a.eu) two"),
        ("# one", "## one"),
        ("- [ ] one\n- [ ] two", "- [x] one\n- [ ] two"),
        ("one two", "one\ntwo"),
        ("one\ntwo\nthree", "one two\nthree"),
        ("one", "- one"),
        ("- a\n- b", "- a\n- neu\n- b"),
        ("- a\n- b", "- a\n  - inner\n- b"),
        ("- a\n  - inner\n- b", "- a\n- b"),
        ("- a\n  - inner\n- b", "- b"),
        ("- a\n- b\n\nend", "end"),
        ("a\n\nb\n\nc", "c\n\na"),
        ("> a\n\n> b", "> a\n\n> new\n\n> b"),
        ("```\nx\n```", "```\nx\n  y\n```"),
        ("- aa", "- a\n- aa"),
        ("", "# New\n\ntext\n\n1. a\n2. b"),
        ("text", ""),
        ("a\n\n---\n\nb", "a\n\nb"),
    ],
)
def test_a_change_reads_as_it_was_written(before: str, after: str) -> None:
    assert saved(doc_of(before), after) == after


def test_what_one_deletes_and_another_changes_stays_changed() -> None:
    base = doc_of("first\n\nsecond thing here\n\nthird")
    changed = "first\n\nsecond thing here, with more\n\nthird"
    deleted = "first\n\nthird"
    assert saved(base, changed, deleted) == changed
    assert saved(base, deleted, changed) == changed


def test_an_item_that_is_changed_outlives_its_list() -> None:
    base = doc_of("first\n\n- one thing\n- two things\n\nlast")
    changed = "first\n\n- one thing\n- two things, or three\n\nlast"
    after = saved(base, "first\n\nlast", changed)
    assert after == "first\n\n- two things, or three\n\nlast"
    added = "first\n\n- one thing\n- new\n- two things\n\nlast"
    assert saved(base, "first\n\nlast", added) == "first\n\n- new\n\nlast"
    assert "- new" in saved(base, added, "first\n\nlast")


def test_a_table_stays_where_its_line_stays() -> None:
    doc = with_table()
    assert merge.to_text(doc) == "before\n\n{{table 1}}\n\nafter"
    moved = saved(doc, "{{table 1}}\n\nbefore and on\n\nafter")
    assert moved == "{{table 1}}\n\nbefore and on\n\nafter"
    live = tree.load(doc.get_update())
    live.apply_update(
        merge.merge(doc.get_update(), live, "before and\n\n{{table 1}}\n\nafter") or b""
    )
    assert "cell 😀" in tree.words_of(tree.read(live).children[1])
    assert saved(doc, "before\n\nafter") == "before\n\nafter"


def with_table() -> Doc[Any]:
    doc = doc_of("before\n\nafter")
    table = XmlElement("table")
    tree.root_of(doc).children.insert(1, table)
    row = table.children.append(XmlElement("tableRow"))
    cell = row.children.append(XmlElement("tableCell"))
    cell.children.append(XmlElement("paragraph")).children.append(XmlText("cell 😀"))
    return doc


word = st.text("abcdeé😀字Ωß", min_size=1, max_size=5)
sentence = st.lists(word, min_size=1, max_size=8).map(" ".join)
prefix = st.sampled_from(["", "", "", "# ", "## ", "- ", "1. ", "- [ ] ", "> "])
block = st.tuples(prefix, sentence).map("".join)
text = st.lists(block, max_size=7).map("\n\n".join)


@settings(max_examples=150, deadline=None)
@given(st.text(st.sampled_from("ab *[](){}<>#->`\\|1.x\n_~é😀 "), max_size=60))
def test_any_form_reads_back_as_it_is_shown(wild: str) -> None:
    shown = merge.to_text(doc_of(wild))
    assert merge.to_text(doc_of(shown)) == shown
    assert merge.merge(doc_of(shown).get_update(), doc_of(shown), shown) is None


@settings(max_examples=150, deadline=None)
@given(text, text)
def test_a_text_replaced_by_any_other_says_the_other(one: str, other: str) -> None:
    after = saved(doc_of(one), other)
    assert words(after) == words(other)


@settings(max_examples=150, deadline=None)
@given(text, st.data())
def test_two_people_lose_nothing_in_either_order(base: str, data: st.DataObject) -> None:
    begun = merge.to_text(doc_of(base))
    anna, new_anna, gone_anna = edited(begun, data, "ANNA")
    diego, new_diego, gone_diego = edited(begun, data, "DIEGO")
    results = [saved(doc_of(begun), anna, diego), saved(doc_of(begun), diego, anna)]
    for result in results:
        assert all(result.count(new) == 1 for new in new_anna + new_diego), result
    # Two who replace one word leave both words, in an order that is not ours to say.
    assert sorted("".join(words(results[0]))) == sorted("".join(words(results[1])))
    untouched = set(begun.split("\n\n")) - gone_anna - gone_diego
    for kept in untouched:
        assert words(kept)[-1:] == [] or " ".join(words(kept)) in " ".join(words(results[0]))


def edited(text: str, data: st.DataObject, name: str) -> tuple[str, list[str], set[str]]:
    """Somebody's work: blocks added, changed or taken away; their words, and the blocks touched."""
    blocks, new, gone = text.split("\n\n"), [], set()
    for n in range(data.draw(st.integers(1, 4))):
        place = data.draw(st.integers(0, len(blocks) - 1)) if blocks else 0
        verb = data.draw(st.sampled_from(["add", "change", "drop"]))
        mine = f"{name}{n}x"
        if verb == "add" or not blocks or not blocks[place]:
            blocks.insert(place, f"{data.draw(prefix)}{mine}")
            new.append(mine)
        elif verb == "change":
            gone.add(blocks[place])
            blocks[place] = f"{blocks[place]} {mine}"
            new.append(mine)
        else:
            gone.add(blocks[place])
            new = [own for own in new if own not in blocks[place]]
            del blocks[place]
    return "\n\n".join(blocks), new, gone


def words(text: str) -> list[str]:
    return re.findall(r"\w+|[^\w\s]", " ".join(b.text for b in lines.read(text)))


ALLOWED = {
    "bulletList": {"listItem"},
    "orderedList": {"listItem"},
    "taskList": {"taskItem"},
}


@settings(max_examples=100, deadline=None)
@given(text, text, text)
def test_a_merge_makes_no_structure_that_the_editor_would_drop(a: str, b: str, c: str) -> None:
    began, now = doc_of(a).get_update(), doc_of(a)
    now = tree.load(began)
    for other in (b, c):
        now.apply_update(merge.merge(began, now, other) or b"\0\0")
    for node in tree.walk(tree.read(now)):
        if node.tag in ALLOWED:
            assert node.children and {child.tag for child in node.children} <= ALLOWED[node.tag]
        elif node.tag in {"listItem", "taskItem"}:
            assert node.children and node.children[0].tag == "paragraph", node
        elif node.kind == "text":
            assert {child.tag for child in node.children} <= {"", "hardBreak"}
