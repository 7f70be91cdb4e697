"""The buttons of comments and of review rounds, in an order in which each can be
pressed."""

from dataclasses import replace

from flask.testing import FlaskClient

from app.comments import table, table_files
from app.comments.models import Comment, Thread
from app.comments.rounds import ReviewRound
from app.plans.models import Section
from tests.cast import person
from tests.drafts import word
from tests.pressing import LATER, Form, Press, last, of, words

WORDING = {"quote": "Some words", "suggest": "1", "replacement": "A great many words"}
DRAFT = b"# Trams\n\nTrams run every ten minutes.\n"
REFUSED = {"answer": "not_accepted", "reason": "Too dear."}


def a_round(_client: FlaskClient) -> Form:
    return {"sections": last(Section).id, "people": person("marek").id, "due_on": str(LATER)}


def filled_in(_client: FlaskClient) -> Form:
    """The response table, with another answer in it."""
    found = last(ReviewRound)
    rows = [replace(row, answer="in_part", reason="A part of it.") for row in table.rows(found)]
    return {"file": table_files.xlsx("Table", rows)}


def ticked(_client: FlaskClient) -> Form:
    thread = last(Thread)
    return REFUSED | {"threads": f"{thread.id}-{thread.version}"}


def sent_back(client: FlaskClient) -> Form:
    """The plan as Word, with a word changed in it."""
    data = client.get("/pairs/cologne-soria/plan.docx").data
    return {"back": word.changed(data, ">Some words<", ">Some few words<")}


COMMENTS = [
    Press("anna", "notes.start", {"title": "Ours", "about": ""}),
    Press("anna", "documents.save", words),
    Press("anna", "comments.start", {"quote": "Some words", "words": "Which ones?"}),
    Press("diego", "threads.reply", {"words": "These."}),
    Press("diego", "threads.change", of(Comment, words="These, @Anna.")),
    Press("diego", "threads.take_back"),
    Press("diego", "threads.bring_back"),
    Press("anna", "threads.assign", lambda _: {"person": str(person("diego").id)}),
    Press("anna", "threads.resolve"),
    Press("anna", "threads.reopen"),
    Press("lena", "comments.start", WORDING),
    Press("anna", "suggestions.decline", {"reason": "Too long."}),
    Press("lena", "comments.start", WORDING | {"replacement": "Few words"}),
    Press("anna", "suggestions.apply"),
    Press("marek", "exports.ask", {"format": "md", "remarks": "y"}),
    Press("anna", "comments.start_on_plan", {"words": "Is this all of it?"}),
]


def again(_client: FlaskClient) -> Form:
    found = last(ReviewRound)
    more = {"version": str(found.version), "due_on": str(found.due_on), "message": "Look twice."}
    return more | {"people": str(person("marek").id)}


REVIEWS = [
    Press("anna", "notes.start", {"title": "Ours", "about": ""}),
    Press("anna", "plans.add", {"heading": "What it costs"}),
    Press("anna", "documents.save", words),
    Press("anna", "rounds.start", a_round),
    Press("marek", "reviews.stop_at"),
    Press("marek", "reviews.start", {"quote": "Some words", "words": "Which?", "severity": "must"}),
    Press("marek", "reviews.weigh", {"severity": "should"}),
    Press("marek", "reviews.send"),
    Press("anna", "answers.answer", of(Thread, answer="accepted", reason="")),
    Press("marek", "answers.insist", {"words": "Look again."}),
    Press("anna", "answers.answer_all", ticked),
    Press("marek", "answers.confirm"),
    Press("anna", "answers.hand_in", filled_in),
    Press("anna", "answers.take_over"),
    Press("anna", "rounds.change", again),
    Press("anna", "rounds.close"),
    Press("anna", "drafts.hand_in", {"draft": DRAFT}),
    Press("anna", "drafts.apply", {"place-0": "new"}),
    Press("anna", "drafts.bring_back", sent_back),
    Press("anna", "drafts.apply"),
]
