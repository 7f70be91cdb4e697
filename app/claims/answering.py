"""What the views of claims share: the pair and city, all that the one screen needs, its answers."""

from collections.abc import Callable
from typing import Any

from flask import Response, abort, request, url_for

from app import access, hx
from app.claims.deciding_forms import PaymentForm
from app.claims.forms import SubmissionForm, TrayForm
from app.claims.lines import Line
from app.claims.models import Claim
from app.claims.proofs import Proof
from app.claims.screen import screen
from app.extensions import db
from app.files.models import File
from app.forms import ActForm
from app.pairs.models import MemberCity, Pair
from app.standing import standing
from app.visits.travellers import Traveller

ONE = "claims/_claim.html"
CHANGED = "claims/_changed.html"


def pair_of(slug: str, verb: str = "claim.read") -> Pair:
    """The pair, for those who may see claims in it at all; to others there is no such page."""
    pair = access.pair_to("pair.read", slug)
    if not access.may(access.me(), "claim.read", pair):
        abort(404)
    return pair if verb == "claim.read" else access.pair_to(verb, slug)


def own_city_id(pair: Pair) -> int | None:
    """An officer's; None for those who see every city's claims."""
    at = standing(access.me(), pair)
    return at.city_id if at else None


def own_city(pair: Pair) -> MemberCity:
    return pair.city(own_city_id(pair)) or abort(404)


def shown(claim: Claim, **opened: Any) -> dict[str, Any]:
    """All that the fragment of a claim needs; `opened` says which form is open in it."""
    me = access.me()
    seen = screen(
        claim,
        me=me,
        files=access.may(me, "claim.file", claim),
        decides=access.may(me, "claim.decide", claim),
    )
    asks = seen["hands_in"] or seen["pays"]
    seen["ask"] = (SubmissionForm() if seen["hands_in"] else PaymentForm()) if asks else None
    seen["dropping"] = TrayForm() if seen["hands_in"] else None
    seen["closes"] |= claim.state == "reopened" and claim.reopened_as == "text" and seen["files"]
    return seen | opened


def page(claim: Claim, **opened: Any) -> str:
    return hx.render("claims/show.html", ONE, **shown(claim, **opened))


def changed(claim: Claim, said: str = "", undo: str = "", **removed: int) -> Response:
    """The claim as it is now, with a toast where there is something to say or to undo."""
    return hx.answer(CHANGED, to=address(claim, **removed), said=said, toast=undo, **shown(claim))


def act(claim: Claim, rule: Callable[[], Any]) -> Response:
    """A button: the claim as it is afterwards, or with the reason at its top."""
    form = ActForm.posted()
    if form.act(rule) is None:
        return hx.invalid(ONE, form=form, **shown(claim))
    return changed(claim)


def address(claim: Claim, **more: Any) -> str:
    return url_for("claims.show", slug=claim.pair.slug, claim_id=claim.id, **more)


def pager(endpoint: str, slug: str, page: int, pages: int) -> dict[str, Any]:
    def at(number: int) -> str | None:
        return url_for(endpoint, slug=slug, page=number) if 1 <= number <= pages else None

    return {"page": page, "pages": pages, "earlier": at(page - 1), "later": at(page + 1)}


def undo_in(claim: Claim) -> str:
    """Where a line or proof that was just removed comes back; for those without JavaScript."""
    where: dict[str, Any] = {"slug": claim.pair.slug, "claim_id": claim.id}
    line = db.session.get(Line, request.args.get("line", 0, type=int))
    file = db.session.get(File, request.args.get("file", 0, type=int))
    proof = db.session.get(Proof, request.args.get("proof", 0, type=int))
    if line and line.claim_id == claim.id and line.removed_at:
        return url_for("lines.restore", line_id=line.id, **where)
    if proof and proof.line.claim_id == claim.id and proof.removed_at:
        return url_for("lines.restore_proof", line_id=proof.line_id, proof_id=proof.id, **where)
    if file and (file.kind, file.thing_id) == ("claim", claim.id) and file.removed_at:
        return url_for("tray.restore", file_id=file.id, **where)
    return ""


def travellers(claim: Claim) -> list[Traveller]:
    """Those who travel on the claim's visit for its city."""
    on = Traveller.on(claim.visit)
    return [one for one in on if one.member_city_id == claim.member_city_id]
