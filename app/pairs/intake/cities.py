"""The sheet Cities: pairs and the cities in them. A pair needs a twin, a city needs an officer."""

from flask_babel import gettext as _

from app.clock import is_zone
from app.pairs.intake.plans import CityPlan, Intake, PairPlan, slug_of
from app.pairs.models import SIDES
from app.pairs.places import capital_zone, country_code, plain
from app.pairs.sheets import Row

NAME, PAIR_NAME, ACTIVITY = 120, 160, 200  # characters, as the tables have them


def check_cities(intake: Intake, rows: list[Row]) -> None:
    seen: set[tuple[str, str]] = set()
    for row in rows:
        slug, city = slug_of(row["Pair"]), plain(row["City"])
        reason = _refusal(intake, row, slug) or (
            _("%(city)s stands in this pair twice.", city=row["City"])
            if (slug, city) in seen
            else ""
        )
        if reason:
            intake.wrong(row, reason)
            continue
        seen.add((slug, city))
        there = intake.known.pairs.get(slug)
        pair = intake.pairs.get(slug) or intake.take_up(slug, row["Pair"], there)
        pair.activity = pair.activity or row["Activity"]
        _place(intake, row, pair, city)


def drop_incomplete(intake: Intake) -> None:
    """New cities without an officer, then new pairs without a twin, and who hangs on them."""
    for pair in list(intake.pairs.values()):
        for key, city in list(pair.cities.items()):
            if city.there is None and not city.officers:
                _drop(pair, key, _("%(city)s has no officer in the sheet People.", city=city.name))
        if pair.there is None and not pair.twins:
            for key in list(pair.cities):
                _drop(pair, key, _("This pair would have no twin city."))
            del intake.pairs[pair.slug]


def _drop(pair: PairPlan, key: str, words: str) -> None:
    city = pair.cities.pop(key)
    if city.line:
        city.line.state, city.line.words = "wrong", words
    for person in [one for one in pair.people if one.city is city or not pair.cities]:
        pair.people.remove(person)
        if person.new:
            person.line.state = "wrong"
            person.line.words = _("%(city)s is not imported, see there.", city=city.name)


def _refusal(intake: Intake, row: Row, slug: str) -> str:
    country = country_code(row["Country"])
    zone = row["Time zone"]
    reasons = (
        (not slug, _("Please write the pair's name in Latin letters.")),
        (len(row["Pair"]) > PAIR_NAME, _("The pair's name is too long.")),
        (not plain(row["City"]), _("Please write the city.")),
        (len(row["City"]) > NAME, _("The city's name is too long.")),
        (len(row["Activity"]) > ACTIVITY, _("The activity's name is too long.")),
        (
            plain(row["Side"]) not in SIDES,
            _("“%(side)s” is no side: write twin, pilot or partner.", side=row["Side"]),
        ),
        (country is None, _("We do not know the country “%(name)s”.", name=row["Country"])),
        (zone and not is_zone(zone), _("We do not know the time zone “%(zone)s”.", zone=zone)),
        (
            country and not zone and not capital_zone(country),
            _("Please write the time zone, like Europe/Berlin."),
        ),
    )
    return next((words for wrong, words in reasons if wrong), "") or intake.known.refusal(slug)


def _place(intake: Intake, row: Row, pair: PairPlan, key: str) -> None:
    """The row's city in its pair: new, or there already on the same side."""
    side, country = plain(row["Side"]), country_code(row["Country"]) or ""
    found = pair.cities.get(key)
    if found and found.side != side:
        words = _("%(city)s is in this pair already, on another side.", city=found.name)
        return intake.wrong(row, words)
    if found:
        intake.say(row, "same", _("%(city)s is in this pair already.", city=found.name))
        return None
    known = intake.known.towns.get((key, country))
    zone = row["Time zone"] or (known.zone if known else capital_zone(country) or "")
    if known and known.zone != zone:
        words = _(
            "%(city)s is known with the time zone %(zone)s.", city=known.name, zone=known.zone
        )
        return intake.wrong(row, words)
    city = CityPlan(known.name if known else row["City"], country, zone, side)
    city.code = code_for(city.name, intake.known.codes)
    intake.known.codes.add(city.code)
    pair.cities[key] = city
    new_pair = pair.there is None and len(pair.cities) == 1
    words = _("New pair, with %(city)s") if new_pair else _("New city: %(city)s")
    city.line = intake.say(row, "new", words % {"city": city.name})
    return None


def code_for(name: str, taken: set[str]) -> str:
    """Three letters like SOR that no other city of the cohort has; then other letters of the name,
    then a figure."""
    letters = slug_of(name).replace("-", "").upper() or "X"
    rest = letters[2:] or letters[-1:]
    tries = [letters[:3]] + [letters[:2] + letter for letter in rest]
    tries += [f"{letters[:3]}{n}" for n in range(2, 1000)]
    return next(code for code in tries if code not in taken)
