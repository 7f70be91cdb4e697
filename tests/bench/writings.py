"""What a pair wrote in two years (see years.py): notes and the lessons in them, a plan that grew
with each visit, comments, a review. Each text goes the way of every text, into its log."""

from datetime import date, timedelta
from pathlib import Path

from pycrdt import XmlElement, XmlText
from sqlalchemy import String, cast, select, update

from app import jobs
from app.accounts.models import Person
from app.citations.models import Citation
from app.clock import now
from app.comments import closing, opening, reviewing
from app.comments.threads import open_thread, reply, resolve
from app.database import writing
from app.documents import log, reading, store, tree
from app.documents.models import Document
from app.documents.quoting import Quoted
from app.extensions import db
from app.jobs import Job
from app.mail import Mail
from app.news import timing
from app.news.models import News, Wish
from app.notes.models import Note
from app.pairs.models import Sitting
from app.plans.models import Plan, Section
from app.takeaways.models import Takeaway
from app.visits.models import Visit
from tests.bench.pair import filled, on
from tests.bench.years import FIRST, Much, Years, seeded
from tests.cast import TODAY, person


class Writings(Years):
    def year(self) -> None:
        """All of it, in the order of the days."""
        with on(FIRST), writing():
            self._begin()
        for n in range(self.much.visits):
            visit = self.visit(n)
            day = FIRST + timedelta((n + 1) * self.much.gap - 15)
            notes = self._notes(visit, min(day, TODAY - timedelta(2)))
            self._plan_grows(n, day)
            self._threads(n, [*notes, *self.plan.sections], day + timedelta(2))
            if n == self.much.visits // 2:
                self._review(day + timedelta(3))
            with on(day + timedelta(5)):
                work_off()
        with on(TODAY):
            work_off()
            with writing():
                at_rest()

    @property
    def plan(self) -> Plan:
        plan = Plan.of(self.pair.id)
        assert plan
        return plan

    def _begin(self) -> None:
        cohort = self.pair.cohort
        cohort.starts_on, cohort.months = FIRST, 26
        db.session.execute(update(Sitting).values(since=FIRST))
        for n in range(self.much.sections - len(self.plan.sections)):
            section = self.plan.add_section(self.say.title(), by=self.people["anna"])
            section.owner = self.officers[n % 2][1]

    def _notes(self, visit: Visit, day: date) -> list[Note]:
        """Every second is shared, every third has a lesson; the plan cites every sixth."""
        made = []
        for n in range(self.much.notes):
            _home, officer = self.officers[n % 2]
            facts = {"title": self.say.title(), "text": self.say.text(60), "visit": visit}
            with on(day), writing():
                note = Note.start(self.pair, by=officer, **facts)
                if n % 2:
                    note.share(by=officer)
            self._type(note.document_id, officer, 5, day)
            if n % 3 == 0:
                with on(day + timedelta(1)), writing():
                    self._lesson(note, officer, cited=n % 2 == 0)
            made.append(note)
        return made

    def _lesson(self, note: Note, by: Person, *, cited: bool) -> None:
        facts = {"domain": "mobility", "lever": "skills"}
        quoted = self._words(note.document)
        made = Takeaway.mark(note, "lesson", self.say.sentence(), by=by, quoted=quoted, **facts)
        section = self.plan.sections[note.id % len(self.plan.sections)]
        if cited:
            Citation.cite(made, section, by=by)

    def _plan_grows(self, n: int, day: date) -> None:
        for k, section in enumerate(self.plan.sections):
            owner = self.officers[k % 2][1]
            keys = self.much.long if k == 0 else self.much.keys
            self._type(section.document_id, owner, keys, day)
            if n == 1 and k % 3:
                with on(day), writing():
                    section.share(by=owner)

    def _type(self, document_id: int, by: Person, lines: int, day: date) -> None:
        """Somebody opens the text and adds to its end, a few words in each update."""
        with on(day):
            doc, seq = store.load(document_id)
            made: list[bytes] = []
            heard = doc.observe(lambda event: made.append(event.update))
            words = XmlText()
            tree.root_of(doc).children.append(XmlElement("paragraph", contents=[words]))
            for _line in range(lines - 1):
                words.insert(len(words), self.say.sentence() + " ")
            doc.unobserve(heard)
            for batch, payload in enumerate(made):
                about = {"person_id": by.id, "tab": f"tab-{seq}", "batch": batch}
                log.append(document_id, payload, **about)

    def _words(self, document: Document) -> Quoted:
        """A few words of its last line."""
        lines = [line for line in reading.text_of(document).words.split("\n") if line]
        return Quoted(" ".join(lines[-1].split()[:6]))

    def _threads(self, n: int, about: list[Note | Section], day: date) -> None:
        """Every second on words, every third answered twice, every fourth still open."""
        lena, marek, anna = person("lena"), person("marek"), self.people["anna"]
        for k in range(self.much.threads):
            thing = about[(n + k * 7) % len(about)]
            by = marek if thing.shared_at and k % 3 == 0 else lena
            quoted = self._words(thing.document) if k % 2 else None
            with on(day + timedelta(hours=k)), writing():
                thread = open_thread(thing, self.say.sentence(), by=by, quoted=quoted)
                for _answer in range(1 + (k % 3 == 0)):
                    reply(thread, self.say.sentence(), by=anna)
                if k % 4:
                    resolve(thread, by=anna)

    def _review(self, day: date) -> None:
        anna, marek = self.people["anna"], person("marek")
        due = {"due_on": day + timedelta(14), "message": self.say.sentence(), "by": anna}
        with on(day), writing():
            found = opening.open_round(self.plan, self.plan.sections[:6], [marek], **due)
        with on(day + timedelta(2)), writing():
            for part in found.plan_version.parts:
                quoted = self._words(part.section.document)
                said = self.say.sentence()
                reviewing.comment(found, part, said, "should", by=marek, quoted=quoted)
            reviewing.send(found, by=marek)
        with on(day + timedelta(14)), writing():
            closing.close(found, by=anna)


def work_off() -> None:
    while jobs.work_once():
        pass


def at_rest() -> None:
    """What is older than a week has been read, mails have gone out, and nothing falls due while
    we measure."""
    week, far = now() - timedelta(7), now() + timedelta(days=3650)
    old = update(News).where(News.at < week)
    db.session.execute(old.values(seen_at=News.at, mailed_at=News.at))
    for each in db.session.scalars(select(Person)):
        timing.wish_of(each)
    db.session.execute(update(Wish).values(letter_at=None, morning_at=far))
    wiped = {"body": "", "unsubscribe": "", "sent_at": Mail.written_at}
    message_id = Mail.kind + cast(Mail.id, String)
    db.session.execute(update(Mail).values(**wiped, message_id=message_id))
    waiting = update(Job).where(Job.done_at.is_(None))
    db.session.execute(waiting.where(Job.kind == "mail").values(done_at=now()))
    db.session.execute(waiting.where(Job.kind != "mail").values(run_at=far))


def make(folder: Path, much: Much, seed: int) -> None:
    """The model: one pair and its two years, beside the stranger's pair that did nothing."""
    with seeded(seed):
        filled(folder, lambda: Writings(much).year(), FIRST)
