"""A plan of sixty pages on which experts have said much: its page, and the files that it goes out
as. On data of its own, so that the other figures stay what they were."""

import json
import time
from pathlib import Path

from app import jobs
from app.comments.threads import open_thread, reply
from app.database import writing
from app.documents import reading
from app.documents.models import Document
from app.documents.quoting import Quoted
from app.extensions import db
from app.plans.models import Plan
from tests.bench import pages, pair
from tests.bench.figures import Figure
from tests.bench.load import measure
from tests.bench.people import SECTIONS, People
from tests.bench.serving import Site, app_on, serving, signed_in, tandem
from tests.cast import person
from tests.queries import count_queries

WORDS = 27_000  # sixty pages of 450
THREADS = 300
PATH = f"{pages.PAIR}/plan"
FORMATS = ("docx", "odt", "pdf", "md")
SECONDS = 10  # the goal for a file
PEER = (THREADS, 20)  # rows of the bare page, and the expressions in each


class Reviewed(People):
    def plan(self) -> None:
        plan = Plan.of(self.pair.id)
        assert plan
        for _more in range(SECTIONS - len(plan.sections)):
            plan.add_section(self.say.title(), by=self.people["anna"])
        for n, section in enumerate(plan.sections):
            section.owner = self.officers[n % 2][1]
            words = self.say.text(WORDS // SECTIONS)
            section.document = Document.create(self.pair.id, words, by=section.owner)
            section.share(by=section.owner)

    def threads(self) -> None:
        """On sentences all over the plan; every third is a suggestion, every second has an answer,
        every fourth is solved."""
        plan, marek, anna = Plan.of(self.pair.id), person("marek"), self.people["anna"]
        assert plan
        for n in range(THREADS):
            section = plan.sections[n % SECTIONS]
            lines = [x for x in reading.text_of(section.document).words.split("\n") if len(x) > 120]
            quoted = Quoted(lines[n // SECTIONS % len(lines)][:60])
            other = self.say.sentence() if n % 3 == 0 else None
            said = self.say.sentence()
            thread = open_thread(section, said, by=marek, quoted=quoted, replacement=other)
            if n % 2:
                reply(thread, self.say.sentence(), by=anna)
            if n % 4 == 3:
                thread.resolved_at, thread.resolved_by = thread.sent_at, anna


def make(folder: Path) -> None:
    def work() -> None:
        made = Reviewed()
        for part in (made.plan, made.threads):
            with writing():
                part()
        while jobs.work_once():
            pass

    pair.filled(folder, work)


def figures(folder: Path, rounds: int, seconds: float) -> list[Figure]:
    make(folder)
    with tandem(folder) as site:
        return [*_page(site, folder, rounds, seconds), *_files(site, rounds)]


def _page(site: Site, folder: Path, rounds: int, seconds: float) -> list[Figure]:
    size = len(site.get(PATH))
    with serving("tests.bench.bare:make()", BARE=json.dumps({"plan": [*PEER, size]})) as bare:
        runs = [
            (measure(site, PATH, 1, seconds), measure(bare, "/plan", 1, seconds))
            for _round in range(rounds)
        ]
    name = f"60-page plan, {THREADS} threads"
    ours, peer = pages.medians(runs, "per_second")
    cpu, bare_cpu = pages.medians(runs, "cpu_ms")
    client = signed_in("anna", app_on(folder))
    with client.application.app_context(), count_queries() as sent:
        client.get(PATH)
        asked = len(sent)
        db.engine.dispose()
    return [
        Figure(f"{name}: 1 connection", ours, "requests/s", beside=peer),
        Figure(f"{name}: CPU", cpu, "ms/request", beside=bare_cpu),
        Figure(f"{name}: queries", asked, "queries/request"),
        Figure(f"{name}: HTML, not compressed", size, "bytes"),
    ]


def _files(site: Site, rounds: int) -> list[Figure]:
    """The slowest of a few: nobody waits for a median."""
    found = []
    for suffix in FORMATS:
        taken = []
        for _round in range(min(rounds, 2)):
            began = time.perf_counter()
            size = len(site.get(f"{PATH}.{suffix}", within=60))
            taken.append(time.perf_counter() - began)
        name = f"60-page plan as {suffix} ({size // 1024} KiB)"
        found.append(Figure(name, round(max(taken), 2), "s", most=SECONDS))
    return found
