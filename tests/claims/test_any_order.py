"""Whatever is done in whatever order by whomever: movements are decisions, nothing is spent beyond
the budget, the cap or the pot, no movement changes, every state is reached by its transitions."""

from collections import Counter
from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.budgets import caps, changes
from app.budgets.caps import CapChange
from app.budgets.changes import BudgetChange
from app.claims import decisions, payees, paying, recoveries, reopening, returning
from app.claims.lines import Line
from app.claims.models import Claim, PaymentList
from app.claims.proofs import Proof
from app.claims.submission import submit
from app.claims.tray import unsorted
from app.errors import Refused, Stale
from app.extensions import db
from app.files.models import File
from app.table import may
from app.visits.travellers import Traveller
from tests.cast import CAP, LINE, TODAY, on_both, person
from tests.claims import story
from tests.claims.holding import Walk, check
from tests.faults.sizes import is_full, size

PEOPLE = ("anna", "anna", "diego", "lena", "marek", "vera", *("maria", "tom") * 4)
AMOUNTS = (1, 333, 4_000, 12_345, CAP // 2, CAP, CAP + 1, LINE)
VERBS = (
    *("hand_in", "hand_in", "decide", "decide", "decide", "rest", "send_back", "later", "change"),
    *("again", "withdraw", "reopen", "close", "pay", "pay", "list", "pay_list", "take_off"),
    *("recover", "ask_account", "answer_account", "ask_change", "answer_change", "cap", "cap"),
)
BEGIN = [("hand_in", "anna", 1, 1), ("hand_in", "diego", 0, 2)]
END = [
    ("again", "anna", 0, 0),
    ("rest", "maria", 0, 0),
    ("pay", "tom", 0, 0),
    ("recover", "tom", 0, 0),
]
STEP = st.tuples(
    st.sampled_from(VERBS),
    st.sampled_from(PEOPLE),
    st.sampled_from([0, 0, 1, 2]),
    st.integers(0, 7),
)


@on_both
def test_any_sequence(app, pair):
    visit = story.visit(planned=CAP // 3)
    anna = person("anna")
    about: dict[str, Any] = {"kind": "guest", "city": pair.cities[0], "payer": "programme"}
    story.act(lambda: Traveller.add(visit, by=anna, name="Ben", planned=0, **about), by=anna)
    file = story.draft(visit, 1).id
    db.session.query(Proof).delete()
    db.session.query(Line).delete()
    db.session.query(Claim).filter_by(id=file).update({"removed_at": anna.created_at})
    db.session.commit()

    reached: Counter[str] = Counter()

    @settings(
        max_examples=size("sequences") // (1 if db.engine.name == "sqlite" else 2),
        deadline=None,
        database=None,
        derandomize=not is_full(),  # few sequences: always the same, so that they reach enough
        suppress_health_check=list(HealthCheck),
    )
    @given(st.lists(STEP, min_size=20, max_size=50))
    def holds(steps):
        with app.test_request_context():
            one = Walk(visit.id)
            try:
                walk(one, steps)
            finally:
                db.session.rollback()
                reached.update(one.states.values())
                reached.update(one.done)

    holds()
    assert {"submitted", "paid"} <= reached.keys()  # it has tried enough


def walk(walk: Walk, steps) -> None:
    for verb, who, n, m in [*BEGIN, *steps, *END]:
        inner = db.session.begin_nested()
        try:
            with db.session.no_autoflush:
                by = person(who)
            run(walk, verb, by, n, m)
            db.session.flush()
        except (Refused, Stale):
            inner.rollback()
            db.session.expire_all()
        else:
            inner.commit()
            walk.done.append(verb)
        check(walk)


def run(walk: Walk, verb: str, by: Any, n: int, m: int) -> None:
    if verb == "hand_in":
        return hand_in(walk, by, n, m)
    if verb in ("list", "pay_list"):
        return bank(walk, verb, by)
    if verb in ("ask_change", "answer_change"):
        return change_budget(walk, verb, by, n, m)
    if verb == "cap":
        return change_cap(walk, by, m)
    claims = walk.claims
    if n >= len(claims):
        return None
    claim = claims[n]
    lines = Line.of(claim)
    line = lines[m % len(lines)] if lines else None
    if verb in ("again", "change", "withdraw"):
        return own(verb, by, claim, line, m)
    if not may(by, "claim.decide", claim):
        return None
    if line is not None:
        on_line(verb, by, claim, line, m)
    on_claim(verb, by, claim, m)
    return None


def hand_in(walk: Walk, by: Any, n: int, m: int) -> None:
    """A claim of the person's own city with one or two lines, proven and submitted."""
    city = next((c for c in walk.visit.pair.cities if may(by, "claim.file", c)), None)
    if city is None or not may(by, "claim.file", walk.visit.pair):
        return
    claim = Claim.draft(walk.visit, city, by=by)
    claim.holder, claim.iban = city.name, story.IBAN
    mine = [t for t in Traveller.on(walk.visit) if t.member_city_id == city.id]
    for k in range(1 + n % 2):
        who = mine[(m + k) % len(mine)] if mine else None
        add_line(walk, claim, AMOUNTS[(m + k) % len(AMOUNTS)], who, by)
    assert unsorted(claim) == []
    submit(claim, declared=True, by=by)


def add_line(walk: Walk, claim: Claim, amount: int, who: Traveller | None, by: Any) -> None:
    """With a proof of its own."""
    facts: dict[str, Any] = {"category": "travel" if who else "room", "traveller": who}
    facts |= {"description": "A cost", "document_date": story.FROM, "currency": "EUR"}
    line = Line.add(claim, by=by, amount=amount, **facts)
    db.session.flush()
    walk.files += 1
    about: dict[str, Any] = {"pair_id": claim.pair_id, "kind": "claim", "thing_id": claim.id}
    about |= {"name": "a.png", "size": 1, "pages": 1, "media_type": "image/png"}
    file = File(sha256=f"{walk.files:064d}", added_by=by, **about)
    db.session.add(Proof(line=line, kind="invoice", file=file))
    db.session.flush()
    db.session.expire(line, ["proofs"])


def own(verb: str, by: Any, claim: Claim, line: Line | None, m: int) -> None:
    if not may(by, "claim.file", claim):
        return
    if verb == "withdraw":
        decisions.withdraw(claim, by=by)
    elif verb == "again":
        submit(claim, declared=True, by=by)
    elif line is not None:
        facts = {"category": line.category, "traveller": line.traveller, "currency": "EUR"}
        line.change(
            line.version,
            by=by,
            description="Changed",
            document_date=line.document_date,
            amount=AMOUNTS[m],
            **facts,
        )


def on_line(verb: str, by: Any, claim: Claim, line: Line, m: int) -> None:
    if verb == "decide":
        result = ("approved", "approved", "in_part", "refused")[m % 4]
        amount = max(1, (line.eur or 0) * (m + 1) // 9)
        decisions.decide(line, result, amount=amount, reason="Why.", by=by)
    elif verb == "send_back":
        returning.send_back(line, reason="Why.", by=by)
    elif verb == "later":
        returning.decide_later(line, by=by)
    elif verb == "recover":
        about = {"reason": "Why.", "finding": "F", "received_on": TODAY}
        recoveries.recover(line, AMOUNTS[m], by=by, **about)


def on_claim(verb: str, by: Any, claim: Claim, m: int) -> None:
    if verb == "rest":
        decisions.approve_rest(claim, by=by)
    elif verb == "reopen":
        reopening.reopen(claim, ("amounts", "amounts", "text")[m % 3], reason="Why.", by=by)
    elif verb == "close":
        reopening.close(claim, by=by)
    elif verb == "pay":
        paying.pay(claim, paid_on=TODAY, reference="R", by=by)
    elif verb == "take_off":
        paying.take_off(claim, by=by)
    elif verb == "ask_account":
        payees.ask(claim, holder="New", iban=f"DE{m}", reason="Why.", by=by)
    elif verb == "answer_account":
        payees.answer(claim, m % 2 == 0, by=by)


def bank(walk: Walk, verb: str, by: Any) -> None:
    if not may(by, "claim.pay", walk.visit.pair):
        return
    if verb == "list":
        ready = [c for c in walk.claims if c.state == "decided" and not c.payment_list_id]
        paying.list_up([c for c in ready if paying.approved_total(c)], by=by)
        return
    made = db.session.query(PaymentList).filter_by(paid_at=None, removed_at=None).first()
    if made:
        proof = story.taken(f"bank {made.number}")
        paying.pay_list(made, paid_on=TODAY, reference="R", proof=proof, by=by)


def change_budget(walk: Walk, verb: str, by: Any, n: int, m: int) -> None:
    if not may(by, "budget.change", walk.visit.pair):
        return
    places = [
        (city, way) for city in walk.visit.pair.cities[:2] for way in ("outgoing", "incoming")
    ]
    if verb == "ask_change":
        kind = ("transfer", "add", "give_back", "transfer", "withdraw")[m % 5]
        source = places[n] if kind in ("transfer", "give_back") else None
        target = places[(n + 1) % 4] if kind in ("transfer", "add") else None
        about = {"from_line": source, "to_line": target, "reason": "Why.", "by": by}
        changes.ask(walk.budget, kind, amount=AMOUNTS[m], **about)
        return
    waiting = [one for one in BudgetChange.of(walk.budget) if one.answered_at is None]
    if waiting:
        changes.answer(waiting[-1], n % 2 == 0, by=by)


def change_cap(walk: Walk, by: Any, m: int) -> None:
    """Asks for another cap, or answers who asked."""
    if not may(by, "budget.change", walk.visit.pair):
        return
    cohort = walk.visit.pair.cohort
    waiting = [one for one in CapChange.of(cohort) if one.answered_at is None]
    if waiting:
        caps.answer(waiting[0], m % 3 > 0, by=by)
    else:
        about = {"cap_unit": "programme", "reason": "Why.", "by": by}
        caps.ask(cohort, seat_cap=AMOUNTS[m], **about)
