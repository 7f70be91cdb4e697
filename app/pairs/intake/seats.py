"""The sheet Seats: how many seats the programme pays for in a city, and who sits on them."""

import re

from flask_babel import gettext as _
from flask_babel import ngettext

from app.pairs.intake.plans import CityPlan, Intake, PairPlan, SeatPlan
from app.pairs.sheets import Row

MOST = 50


def check_seats(intake: Intake, rows: list[Row]) -> None:
    seen: set[int] = set()
    for row in rows:
        pair = intake.pair_of(row)
        city = pair if isinstance(pair, str) else intake.city_of(row, pair)
        if isinstance(city, str) or isinstance(pair, str):
            intake.wrong(row, str(city))
        elif id(city) in seen:
            intake.wrong(row, _("The seats of %(city)s stand here twice.", city=city.name))
        else:
            seen.add(id(city))
            _take(intake, row, pair, city)


def _take(intake: Intake, row: Row, pair: PairPlan, city: CityPlan) -> None:
    number = row["Seats"]
    count = int(number) if number.isdecimal() and len(number) < 4 else 0
    there = intake.known.seats[city.there.id] if city.there else []
    sitting = _sitting(intake, there)
    mails = [mail for mail in re.split(r"[,;\s]+", row["Who"].lower()) if mail]
    new = [mail for mail in dict.fromkeys(mails) if mail not in sitting]
    strangers = [mail for mail in new if not _is_of(intake, pair, city, mail)]
    reasons = (
        (not 0 < count <= MOST, _("Please write how many seats, from 1 to %(n)s.", n=MOST)),
        (
            count < len(there),
            _("%(city)s has more seats already; an import only adds.", city=city.name),
        ),
        (
            strangers,
            _("%(mail)s is not of this city.", mail=strangers[0] if strangers else ""),
        ),
        (len(new) + len(sitting) > count, _("There are more people than seats.")),
    )
    reason = next((words for wrong, words in reasons if wrong), "")
    if reason:
        return intake.wrong(row, reason)
    if count == len(there) and not new:
        intake.say(row, "same", _("The seats of %(city)s are so already.", city=city.name))
        return None
    pair.seats.append(SeatPlan(city, count, new))
    words = ngettext(
        "%(num)d seat for %(city)s", "%(num)d seats for %(city)s", count, city=city.name
    )
    intake.say(row, "new", words)
    return None


def _sitting(intake: Intake, seats: list) -> set[str]:  # type: ignore[type-arg]
    return {s.person.mail for seat in seats for s in seat.sittings if s.until is None}


def _is_of(intake: Intake, pair: PairPlan, city: CityPlan, mail: str) -> bool:
    """In the sheet People for this city, or a member of it already."""
    if any(one.mail == mail and one.city is city for one in pair.people):
        return True
    person = intake.known.people.get(mail)
    if person is None or city.there is None:
        return False
    member = intake.known.memberships.get((city.there.pair_id, person.id))
    return member is not None and member.member_city_id == city.there.id
