"""The sheet People: who is in which pair, in which role and for which city."""

from flask_babel import gettext as _

from app.accounts.models import LANGUAGES
from app.later import later
from app.pairs.intake.plans import CityPlan, Intake, PairPlan, PersonPlan
from app.pairs.memberships import CITY_ROLES, ROLES
from app.pairs.places import plain
from app.pairs.sheets import Row

email_validator = later("email_validator")
NAME = 120


def check_people(intake: Intake, rows: list[Row]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        pair = intake.pair_of(row)
        reason = pair if isinstance(pair, str) else _refusal(row)
        if reason or isinstance(pair, str):
            intake.wrong(row, str(reason))
            continue
        mail = row["Mail"].lower()
        if (pair.slug, mail) in seen:
            intake.wrong(row, _("%(mail)s stands in this pair twice.", mail=mail))
            continue
        seen.add((pair.slug, mail))
        _take(intake, row, pair, mail)


def _refusal(row: Row) -> str:
    language = row["Language"].lower()
    reasons = (
        (not is_mail(row["Mail"]), _("“%(mail)s” is no mail address.", mail=row["Mail"])),
        (not row["Name"], _("Please write the person's name.")),
        (len(row["Name"]) > NAME, _("The person's name is too long.")),
        (
            plain(row["Role"]) not in ROLES,
            _(
                "“%(role)s” is no role: write officer, contributor, expert or observer.",
                role=row["Role"],
            ),
        ),
        (
            language and language not in LANGUAGES,
            _("“%(code)s” is none of our languages: write en, de or es.", code=row["Language"]),
        ),
    )
    return next((words for wrong, words in reasons if wrong), "")


def _take(intake: Intake, row: Row, pair: PairPlan, mail: str) -> None:
    role = plain(row["Role"])
    city: CityPlan | None = None
    if role in CITY_ROLES:
        found = intake.city_of(row, pair)
        if isinstance(found, str):
            return intake.wrong(row, found)
        city = found
    there = _membership(intake, pair, mail)
    if there and (there.role, there.city.name if there.city else "") != (
        role,
        city.name if city else "",
    ):
        words = _("%(mail)s is in this pair in another role or for another city.", mail=mail)
        return intake.wrong(row, words)
    words = _("%(name)s is in this pair already.") if there else _("New: %(name)s, %(role)s")
    line = intake.say(
        row, "same" if there else "new", words % {"name": row["Name"], "role": role_word(role)}
    )
    if city and role == "officer":
        city.officers += 1
    language = row["Language"].lower() or "en"
    pair.people.append(
        PersonPlan(mail, row["Name"], role, language, pair, city, line, new=there is None)
    )
    return None


def _membership(intake: Intake, pair: PairPlan, mail: str):  # type: ignore[no-untyped-def]
    person = intake.known.people.get(mail)
    if person is None or pair.there is None:
        return None
    return intake.known.memberships.get((pair.there.id, person.id))


def role_word(role: str) -> str:
    words = {
        "officer": _("officer"),
        "contributor": _("contributor"),
        "expert": _("expert"),
        "observer": _("observer"),
    }
    return str(words.get(role, role))


def is_mail(text: str) -> bool:
    try:
        email_validator.validate_email(text, check_deliverability=False)
    except email_validator.EmailNotValidError:
        return False
    return len(text) <= 254
