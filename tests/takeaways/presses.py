"""The buttons of lessons, follow-ups, citations, files of notes and news, in an order in which each
can be pressed."""

from flask.testing import FlaskClient

from app.notes.models import Note
from app.takeaways.models import Takeaway
from tests.claims import story
from tests.pressing import Form, Press, last, words


def of_the_note(sentence: str, kind: str, **more: str) -> Form:
    return {"kind": kind, "sentence": sentence, "member_city_id": _city(), **more}


def lesson(_client: FlaskClient) -> Form:
    return of_the_note("Some lesson", "lesson", quote="Some words")


def decision(_client: FlaskClient) -> Form:
    return of_the_note("We do it", "decision")


def follow_up(_client: FlaskClient) -> Form:
    return of_the_note("Ask them", "follow_up")


def changed(_client: FlaskClient) -> Form:
    version = str(last(Takeaway).version)
    return of_the_note("Ask them again", "follow_up") | {"version": version}


def the_lesson(_client: FlaskClient) -> Form:
    return {"lesson": str(Takeaway.of_note(last(Note))[0].id)}


def _city() -> str:
    return str(story.the_pair().cities[0].id)


TAKEAWAYS = [
    Press("anna", "notes.start", {"title": "Ours", "about": ""}),
    Press("anna", "note_files.add", {"files": story.PNG}),
    Press("anna", "note_files.remove"),
    Press("anna", "note_files.restore"),
    Press("anna", "documents.save", words),
    Press("anna", "takeaways.mark", lesson),
    Press("anna", "takeaways.publish"),
    Press("anna", "takeaways.withhold"),
    Press("anna", "plans.add", {"heading": "What it costs"}),
    Press("anna", "citations.cite", the_lesson),
    Press("anna", "citations.remove"),
    Press("anna", "citations.restore"),
    Press("anna", "takeaways.mark", decision),
    Press("anna", "takeaways.remove"),
    Press("anna", "takeaways.restore"),
    Press("anna", "takeaways.mark", follow_up),
    Press("anna", "takeaways.change", changed),
    Press("anna", "takeaways.finish"),
    Press("anna", "takeaways.reopen"),
    Press("anna", "carried.place"),
]
NEWS = [
    Press("anna", "notes.start", {"title": "Ours", "about": ""}),
    Press("anna", "documents.save", words),
    Press("anna", "comments.start", {"words": "What is this, @Diego?"}),
    Press("diego", "news.read"),
    Press("diego", "news.choose", {"choice": "daily"}),
    Press("diego", "news.mute_thread"),
    Press("diego", "news.unmute_thread"),
    Press("diego", "news.mute_pair"),
    Press("diego", "news.unmute_pair"),
]
