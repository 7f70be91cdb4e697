"""A letter with what waits: a few minutes after it came, once a day at most, never twice for one
thing, never empty."""

import re
from datetime import date

import pytest

from app.comments import threads
from app.events import act
from app.extensions import db
from app.mail import Mail
from app.news import timing
from app.news.models import News
from app.pairs.memberships import Membership
from tests.cast import on_both, person
from tests.news.conftest import BASE, news_mails


def wish(name: str, choice: str) -> None:
    who = person(name)
    act(lambda: timing.wish_of(who).choose(choice))


@on_both
def test_a_mention_is_gathered_and_leaves(app, server, at, say, heard):
    at("2026-11-24 09:00")  # a Tuesday
    thread = say("anna", "What do you think, @Diego?")
    assert {f"news-{person('diego').id}", f"waiting-{person('diego').id}"} <= set(heard("diego"))
    at("2026-11-24 09:04")
    assert server.sent_to("diego@example.org") == []
    at("2026-11-24 09:06")
    (mail,) = server.sent_to("diego@example.org")
    assert mail.subject == "One thing waits for you"
    assert "Anna Keller mentioned you: “What do you think, @Diego?”" in mail.text
    assert f"http://localhost{BASE}/threads/{thread.id}" in mail.text
    for name in ("anna", "lena", "marek"):
        assert news_mails(name) == []


@on_both
def test_what_comes_within_it_is_one_letter_and_one_a_day(app, server, at, say):
    at("2026-11-24 09:00")
    say("anna", "One, @Diego")
    say("lena", "Two, @Diego")
    at("2026-11-24 09:06")
    (mail,) = server.sent_to("diego@example.org")
    assert mail.subject == "2 things wait for you" and "One," in mail.text and "Two," in mail.text
    say("anna", "Three, @Diego")
    at("2026-11-24 18:00")
    assert len(server.sent_to("diego@example.org")) == 1  # one a day
    at("2026-11-25 07:59")
    assert len(server.sent_to("diego@example.org")) == 1
    at("2026-11-25 08:00")
    _first, second = server.sent_to("diego@example.org")
    assert "Three," in second.text and "One," not in second.text  # never two for one thing
    at("2026-11-26 08:00")
    assert len(server.sent_to("diego@example.org")) == 2


@on_both
def test_nobody_is_written_to_on_a_weekend(app, server, at, say):
    at("2026-11-28 11:00")  # a Saturday
    say("anna", "Sorry, @Diego")
    at("2026-11-29 12:00")
    assert server.sent_to("diego@example.org") == []
    at("2026-11-30 08:00")
    assert len(server.sent_to("diego@example.org")) == 1


def test_in_the_readers_own_language_and_zone(app, server, at, say):
    diego = person("diego")
    diego.language, diego.zone = "es", "America/New_York"
    db.session.commit()
    at("2026-11-24 20:00", "America/New_York")
    say("anna", "One, @Diego")
    at("2026-11-24 20:06", "America/New_York")
    say("anna", "Two, @Diego")
    at("2026-11-25 08:00", "Europe/Brussels")
    assert len(server.sent_to("diego@example.org")) == 1
    at("2026-11-25 08:00", "America/New_York")
    first, second = server.sent_to("diego@example.org")
    assert first.subject == "Una cosa le espera" and "Anna Keller le mencionó" in second.text


def test_what_was_settled_meanwhile_is_not_told(app, server, at, say):
    at("2026-11-24 09:00")
    thread = say("anna", "What do you think, @Diego?")
    diego = person("diego")
    at("2026-11-24 09:02", work=False)
    act(lambda: threads.reply(thread, "I agree.", by=diego), by=diego)
    solved = say("anna", "And this, @Diego?")
    act(lambda: threads.resolve(solved, by=person("anna")))
    at("2026-11-24 09:08")
    assert server.sent_to("diego@example.org") == []
    (mail,) = server.sent_to("anna@example.org")
    assert "I agree." in mail.text


def test_who_may_no_longer_read_as_another_role_is_not_told(app, as_, server, at, say, pair, note):
    """Changed between the mention and the letter."""
    at("2026-11-24 09:00")
    say("anna", "Please look, @Lena")
    assert "Please look" in as_("lena").get("/news").text
    lena = Membership.of(pair.id, person("lena").id)
    maria = person("maria")
    act(lambda: lena.change(lena.version, "observer", None, by=maria), by=maria)
    at("2026-11-24 09:08")
    assert server.sent_to("lena@example.org") == []
    for page in ("/news", f"{BASE}/activity"):
        assert "Please look" not in as_("lena").get(page).text


def test_what_they_may_no_longer_read_is_not_told(app, as_, server, at, say, note):
    as_("anna").post(f"{BASE}/notes/{note.id}/sharing")
    at("2026-11-24 09:00")
    say("anna", "Please look, @Marek")
    as_("anna").post(f"{BASE}/notes/{note.id}/unsharing")
    at("2026-11-24 09:06")
    assert server.sent_to("marek@example.org") == []
    assert "Please look" not in as_("marek").get("/news").text


@pytest.mark.parametrize("choice", ["daily", "none"])
def test_who_did_not_choose_letters_gets_none(app, server, at, say, choice):
    wish("diego", choice)
    at("2026-11-24 09:00")
    say("anna", "What do you think, @Diego?")
    at("2026-11-24 12:00")
    subjects = [mail.subject for mail in server.sent_to("diego@example.org")]
    assert "One thing waits for you" not in subjects


def test_replies_go_to_those_who_spoke(app, as_, server, at, say):
    at("2026-11-24 09:00")
    thread = say("anna", "Is this so?")
    for name, words in (("lena", "Yes."), ("diego", "No, @Lena")):
        by = person(name)
        act(lambda by=by, words=words: threads.reply(thread, words, by=by), by=by)
    kinds = {(n.person.name, n.kind, n.about["quote"]) for n in db.session.query(News)}
    assert kinds == {
        ("Anna Keller", "reply", "Yes."),
        ("Anna Keller", "reply", "No, @Lena"),
        ("Lena Vogt", "mention", "No, @Lena"),
    }
    page = as_("anna").get("/news").text
    assert "Diego Serrano replied in By bicycle: “No, @Lena”" in page


def test_a_list_of_ones_own_that_is_read(as_, say):
    say("anna", "What do you think, @Diego?")
    diego = as_("diego", htmx=True)
    page = diego.get("/news").text
    assert "Anna Keller mentioned you" in page and ">New<" in page
    assert "1 new thing in your news" in as_("diego").get(BASE).text
    assert "new thing in your news" not in as_("lena").get(BASE).text
    assert ">New<" not in diego.post("/news/reading").text
    assert "new thing in your news" not in as_("diego").get(BASE).text
    assert "mentioned you" not in as_("lena").get("/news").text


def test_a_review_is_told_by_its_own_mail_only(app, server, at, pair):
    from app.comments.opening import open_round
    from app.documents.models import Document
    from app.plans.models import Plan
    from tests.cast import TODAY

    at("2026-11-24 09:00")
    plan, anna, marek = Plan.of(pair.id), person("anna"), person("marek")
    section = plan.sections[0]
    act(lambda: setattr(section, "document", Document.create(pair.id, "Words.", by=anna)))
    about = {"due_on": TODAY.replace(day=30), "message": "", "by": anna}
    act(lambda: open_round(plan, [section], [marek], **about), by=anna)
    at("2026-11-25 08:00")
    mails = server.sent_to("marek@example.org")
    assert [mail.subject for mail in mails] == [f"Please review: {plan.name}"]
    at("2026-11-27 08:00")  # three days before: told once more, as what it is
    again = server.sent_to("marek@example.org")
    assert [mail.subject for mail in again[1:]] == ["One thing waits for you"]
    assert "due on 30 November 2026" in again[1].text
    at("2026-11-30 08:00")
    assert "Your review of" not in "".join(m.text for m in server.sent_to("marek@example.org")[2:])


def test_the_mail_log_has_them(app, as_, server, at, say):
    at("2026-11-24 09:00")
    say("anna", "What do you think, @Diego?")
    at("2026-11-24 09:06")
    for name in ("diego", "maria"):
        assert "One thing waits for you" in as_(name).get("/mails").text
    assert "One thing waits for you" not in as_("lena").get("/mails").text
    assert db.session.query(Mail).filter_by(kind="news").one().body == ""  # wiped
    text = server.sent_to("diego@example.org")[0].text
    assert re.search(r"/news/unsubscribing/[\w-]{32}", text)


def test_a_yes_that_was_said_meanwhile_is_not_asked_for(app, server, at, pair):
    from app.visits import agreement
    from app.visits.models import Visit

    at("2026-11-24 09:00")
    anna, diego = person("anna"), person("diego")
    cologne, soria = pair.cities[:2]
    stops = [(soria.id, date(2026, 12, 9), date(2026, 12, 9))]
    visit = act(
        lambda: Visit.plan(pair, by=anna, cities=[cologne.id], title="In Soria", stops=stops),
        by=anna,
    )
    act(lambda: agreement.propose(visit, by=anna, city=cologne), by=anna)
    act(lambda: agreement.agree(visit, soria, by=diego), by=diego)
    at("2026-11-24 09:06")
    assert news_mails("diego") == []
