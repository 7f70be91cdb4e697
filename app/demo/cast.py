"""Who plays in the demo: the people of the tests and the screenshots. All are made up."""

from sqlalchemy import select

from app.accounts.models import Person
from app.extensions import db

ROLES = {  # the role that a visitor of the demo chooses → the mail address of who plays it
    "officer": "anna@example.org",
    "partner": "diego@example.org",
    "contributor": "lena@example.org",
    "expert": "marek@example.org",
    "observer": "ines@example.org",
    "manager": "maria@example.org",
    "manager2": "tom@example.org",
    "auditor": "vera@example.org",
    "stranger": "sean@example.org",
}

PROGRAMME = {"maria": "Maria Lindqvist", "tom": "Tom Brandt", "vera": "Vera Horák"}

# (name in the mail address, name, role, city) in the pair of Cologne and Soria
OURS = (
    ("anna", "Anna Keller", "officer", "Cologne"),
    ("diego", "Diego Serrano", "officer", "Soria"),
    ("ibai", "Ibai Etxarri", "officer", "Vitoria-Gasteiz"),
    ("lena", "Lena Vogt", "contributor", "Cologne"),
    ("marek", "Marek Nowak", "expert", ""),
    ("ines", "Inês Duarte", "observer", ""),
)
STRANGER = ("sean", "Seán Walsh", "officer", "Belfast")


def mail(name: str) -> str:
    return f"{name}@example.org"


def person(name: str) -> Person:
    return db.session.scalars(select(Person).where(Person.mail == mail(name))).one()
