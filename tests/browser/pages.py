"""Every page and every form of the app, and where in the demo each is found. test_every_page.py
opens them; what no entry here opens has to be named with its reason."""

from typing import NamedTuple

NO_PAGE = {
    "accounts.token": "JSON",
    "documents.document_updates.fetch": "JSON",
    "documents.editor.show": "leads to the plain form, where it is not in place",
    "editions.original": "leads to its place in the edition",
    "files.preview": "a picture",
    "health.check": "JSON",
    "here.carets": "JSON",
    "here.show": "leads to its text",
    "imports.template": "a file to download",
    "live.listen": "a stream",
    "plans.section": "leads to its place in the plan",
    "static": "built files",
}
# Forms in which nothing can be wrong: a menu, a tick, or fields that the page fills in itself.
NOTHING_WRONG = {
    "accounts.sign_out",
    "agenda.move",
    "agreement.agree",
    "demo.enter",
    "documents.document_updates.send",
    "documents.editor.add_picture",
    "editions.match",
    "imports.apply",
    "invitations.accept",
    "presence.tell",
    "profile.sign_out_everywhere",
    "profile.speak",
}


class At(NamedTuple):
    """A page: who opens it, with which ids (the usual ones of things.py), and what after `?`."""

    endpoint: str
    role: str = "officer"
    query: str = ""
    ids: str = ""  # a kind of things.py


PAGES = [
    *(At(f"pairs.{name}") for name in ("show", "part")),
    *(At(f"visits.{name}") for name in ("index", "new", "show", "edit")),
    At("visits.new", query="kind=meeting"),
    At("visits.show", ids="proposed"),
    At("visits.show", ids="held"),
    At("visits.show", ids="meeting"),
    At("visits.edit", ids="meeting"),
    *(At(f"agenda.{name}") for name in ("index", "new", "edit")),
    *(At(f"travellers.{name}") for name in ("index", "new", "edit")),
    At("travellers.new", query="kind=guest"),
    At("travellers.new", query="kind=count"),
    At("agreement.cancellation"),
    *(At(f"claims.{name}") for name in ("index", "new", "show", "edit_payee")),
    At("claims.show", ids="paid"),
    At("claims.show", "manager", ids="submitted"),
    *(At(f"lines.{name}") for name in ("new", "edit", "new_proofs")),
    At("decisions.edit", "manager", ids="submitted"),
    At("decisions.edit", "manager", "result=in_part", ids="submitted"),
    At("budgets.show"),
    *(At(f"budgets.{name}", "manager") for name in ("show", "movements", "verify")),
    *(At(f"notes.{name}") for name in ("index", "add", "show", "edit")),
    *(At(f"plans.{name}") for name in ("show", "other", "outline", "edit")),
    At("plans.show", query="edition=es"),
    *(At(f"editions.{name}") for name in ("index", "outline", "compare")),
    *(At(f"documents.{name}") for name in ("show", "edit", "versions.index", "versions.show")),
    At("documents.versions.compare"),
    At("files.show"),
    *(At(f"people.{name}") for name in ("index", "edit")),
    At("people.edit", "manager"),
    At("invitations.new"),
    At("invitations.new", "manager"),
    At("activity.index"),
    At("waiting.index"),
    At("waiting.index", "manager"),
    At("profile.show"),
    At("mails.index"),
    At("mails.index", "manager"),
    *(At(f"programmes.{name}", "manager") for name in ("index", "new", "show", "edit")),
    *(At(f"imports.{name}", "manager") for name in ("index", "show")),
    At("rates.index", "manager"),
    At("accounts.ask", ""),
    At("accounts.code", ""),
    At("demo.mails", ""),
    At("invitations.show", ""),
]
# The form of a POST, and the page that it stands on.
WRONG = {
    "visits.plan": At("visits.new"),
    "visits.change": At("visits.edit"),
    "agenda.add": At("agenda.new"),
    "agenda.change": At("agenda.edit"),
    "travellers.add": At("travellers.new"),
    "travellers.change": At("travellers.edit"),
    "agreement.cancel": At("agreement.cancellation"),
    "claims.draft": At("claims.new"),
    "claims.set_payee": At("claims.edit_payee"),
    "claims.submit": At("claims.show", ids="ready"),
    "lines.add": At("lines.new"),
    "lines.change": At("lines.edit"),
    "lines.add_proofs": At("lines.new_proofs"),
    "decisions.decide": At("decisions.edit", "manager", ids="submitted"),
    "decisions.pay": At("claims.show", "manager2", ids="decided"),
    "notes.start": At("notes.add"),
    "notes.change": At("notes.edit"),
    "plans.add": At("plans.show"),
    "plans.change": At("plans.edit"),
    "editions.start": At("editions.index"),
    "documents.save": At("documents.edit"),
    "documents.versions.name": At("documents.versions.index"),
    "people.change": At("people.edit", "manager"),
    "invitations.send": At("invitations.new"),
    "profile.change": At("profile.show"),
    "programmes.create": At("programmes.new", "manager"),
    "programmes.change": At("programmes.edit", "manager"),
    "imports.hand_in": At("imports.index", "manager"),
    "rates.take_file": At("rates.index", "manager"),
    "rates.set_manual": At("rates.index", "manager"),
    "accounts.send": At("accounts.ask", ""),
    "accounts.enter": At("accounts.code", ""),
}
