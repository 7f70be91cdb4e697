"""A repeat gets its first answer: what the writer remembers of a tab's batches spares it questions,
and decides nothing."""

from typing import Any

import pytest
from flask import Flask

from app import create_app
from app.documents import rows, writer
from app.documents.refusals import BatchReused, Gap
from app.extensions import db
from tests.cast import on_both
from tests.documents.writing import Browser, read
from tests.queries import count_queries
from tests.running import leave


@on_both
def test_the_next_batch_of_a_tab_asks_for_no_other(
    app: Flask, document_id: int, anna: Browser
) -> None:
    """The row that is locked, the line, the row's counters; what follows is for who reads along."""
    anna.type("one")
    writer.writer_of(app).stop()
    with count_queries() as sent:
        anna.type("two")
        writer.writer_of(app).stop()
    assert [one.split()[0] for one in sent[:3]] == ["SELECT", "INSERT", "UPDATE"]
    assert not [one for one in sent if "document_update" in one and "SELECT" in one]


@on_both
@pytest.mark.parametrize("who", ["anna", None])
def test_any_batch_can_be_repeated(document_id: int, cast: dict[str, Any], who: str | None) -> None:
    browser = Browser(document_id, cast[who].id if who else None, "t" * 32)
    updates = [browser.typed(words) for words in ("one", "two", "three")]
    for n, update in enumerate(updates, start=1):
        assert browser.send(update, batch=n) == n
    for n, update in enumerate(updates, start=1):
        assert browser.send(update, batch=n) == n
        with pytest.raises(BatchReused):
            browser.send(updates[n % 3], batch=n)
    assert read(document_id) == ["one", "two", "three"]


@on_both
def test_a_tab_may_skip_a_number_and_use_it_later(document_id: int, anna: Browser) -> None:
    assert anna.send(anna.typed("one"), batch=5) == 1
    late = anna.typed("two")
    assert anna.send(late, batch=3) == 2
    assert anna.send(late, batch=3) == 2
    assert anna.send(anna.typed("three"), batch=9) == 3


@on_both
def test_a_repeat_that_another_process_stored(
    app: Flask, app_settings: dict[str, Any], document_id: int, anna: Browser
) -> None:
    """A browser that got no answer tries again, and its next request may go to any process."""
    anna.type("one")  # this process knows the tab now
    update = anna.typed("two")
    other = create_app(app_settings)
    with other.app_context():
        assert anna.send(update, batch=2) == 2
    assert anna.send(update, batch=2) == 2
    assert read(document_id) == ["one", "two"]
    leave(other)


@on_both
def test_a_memory_that_is_wrong_doubles_no_word(
    document_id: int, anna: Browser, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The log's own key is what counts."""
    update = anna.typed("one")
    assert anna.send(update, batch=7) == 1
    plain, wrong = rows.Row.latest, [True]
    monkeypatch.setattr(rows.Row, "latest", lambda row, *tab: -1 if wrong else plain(row, *tab))
    with pytest.raises(Gap):  # what is refused makes the writer forget the tab
        anna.send(_from_nowhere(anna), batch=8)
    with pytest.raises(Exception, match="(?i)unique"):
        anna.send(update, batch=7)
    wrong.clear()
    assert anna.send(update, batch=7) == 1
    assert read(document_id) == ["one"]


def _from_nowhere(anna: Browser) -> bytes:
    other = Browser(anna.document_id, anna.person_id, "o" * 32)
    other.typed("never sent")
    return other.typed("late")


def test_a_text_with_many_lines_is_asked_by_the_whole_key(document_id: int) -> None:
    """Not by the document alone: that would read the keys of all its lines for each keystroke."""
    for statement in (rows._LATEST_OF[False], rows._LINE_OF[False]):
        plan = db.session.connection().exec_driver_sql(
            "EXPLAIN QUERY PLAN " + str(statement.compile(db.engine)), (1,) * _marks(statement)
        )
        words = " ".join(row[-1] for row in plan)
        assert "document_id=? AND person_id=? AND tab=?" in words


def _marks(statement: Any) -> int:
    return str(statement.compile(db.engine)).count("?")
