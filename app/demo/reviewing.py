"""The experts' part of the story: a comment, a suggestion, a review round that is closed, one that
is open, and a version before the council."""

from collections.abc import Callable
from datetime import time
from typing import Any

from app.comments import answers, closing, opening, reviewing
from app.comments.models import Thread
from app.comments.rounds import ReviewRound
from app.comments.threads import open_thread, reply
from app.demo.cast import person
from app.demo.clockwork import Days, Telling
from app.demo.writing import section_of
from app.documents import reading
from app.documents.quoting import Quoted
from app.extensions import db
from app.pairs.models import Pair
from app.plans.approvals import Approval

SAYS = (  # what the expert says in the first round, how much it weighs, and what the cities answer
    ("must", "Please say who pays for the advice after the programme ends.", "in_part"),
    ("should", "A figure would help here: how many owners have you reached?", "accepted"),
    ("typo", "One full stop too many.", ""),
)
REASON = "Cologne pays until 2028; Soria decides with its next budget."


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    parts = (_comments, _first_round, _second, _council)
    return [part(days, pair) for part in parts]


def words_of(pair: Pair, number: int, line: int, most: int = 8) -> Quoted:
    """The first words of a line of a section's text."""
    text = reading.text_of(section_of(pair, number).document).words
    lines = [each for each in text.split("\n") if len(each.split()) > 3]
    return Quoted(" ".join(lines[line % len(lines)].split()[:most]))


def _comments(days: Days, pair: Pair) -> Telling[None]:
    yield from days.until(-12)
    lena, anna, diego = person("lena"), person("anna"), person("diego")
    said = "Is this still so? @Diego Serrano knows the figures of Soria."
    quoted = words_of(pair, 2, 0)
    thread = yield from days.do(
        -12, lambda: open_thread(section_of(pair, 2), said, by=lena, quoted=quoted), lena
    )
    yield from days.do(-11, lambda: reply(thread, "It is. I add the source.", by=diego), diego)
    wording = words_of(pair, 4, 1, 5)
    better = f"In both cities, {wording.quote[:1].lower()}{wording.quote[1:]}"
    facts: dict[str, Any] = {"by": lena, "quoted": wording, "replacement": better}
    yield from days.do(-3, lambda: open_thread(section_of(pair, 4), "Clearer so?", **facts), lena)
    ours = "We should agree on this before the experts read it."
    yield from days.do(
        -2, lambda: open_thread(section_of(pair, 3), ours, by=anna, cities_only=True), anna
    )


def _first_round(days: Days, pair: Pair) -> Telling[None]:
    yield from days.until(-15)
    found = yield from _opened(days, pair, -15, due=-8)
    marek, diego = person("marek"), person("diego")
    for n, (severity, said, _answer) in enumerate(SAYS):
        yield from _said(days, pair, found, n, severity, said)
    yield from days.do(-9, lambda: reviewing.send(found, by=marek), marek, at=time(16))
    for thread, (_severity, _words, kind) in zip(_threads(found), SAYS, strict=True):
        if kind:
            reason = REASON if kind == "in_part" else ""
            rule = _answering(thread.id, kind, reason)
            yield from days.do(-8, rule, diego, at=time(11))
    first = _threads(found)[0].id
    confirm = lambda: answers.confirm(db.session.get_one(Thread, first), by=marek)  # noqa: E731
    yield from days.do(-7, confirm, marek)
    yield from days.do(-6, lambda: closing.close(_round(found.id), by=diego), diego)


def _said(
    days: Days, pair: Pair, found: ReviewRound, n: int, severity: str, said: str
) -> Telling[None]:
    marek, quoted = person("marek"), words_of(pair, 4, n, 6)

    def rule() -> Thread:
        part = _round(found.id).plan_version.parts[0]
        return reviewing.comment(_round(found.id), part, said, severity, by=marek, quoted=quoted)

    yield from days.do(-10, rule, marek, at=time(10 + n))


def _answering(number: int, kind: str, reason: str) -> Callable[[], Thread]:
    diego = person("diego")

    def rule() -> Thread:
        thread = db.session.get_one(Thread, number)
        return answers.answer(thread, thread.version, kind, reason, by=diego)

    return rule


def _second(days: Days, pair: Pair) -> Telling[None]:
    yield from days.until(-4)
    yield from _opened(days, pair, -4, due=9)


def _opened(days: Days, pair: Pair, offset: int, due: int) -> Telling[ReviewRound]:
    anna, marek = person("anna"), person("marek")
    section = section_of(pair, 4)
    message = "Do the lessons say what a city of another size would have to do otherwise?"
    about: dict[str, Any] = {"due_on": days.day(due), "message": message, "by": anna}
    return (
        yield from days.do(
            offset,
            lambda: opening.open_round(section.plan, [section], [marek], **about),
            anna,
            at=time(9, 30),
        )
    )


def _council(days: Days, pair: Pair) -> Telling[None]:
    yield from days.until(-5)
    diego, plan = person("diego"), section_of(pair, 1).plan
    about: dict[str, Any] = {"body": "City council of Soria", "decides_on": days.day(30)}
    yield from days.do(-5, lambda: Approval.ask(plan, by=diego, **about), diego)


def _round(number: int) -> ReviewRound:
    return db.session.get_one(ReviewRound, number)


def _threads(found: ReviewRound) -> list[Thread]:
    return reviewing.threads_of(_round(found.id))
