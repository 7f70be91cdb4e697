"""Jobs: there exactly if their change is, done by one worker, tried again, given up at last."""

import threading
from datetime import timedelta

import pytest

from app import clock, jobs
from app.accounts.models import Person
from app.database import writing
from app.errors import Refused
from app.events import act
from app.extensions import db
from app.jobs import LEASE, PATIENCE, TRIES, Job, Later
from tests.cast import on_both


@pytest.fixture
def done(monkeypatch) -> list[str]:
    """A kind of job `note` that writes down its word; `trouble` is raised instead, if set."""
    words: list[str] = []
    monkeypatch.setitem(jobs._kinds, "note", lambda word: words.append(word))
    return words


@pytest.fixture
def later(monkeypatch):
    def move(span: timedelta) -> None:
        instant = clock.now() + span
        monkeypatch.setattr(clock, "source", lambda: instant)

    return move


def fail_with(monkeypatch, trouble: Exception) -> list[int]:
    tries: list[int] = []

    def do(word: str) -> None:
        tries.append(len(tries))
        raise trouble

    monkeypatch.setitem(jobs._kinds, "note", do)
    return tries


def the_one() -> Job:
    db.session.rollback()
    return db.session.query(Job).one()


@on_both
def test_a_job_is_there_exactly_if_its_change_is(app, cast, done):
    def rule(fails: bool) -> None:
        db.session.add(Person(mail=f"{fails}@example.org", name="X"))
        jobs.add("note", word="hello")
        if fails:
            raise Refused("no")

    with pytest.raises(Refused):
        act(lambda: rule(True))
    assert db.session.query(Job).count() == 0 and not jobs.work_once()
    act(lambda: rule(False))
    assert jobs.work_once() and done == ["hello"]
    assert not jobs.work_once()
    assert the_one().done_at


def test_jobs_are_done_in_order_and_not_before_their_time(app, done, later):
    with writing():
        jobs.add("note", word="tomorrow", run_at=clock.now() + timedelta(days=1))
        jobs.add("note", word="one")
        jobs.add("note", word="two")
    while jobs.work_once():
        pass
    assert done == ["one", "two"]
    later(timedelta(days=1))
    assert jobs.work_once() and done[2:] == ["tomorrow"]


@on_both
def test_a_failing_job_is_tried_again_less_and_less_often_and_given_up(
    app, monkeypatch, later, caplog
):
    tries, gave_up = fail_with(monkeypatch, ValueError("broken")), []
    monkeypatch.setitem(jobs._gave_up, "note", lambda word, error: gave_up.append((word, error)))
    with writing():
        jobs.add("note", word="x")
    waits = []
    for _ in range(TRIES):
        assert jobs.work_once()
        assert not jobs.work_once()
        waits.append(the_one().run_at - clock.now())
        later(max(waits[-1], timedelta()))
    assert len(tries) == TRIES and waits[0] < waits[1] < waits[5]
    assert the_one().given_up_at and "broken" in the_one().error
    assert gave_up == [("x", "ValueError('broken')")]
    later(timedelta(days=9))
    assert not jobs.work_once()


def test_who_waits_for_somebody_else_has_more_patience(app, monkeypatch, later):
    tries = fail_with(monkeypatch, Later("away"))
    with writing():
        jobs.add("note", word="x")
    spent = timedelta()
    for _ in range(PATIENCE):
        assert the_one().given_up_at is None
        assert jobs.work_once()
        wait = max(the_one().run_at - clock.now(), timedelta())
        spent += wait
        later(wait)
    assert spent > timedelta(days=4) and len(tries) == PATIENCE
    assert the_one().given_up_at


def test_a_kind_that_nobody_knows_is_a_failure_and_not_the_end(app, done, caplog):
    with writing():
        jobs.add("unknown")
        jobs.add("note", word="after")
    while jobs.work_once():
        pass
    assert done == ["after"]


@on_both
def test_two_workers_take_different_jobs(app, monkeypatch):
    """Both are in the middle of their work at the same time, or the barrier breaks."""
    both, words = threading.Barrier(2, timeout=20), []

    def do(word: str) -> None:
        both.wait()
        words.append(word)

    monkeypatch.setitem(jobs._kinds, "note", do)
    with writing():
        jobs.add("note", word="a")
        jobs.add("note", word="b")

    def work() -> None:
        with app.app_context():
            jobs.work_once()

    threads = [threading.Thread(target=work) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(words) == ["a", "b"]
    with app.app_context():
        assert all(job.done_at and job.tries == 1 for job in db.session.query(Job))


@on_both
def test_a_job_whose_worker_died_is_taken_up_again(app, done, later):
    with writing():
        jobs.add("note", word="x")
    with writing():
        assert jobs._take()
    assert not jobs.work_once()  # somebody has it
    later(LEASE)
    assert jobs.work_once() and done == ["x"]
    assert the_one().tries == 2


def test_the_database_is_not_held_while_a_job_is_done(app, monkeypatch):
    def do(word: str) -> None:
        def write() -> None:
            with app.app_context(), writing():
                db.session.add(Person(mail="meanwhile@example.org", name="M"))

        thread = threading.Thread(target=write)
        thread.start()
        thread.join(5)
        assert not thread.is_alive()

    monkeypatch.setitem(jobs._kinds, "note", do)
    with writing():
        jobs.add("note", word="x")
    jobs.work_once()
    assert the_one().done_at and Person.at("meanwhile@example.org")


def test_a_new_job_wakes_the_worker_after_the_commit(app, done, monkeypatch):
    monkeypatch.setattr(jobs, "PAUSE", 60.0)
    heard, stop = threading.Event(), threading.Event()
    monkeypatch.setitem(jobs._kinds, "note", lambda word: heard.set())
    worker = threading.Thread(target=jobs.run, args=(app, stop))
    worker.start()
    with writing():
        jobs.add("note", word="now")
    assert heard.wait(10)
    stop.set()
    jobs._woken.set()
    worker.join(10)
    assert not worker.is_alive()


def test_the_serving_process_works_from_its_first_request_on(app, monkeypatch):
    started = []
    monkeypatch.setattr(jobs, "start", lambda app: started.append(1))
    client = app.test_client()
    client.get("/healthz")
    assert not started  # not under test, and not where `flask work` runs apart
    app.testing, app.config["WORKER"] = False, "thread"
    app._got_first_request = False
    jobs.serve(app)
    assert not started
    client.get("/healthz")
    client.get("/healthz")
    assert started


def test_one_process_has_one_worker(app, monkeypatch):
    begun = []
    monkeypatch.setattr(jobs, "_started_in", 0)
    monkeypatch.setattr(jobs, "run", lambda app: begun.append(1))
    for _ in range(3):
        jobs.start(app)
    assert len(begun) <= 1 and jobs._started_in
