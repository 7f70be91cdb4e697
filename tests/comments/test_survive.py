"""A comment survives what is done to its words: rewritten, deleted and brought back, split, moved
to another section, copied, restored from an older version; a hostile mark harms nothing."""

import uuid

import pytest

from app.documents import log, marking, merge, passages, restore, store, tree, versions
from app.documents.anchoring import flat
from app.events import act
from app.extensions import db
from app.plans.models import Section
from tests.cast import on_both, person
from tests.comments.conftest import BASE, marked
from tests.comments.test_suggest import rewrite

GONE = "Words no longer in the text"


@pytest.fixture
def thread(say):
    return say("marek", "two hundred", "Who counted?")


def conversation(as_, document_id: int, name: str = "marek") -> str:
    return as_(name, htmx=True).get(f"/documents/{document_id}/threads").text


def change(document_id: int, build) -> None:
    log.change(document_id, build, person_id=person("anna").id, tab=str(uuid.uuid4()))
    db.session.rollback()


@on_both
def test_words_that_go_and_come_back(as_, section, thread):
    rewrite(section.document_id, " Étienne saw 😀 two hundred.", "")
    html = conversation(as_, section.document_id)
    assert GONE in html and "Who counted?" in html and "two hundred" in html
    rewrite(section.document_id, "at the bridge.", "at the bridge. Étienne saw 😀 two hundred.")
    html = conversation(as_, section.document_id)
    assert GONE not in html and "Who counted?" in html
    passages.settle(section.document_id)
    db.session.commit()
    from app import jobs

    while jobs.work_once():
        pass
    assert marked(section.document_id) == {thread.passage.key: "two hundred"}


def test_words_around_it_may_change(as_, section, thread):
    rewrite(section.document_id, "Étienne saw 😀 two hundred.", "In 2026 two hundred came.")
    assert GONE not in conversation(as_, section.document_id)
    rewrite(section.document_id, "two hundred", "two or three hundred")
    assert marked(section.document_id) == {thread.passage.key: "two or three hundred"}
    html = conversation(as_, section.document_id)
    assert "two or three hundred</q>" in html and ">two hundred</a>" in html


def test_a_paragraph_that_is_split(as_, section, say):
    thread = say("marek", "bridge. Étienne saw", "One or two?")

    def split(doc):
        """As the editor does: the words behind the caret go to a new paragraph with their marks."""
        fork = tree.load(doc.get_update())
        state, top = fork.get_state(), tree.read(fork)
        block = flat(top).blocks[1]
        from app.documents import edit
        from app.documents.tree import words_of

        at = words_of(block).index("Étienne")
        chars = [(c, m) for run in block.children for words, m in run.runs for c in words][at:]
        with fork.transaction():
            edit._cut(block, at, len(words_of(block)))
            fresh = edit.put(top, top.children.index(block) + 1, "paragraph")
            edit._append(fresh, chars)
        return fork.get_update(state)

    change(section.document_id, split)
    assert marked(section.document_id) == {thread.passage.key: "bridge. \nÉtienne saw"}
    assert GONE not in conversation(as_, section.document_id)


@pytest.fixture
def other(section) -> Section:
    """Another shared section of the plan."""
    anna = person("anna")
    return act(lambda: section.plan.sections[1].share(by=anna), by=anna)


def pasted(text: str, quote: str, key: str):
    """What an editor sends when words with a mark are pasted into an empty text."""

    def build(doc):
        filled = tree.load(doc.get_update(), merge.first_update(text) or b"")
        words = flat(tree.read(filled)).text
        place = marking.Place(words.index(quote), words.index(quote) + len(quote))
        return tree.load(filled.get_update(), marking.mark(filled, place, key)).get_update()

    return build


@on_both
def test_cut_and_pasted_into_another_section(as_, section, other, thread):
    rewrite(section.document_id, " Étienne saw 😀 two hundred.", "")
    change(other.document_id, pasted("We saw two hundred here.", "two hundred", thread.passage.key))
    html = conversation(as_, other.document_id)
    assert "Who counted?" in html and GONE not in html
    assert "Who counted?" not in conversation(as_, section.document_id)
    link = as_("marek").get(f"{BASE}/threads/{thread.id}").headers["Location"]
    assert link.endswith(f"/plan#thread-{thread.id}")
    passages.settle(other.document_id)
    db.session.commit()
    assert thread.passage.document_id == other.document_id


def test_a_copy_leaves_it_where_it_was(as_, section, other, thread):
    change(other.document_id, pasted("We saw two hundred here.", "two hundred", thread.passage.key))
    assert "Who counted?" in conversation(as_, section.document_id)
    assert "Who counted?" not in conversation(as_, other.document_id)


def test_moved_where_an_expert_may_not_read_it_stays_with_its_quote(as_, section, thread):
    hidden = section.plan.sections[1]
    rewrite(section.document_id, " Étienne saw 😀 two hundred.", "")
    change(hidden.document_id, pasted("Two: two hundred.", "two hundred", thread.passage.key))
    assert "Who counted?" in conversation(as_, hidden.document_id, "anna")
    assert GONE in conversation(as_, section.document_id)


def test_restoring_an_older_version(as_, section, thread):
    anna = person("anna")
    version = act(lambda: versions.name(section.document, "Before", anna), by=anna)
    rewrite(section.document_id, " Étienne saw 😀 two hundred.", "")
    restore.restore(version, by=anna, once="once")
    db.session.rollback()
    assert GONE not in conversation(as_, section.document_id)


def test_marks_of_other_pairs_and_made_up_ones_are_nothing(as_, section, other, thread):
    made_up = str(uuid.uuid4())
    change(other.document_id, pasted("Some words here.", "words", made_up))
    assert "<mark" not in as_("marek").get(f"/documents/{other.document_id}").text
    thread.passage.pair_id = (
        db.session.query(type(thread.pair)).filter_by(slug="belfast-galway").one().id
    )
    db.session.commit()
    change(other.document_id, pasted("More words here.", "words", thread.passage.key))
    assert db.session.query(passages.Sighting).filter_by(document_id=other.document_id).all() == []


def test_a_mark_that_was_not_put_is_put_by_its_job(as_, section, monkeypatch):
    from app import jobs
    from app.comments import pinned

    monkeypatch.setattr(pinned.pinning, "pin", lambda _id: (_ for _ in ()).throw(TimeoutError))
    form = {"quote": "two hundred", "words": "Who?"}
    assert as_("marek").post(f"/documents/{section.document_id}/threads", data=form).status_code
    assert marked(section.document_id) == {}
    assert GONE not in conversation(as_, section.document_id)
    while jobs.work_once():
        pass
    assert list(marked(section.document_id).values()) == ["two hundred"]


def test_the_text_in_its_versions_shows_no_marks(as_, section, thread):
    anna = person("anna")
    version = act(lambda: versions.name(section.document, "Now", anna), by=anna)
    page = as_("anna").get(f"/documents/{section.document_id}/versions/{version.id}").text
    assert "two hundred" in page and "<mark" not in page
    assert store.seq_of(section.document_id) == version.seq
