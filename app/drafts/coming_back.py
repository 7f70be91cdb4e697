"""A DOCX comes back from Word: what is new in it, and taking that over as comments and suggestions.
Nothing is written into a text; nothing that was said is dropped."""

import re
from typing import Any

from flask_babel import gettext as _

from app import events
from app.accounts.models import Person
from app.clock import now
from app.comments import conversation
from app.comments.models import Comment, Thread
from app.comments.threads import say
from app.database import lock
from app.documents import store, tree
from app.documents.anchoring import Flat, Place, flat
from app.documents.models import Document
from app.documents.passages import Passage
from app.documents.refusals import Refusal, careful
from app.drafts import returned
from app.drafts.differences import Found, Frozen, differences
from app.drafts.models import Arrival
from app.errors import Refused
from app.extensions import db
from app.plans.models import Plan, Section
from app.table import may

_STAMP = re.compile(r"tandem/1 plan=(\d{1,9}) language=(\w+)((?: \d{1,9}@\d{1,9})*)")
_LINE = re.compile(r"(\d+)@(\d+)")


def look(plan: Plan, data: bytes, by: Person) -> dict[str, Any]:
    """What is new in a file, for the page that asks."""
    read = returned.read(data)
    stamp = _STAMP.fullmatch(read.stamp)
    if stamp is None:
        words = _(
            "This file does not say which version it is of. Export the plan and work in that."
        )
        raise Refused(words, "file")
    if int(stamp[1]) != plan.id:
        raise Refused(_("This file is of another plan."), "file")
    lines = {int(a): int(b) for a, b in _LINE.findall(stamp[3])}
    frozen = [_frozen(number, seq) for number, seq in lines.items() if _readable(number, plan, by)]
    found = differences(read, frozen)
    return {"lines": lines, "items": [item for item in _new(found, plan, by) if item]}


def apply(arrival: Arrival, *, by: Person) -> Arrival:
    """Each becomes a comment or a suggestion, by whom the file says, uploaded by who brings it."""
    if lock(arrival).applied_at is not None:
        return arrival
    lines = {int(number): seq for number, seq in arrival.found["lines"].items()}
    texts: dict[int, Flat] = {}
    made = [_take(arrival, item, lines, texts, by) for item in arrival.found["items"]]
    arrival.applied_at, arrival.applied_by_id = now(), by.id
    arrival.result = {"taken": len(made), "passages": [one for one in made if one]}
    events.record(
        "plan.returned",
        arrival.plan,
        by=by,
        audience=f"pair-{arrival.pair_id}-staff",
        pair_id=arrival.pair_id,
        title=arrival.plan.name,
        version=arrival.name,
    )
    return arrival


def _readable(number: int, plan: Plan, by: Person) -> bool:
    section = db.session.get(Section, number)
    return (
        section is not None
        and section.plan_id == plan.id
        and section.removed_at is None
        and may(by, "thread.write", section)
    )


def _frozen(number: int, seq: int) -> Frozen:
    section = db.session.get_one(Section, number)
    return Frozen(number, section.title, _text(section, seq))


def _text(section: Section, seq: int) -> Flat:
    try:
        with careful():
            return flat(tree.read(store.load(section.document_id, seq)[0]))
    except Refusal as broken:
        raise Refused(_("This version can no longer be read."), "file") from broken


def _new(found: list[Found], plan: Plan, by: Person) -> list[dict[str, Any]]:
    """Without what went out with the file: its comments, and suggestions that are open still."""
    threads = _threads(plan, by)
    said = {_key(_author(one), one.body): t for t in threads for one in t.comments}
    open_ones = {
        (_squeezed(t.quote), _squeezed(t.replacement or "")) for t in threads if t.suggests
    }
    known = {id(item): _known(item, said) for item in found if item.kind == "comment"}
    spots = {item.also: known[id(item)] for item in found if known.get(id(item))}
    new = []
    for item in found:
        if known.get(id(item)):
            continue
        if (_squeezed(item.quote), _squeezed(item.replacement or "")) in open_ones:
            continue
        answers = spots.get(item.also) if item.kind == "comment" else None
        new.append(_told(item, answers.id if answers else None))
    return new


def _known(item: Found, said: dict[tuple[str, str], Thread]) -> Thread | None:
    """A comment without a place went out with its words' quote before it."""
    whole = said.get(_key(item.author, item.words)) or said.get(_key(item.author, ""))
    if whole is not None and (item.words in ("", "→") or _key(item.author, item.words) in said):
        return whole
    quoted = re.match(r"“.*?”\s*(.*)", item.words, re.DOTALL)
    return said.get(_key(item.author, quoted[1])) if quoted else None


def _threads(plan: Plan, by: Person) -> list[Thread]:
    ids = [row.document_id for row in db.session.query(Section).filter_by(plan_id=plan.id)]
    found = conversation.of_texts(ids, plan.pair, by)
    talks = [talk for one in found.values() for talk in one.all]
    return [talk.thread for talk in [*talks, *conversation.of_plan(plan, by).all]]


def _told(item: Found, answers: int | None) -> dict[str, Any]:
    place = [item.place.start, item.place.stop] if item.place else None
    return {
        "kind": item.kind,
        "author": item.author,
        "words": item.words,
        "section": item.section_id,
        "place": place,
        "quote": item.quote,
        "replacement": item.replacement,
        "why": item.why,
        "answers": answers,
    }


def _take(
    arrival: Arrival,
    item: dict[str, Any],
    lines: dict[int, int],
    texts: dict[int, Flat],
    by: Person,
) -> int | None:
    """The id of the passage that is to be marked, if the thread has one."""
    author = item["author"] or by.name
    thread = db.session.get(Thread, item["answers"]) if item["answers"] else None
    if thread is None:
        thread = Thread(pair_id=arrival.pair_id, opened_by=by, sent_at=now(), word_author=author)
        thread.pair = arrival.plan.pair
        _put(thread, arrival, item, lines, texts)
        db.session.add(thread)
        db.session.flush()
    say(thread, _words(item), by=by, word_author=author)
    return thread.passage.id if thread.passage and not item["answers"] else None


def _put(
    thread: Thread,
    arrival: Arrival,
    item: dict[str, Any],
    lines: dict[int, int],
    texts: dict[int, Flat],
) -> None:
    number, place = item["section"], item["place"]
    if number is None:
        thread.plan = arrival.plan
        return
    section = db.session.get_one(Section, number)
    if place is None or item["kind"] == "unplaced":
        thread.document_id = section.document_id
        return
    if number not in texts:
        texts[number] = _text(section, lines[number])
    document = db.session.get_one(Document, section.document_id)
    thread.passage = Passage.take(document, lines[number], texts[number].text, Place(*place))
    thread.replacement = item["replacement"]


def _words(item: dict[str, Any]) -> str:
    if item["kind"] == "untracked":
        return _("Changed in Word without tracking.")
    if item["kind"] == "unplaced":
        return _("New in Word, without a place in the text: %(words)s", words=item["words"])
    return str(item["words"])


def _author(comment: Comment) -> str:
    return comment.word_author or comment.author.name


def _key(author: str, words: str) -> tuple[str, str]:
    return author, _squeezed(words)


def _squeezed(words: str) -> str:
    return " ".join(words.split())
