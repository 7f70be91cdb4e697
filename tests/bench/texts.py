"""100 notes and a plan of twelve sections, each with its text."""

from app.accounts.models import Person
from app.documents.models import Document
from app.notes.models import Note
from app.plans.models import Plan
from app.visits.models import Visit
from tests.bench.people import ROWS, SECTIONS, People


class Texts(People):
    def notes(self) -> None:
        visits = Visit.of(self.pair.id)
        for n in range(ROWS):
            _home, officer = self.officers[n % 2]
            visit = visits[n] if n % 3 else None
            note = Note.start(self.pair, by=officer, title=self.say.title(), visit=visit)
            note.document = self._text(40, officer)
            if n % 2:
                note.share(by=officer)

    def plan(self) -> None:
        plan = Plan.of(self.pair.id)
        assert plan
        for _more in range(SECTIONS - len(plan.sections)):
            plan.add_section(self.say.title(), by=self.people["anna"])
        for n, section in enumerate(plan.sections):
            section.owner = self.officers[n % 2][1]
            section.document = self._text(200, section.owner)
            if n % 3:
                section.share(by=section.owner)

    def _text(self, words: int, by: Person) -> Document:
        return Document.create(self.pair.id, self.say.text(words), by=by)
