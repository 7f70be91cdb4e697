"""Files' names, as search keeps them: each heard by who may open what it hangs on."""

from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import joinedload

from app.claims.models import Claim
from app.claims.proofs import is_taken_back
from app.extensions import db
from app.files.models import File
from app.journeys.models import Journey
from app.notes.models import Note
from app.plans.approvals import Approval
from app.plans.freezing import PlanVersion
from app.search.sources import Found, Ids, cities_of, rows, source
from app.visits.papers import VisitFile

Things = dict[int, tuple[str, int | None, tuple[int, ...]]]  # audience, visit, cities; by id
# Kinds of files that people look for by name. Pictures in texts have no name of their own.
KEPT = ("note", "visit_file", "claim", "journey", "approval")


@source("file")
def files(ids: Ids, _words: bool) -> list[Found]:
    query = select(File).where(File.removed_at.is_(None), File.kind.in_(KEPT))
    found: list[Found] = []
    by_kind: dict[str, list[File]] = {kind: [] for kind in KEPT}
    for file in rows(query, File, ids):
        if file.kind == "claim" and is_taken_back(file, undo=False):
            continue
        by_kind[file.kind].append(file)
    things: dict[str, Things] = {
        "note": _notes(by_kind["note"]),
        "visit_file": _papers(by_kind["visit_file"]),
        "claim": _claims(by_kind["claim"]),
        "journey": _journeys(by_kind["journey"]),
        "approval": _approvals(by_kind["approval"]),
    }
    for kind, its in by_kind.items():
        for file in its:
            if file.thing_id in things[kind]:
                audience, visit_id, cities = things[kind][file.thing_id]
                found.append(
                    Found(
                        "file",
                        file.id,
                        file.pair_id,
                        audience,
                        file.added_at,
                        f"/files/{file.id}",
                        file.name,
                        visit_id=visit_id,
                        cities=cities,
                    )
                )
    return found


def _ids(files: list[File]) -> set[int]:
    return {file.thing_id for file in files}


def _notes(its: list[File]) -> Things:
    query = select(Note).where(Note.id.in_(_ids(its)), Note.removed_at.is_(None))
    return {each.id: (each.audience, each.visit_id, ()) for each in _all(query, its)}


def _papers(its: list[File]) -> Things:
    query = select(VisitFile).where(VisitFile.id.in_(_ids(its)))
    query = query.options(joinedload(VisitFile.visit))
    return {
        each.id: (each.audience, each.visit_id, cities_of(each.visit))
        for each in _all(query, its)
        if each.visit.removed_at is None
    }


def _claims(its: list[File]) -> Things:
    query = select(Claim).where(Claim.id.in_(_ids(its)), Claim.removed_at.is_(None))
    return {
        each.id: (f"city-{each.member_city_id}-money", each.visit_id, (each.member_city_id,))
        for each in _all(query, its)
    }


def _journeys(its: list[File]) -> Things:
    query = select(Journey).where(Journey.id.in_(_ids(its)))
    query = query.options(joinedload(Journey.traveller))
    return {
        each.id: (
            f"city-{each.traveller.member_city_id}-own",
            each.traveller.visit_id,
            (each.traveller.member_city_id,),
        )
        for each in _all(query, its)
        if each.traveller.removed_at is None
    }


def _approvals(its: list[File]) -> Things:
    """A signed paper holds all of a version: not only what is shared of it."""
    query = select(Approval).where(Approval.id.in_(_ids(its)))
    query = query.options(joinedload(Approval.plan_version).joinedload(PlanVersion.plan))
    return {
        each.id: (f"pair-{each.plan_version.plan.pair_id}-staff", None, ())
        for each in _all(query, its)
    }


def _all(query: Any, its: list[File]) -> list[Any]:
    return list(db.session.scalars(query)) if its else []
