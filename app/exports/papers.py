"""What somebody may read, as a paper: a plan or one of its editions, a section, a note. With the
comments that they may read, and no others."""

import contextlib
import re
from datetime import date, datetime
from typing import Any

from flask_babel import force_locale
from flask_babel import gettext as _
from sqlalchemy import select

from app.accounts.models import Person
from app.citations import evidence
from app.clock import day, local, today
from app.comments import conversation
from app.comments.models import Thread
from app.documents import store, tree, versions
from app.documents.models import Document
from app.documents.refusals import careful
from app.exports.paper import Footnote, Paper, Part, Remark, Said
from app.extensions import db
from app.files.blobs import blobs
from app.files.models import File
from app.notes.models import Note
from app.pairs.models import Pair
from app.plans.approvals import Approval
from app.plans.freezing import PlanVersion
from app.plans.models import Edition, Plan, Section
from app.plans.words import RESULT
from app.table import may, sees_shared_only

FORMATS = ("docx", "odt", "pdf", "md")
_FILE = re.compile(r"/files/([1-9][0-9]{0,17})")


def of_plan(plan: Plan, edition: Edition | None, person: Person, *, remarks: bool = True) -> Paper:
    """The sections that the person may read."""
    sections = (edition or plan).sections
    seen = [each for each in sections if may(person, "section.read", each)]
    parts, stamps = _parts(seen, plan.pair, person, remarks)
    whole = conversation.of_plan(plan, person).here if remarks else []
    language = edition.language if edition else plan.language
    facts = _facts(plan.pair, language, stamp_of(plan, edition, stamps))
    loose = tuple(_remark(talk.thread) for talk in whole)
    facts |= {"cities": _cities(plan)}
    return Paper(title=plan.name, parts=parts, remarks=loose, **facts)


def of_section(section: Section, person: Person, *, remarks: bool = True) -> Paper:
    parts, stamps = _parts([section], section.plan.pair, person, remarks)
    stamp = stamp_of(section.plan, section.edition, stamps)
    facts = _facts(section.plan.pair, section.language, stamp)
    return Paper(title=section.title, parts=parts, **facts)


def of_version(frozen: PlanVersion, person: Person) -> Paper:
    """A plan as it was when it was frozen, with what was decided on it: a council's paper. Nobody's
    comments: they are about the text of now."""
    plan, language = frozen.plan, frozen.language
    shown = frozen.shown(shared_only=sees_shared_only(person, plan.pair))
    learnt = _learnt([part.section for part in shown], person, frozen.at)
    with careful():
        parts = tuple(
            Part(
                f"section-{part.section_id}",
                part.heading,
                versions.text_of(part.version),
                language,
                notes=learnt[part.section_id],
            )
            for part in shown
        )
    with force_locale(language if language in ("en", "de", "es") else "en"):
        decided = [_decided(each) for each in Approval.on(frozen.id)]
    about = (*decided,) if decided else (frozen.name,)
    on = local(frozen.at, plan.pair.cities[0].zone).date()
    stamps = [f"{part.section_id}@{part.version.seq}" for part in shown]
    stamp = stamp_of(plan, frozen.edition, stamps)
    facts = _facts(plan.pair, language, stamp, on) | {"cities": _cities(plan)}
    return Paper(title=plan.name, parts=parts, about=about, **facts)


def _decided(approval: Approval) -> str:
    """A line of the cover."""
    if approval.result is None or approval.decides_on is None:
        return _("For decision: %(body)s", body=approval.body)
    said = f"{RESULT[approval.result][0]}: {approval.body}, {day(approval.decides_on)}"
    return f"{said} ({approval.file_number})" if approval.file_number else said


def _cities(plan: Plan) -> tuple[str, ...]:
    its = {city.member_city_id for city in plan.cities}
    return tuple(city.name for city in plan.pair.cities if city.id in its)


def of_note(note: Note, person: Person, *, remarks: bool = True) -> Paper:
    parts, _stamps = _parts([note], note.pair, person, remarks)
    return Paper(
        title=note.title, parts=parts, **_facts(note.pair, note.pair.cohort.languages[0], "")
    )


def stamp_of(plan: Plan, edition: Edition | None, stamps: list[str]) -> str:
    """Which plan, and each section at its line of the log: what a DOCX says when it comes back."""
    language = edition.language if edition else plan.language
    return " ".join([f"tandem/1 plan={plan.id} language={language}", *stamps])


def _facts(pair: Pair, language: str, stamp: str, on: date | None = None) -> dict[str, Any]:
    on = on or today("UTC")
    with force_locale(language if language in ("en", "de", "es") else "en"):
        version = _("Version of %(day)s", day=day(on, locale=language))
    return {
        "pair": pair.name,
        "cities": tuple(city.name for city in pair.cities),
        "language": language,
        "version": version,
        "day": on,
        "funding_statement": pair.cohort.funding_statement,
        "stamp": stamp,
    }


def _parts(
    owners: list[Any], pair: Pair, person: Person, remarks: bool
) -> tuple[tuple[Part, ...], list[str]]:
    ids = [each.document_id for each in owners]
    talks = conversation.of_texts(ids, pair, person) if remarks else {}
    parts, stamps = [], []
    learnt = _learnt(owners, person)
    for owner in owners:
        document = db.session.get_one(Document, owner.document_id)
        with careful():
            doc, seq = store.load(document.id)
            top = tree.read(doc)
        found = talks.get(document.id)
        said = [*found.here, *found.gone] if found else []
        name = f"{owner.__tablename__}-{owner.id}"
        told = tuple(_remark(talk.thread) for talk in said)
        language = getattr(owner, "language", pair.cohort.languages[0])
        notes = learnt.get(owner.id, ())
        parts.append(Part(name, owner.title, top, language, told, notes))
        stamps.append(f"{owner.id}@{seq}")
    return tuple(parts), stamps


def _learnt(
    owners: list[Any], person: Person, at: datetime | None = None
) -> dict[int, tuple[Footnote, ...]]:
    """What sections were learnt from, by their ids; a translation says what its original does, at
    its end. `at` is an earlier instant."""
    sections = [each for each in owners if isinstance(each, Section)]
    originals = [each.translates or each for each in sections]
    found = evidence.of_sections(originals, person, at=at)
    return {
        each.id: tuple(_footnote(one, each.language) for one in found[original.id])
        for each, original in zip(sections, originals, strict=True)
    }


def _footnote(one: evidence.Evidence, language: str) -> Footnote:
    passage = one.citation.passage
    with force_locale(language if language in ("en", "de", "es") else "en"):
        return Footnote(passage.key if passage else "", evidence.footnote(one.lesson))


def _remark(thread: Thread) -> Remark:
    said = tuple(
        Said(comment.word_author or comment.author.name, comment.at, comment.body)
        for comment in thread.comments
        if not comment.removed_at
    )
    return Remark(
        key=thread.passage.key if thread.passage else f"thread-{thread.id}",
        said=said,
        quote=thread.quote,
        replacement=thread.replacement if thread.suggests else None,
    )


def with_images(paper: Paper, person: Person) -> Paper:
    """With the pictures of its texts, as the JPEGs that pages show."""
    wanted = {
        int(found[1])
        for part in paper.parts
        for node in tree.walk(part.top)
        if node.tag == "image" and (found := _FILE.fullmatch(str(node.attrs.get("src"))))
    }
    texts = {part.name for part in paper.parts}
    query = select(File).where(File.id.in_(wanted), File.removed_at.is_(None))
    images = {}
    for file in db.session.scalars(query) if wanted and texts else ():
        preview = file.preview(1) if file.kind == "document" else None
        readable = conversation.texts(
            db.session.get_one(Pair, file.pair_id), person, {file.thing_id}
        )
        if preview and file.thing_id in readable:
            with contextlib.suppress(FileNotFoundError), blobs().open(preview.sha256) as opened:
                images[f"/files/{file.id}"] = opened.read()
    return Paper(**{**vars(paper), "images": images})
