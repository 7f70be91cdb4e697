"""The people of the pair that is measured, what they have at hand, and how many rows they make."""

import io

from app.accounts.models import Person
from app.extensions import db
from app.files import store
from app.pairs.models import MemberCity, Pair
from tests.bench.words import Writer
from tests.cast import person
from tests.files.samples import picture

ROWS = 100
SECTIONS = 12


class People:
    def __init__(self) -> None:
        self.say = Writer()
        self.pair = db.session.query(Pair).filter_by(slug="cologne-soria").one()
        self.homes = {city.name: city for city in self.pair.cities}
        self.people: dict[str, Person] = {n: person(n) for n in ("anna", "diego", "maria", "tom")}
        self.paper = store.take(io.BytesIO(picture()), "ticket.jpg")  # type: ignore[no-untyped-call]

    @property
    def officers(self) -> list[tuple[MemberCity, Person]]:
        return [
            (self.homes["Cologne"], self.people["anna"]),
            (self.homes["Soria"], self.people["diego"]),
        ]
