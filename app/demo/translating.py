"""The plan in Spanish: some sections up to date, one older than its original, one half done."""

from collections.abc import Callable
from datetime import time
from functools import partial

from app.accounts.models import Person
from app.demo.cast import person
from app.demo.clockwork import Days, Telling, standing_at
from app.demo.texts import text as text_of
from app.demo.writing import section_of, write
from app.documents import log, merge, store
from app.pairs.models import Pair
from app.plans.models import Edition, Section

STARTED, AT = -38, time(16, 5)  # a time of day at which nothing else happens
# (heading's number, heading, text, day it was written, whether it was declared up to date then)
TRANSLATED = (
    (1, "Contexto local y punto de partida", "contexto", -36, True),
    (2, "Preguntas de aprendizaje", "preguntas", -34, True),
    (3, "Lo que vimos", "vimos", -20, True),
    (4, "Lecciones", "lecciones", -12, False),
)
# An original that says more since: (heading's number, who, day, text)
REVISED = (2, "anna", -13, "learning_again")


def chapters(days: Days, pair: Pair) -> list[Telling[None]]:
    return [_spanish(days, pair), _revised(days, pair)]


def _spanish(days: Days, pair: Pair) -> Telling[None]:
    yield from days.until(STARTED)
    diego, plan = person("diego"), section_of(pair, 1).plan
    edition = yield from days.do(STARTED, lambda: Edition.start(plan, "es", by=diego), diego, at=AT)
    for number, heading, text, offset, matched in TRANSLATED:
        found = _translation(edition, section_of(pair, number))
        yield from days.do(offset, partial(_named, found, heading, diego), diego, at=AT)
        yield from write(days, offset, found.document_id, diego.id, text)
        if matched:
            yield from days.do(offset, _matched(found, diego), diego, at=time(18, 30))


def _translation(edition: Edition, original: Section) -> Section:
    return next(each for each in edition.sections if each.translates_id == original.id)


def _named(section: Section, heading: str, by: Person) -> Section:
    return section.change(section.version, by=by, heading=heading, owner=by, writers=[])


def _matched(section: Section, by: Person) -> Callable[[], Section]:
    return lambda: section.match(section.original.document.seq, by=by)


def _revised(days: Days, pair: Pair) -> Telling[None]:
    number, short, offset, text = REVISED
    instant = days.instant(offset, time(11))
    yield instant
    document_id, who = section_of(pair, number).document_id, person(short)
    plan = merge.plan_of(store.load(document_id)[0].get_update(), text_of(text))
    with standing_at(instant):
        if plan is not None:
            log.change(document_id, plan.update, person_id=who.id, tab="demo", batch=1)
