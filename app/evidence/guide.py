"""The page that lies in every pack: what is in it, and how to verify it offline, with nothing of
ours. In English, as the records are."""

from markupsafe import Markup, escape

from app.claims.models import Claim

STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:46rem;margin:2rem auto;padding:0 1rem}"
STYLE += "code,pre{font:14px/1.4 ui-monospace,monospace}pre{background:#eef2f8;padding:1rem;"
STYLE += "overflow:auto}td,th{text-align:left;padding:.2rem 1rem .2rem 0;vertical-align:top}"

FILES = (
    ("register.xlsx", "Every line of every claim: amounts, rates, decisions, payment."),
    ("claims/NUMBER/claim.pdf", "The claim as a form, with its declaration and decisions."),
    (
        "claims/NUMBER/claim.json",
        "The same as data, with what was sent back, reopened, changed and recovered, and who did "
        "what when.",
    ),
    (
        "claims/NUMBER/NUMBER-LINE-N kind name",
        "The proofs, named by the line's number in the register. A HEIC photograph has a readable "
        "JPEG beside it. NUMBER-payment-N is the bank's proof.",
    ),
    ("visits/ID-title/", "The agenda, the attendance list, and the signed lists as scanned."),
    ("rates.csv", "The published exchange rates that lines were converted by."),
    ("manifest.json", "Every file of this pack with its size and SHA-256, and who asked for it."),
)
WHOLE = (
    ("rules/cohort-N.json", "The cohort's rules and caps, with every change of a cap."),
    ("movements/PAIR.json", "All movements of the pair's budget, as a chain of hashes."),
)
CANONICAL = """import hashlib, json

def hash_of(movement):
    covered = {k: v for k, v in movement.items() if k != "hash"}
    covered["reason"] = hashlib.sha256(movement["reason"].encode()).hexdigest()
    text = json.dumps(covered, sort_keys=True, separators=(",", ":"), ensure_ascii=True)
    return hashlib.sha256(text.encode()).hexdigest()
"""


def page(claims: list[Claim], *, whole: bool) -> str:
    listed = Markup("").join(
        Markup("<li><a href='claims/{0}/claim.pdf'>{0}</a>: {1}, {2}</li>").format(
            claim.number, claim.city.name, claim.visit.title
        )
        for claim in claims
    )
    rows = Markup("").join(
        Markup("<tr><td><code>{}</code></td><td>{}</td></tr>").format(path, what)
        for path, what in (FILES + WHOLE if whole else FILES)
    )
    return str(
        Markup(
            "<!doctype html><html lang='en'><head><meta charset='utf-8'><title>Evidence pack"
            "</title><style>{}</style></head><body><h1>Evidence pack</h1><h2>Claims</h2><ul>{}</ul>"
            "<h2>What is in it</h2><table>{}</table>{}</body></html>"
        ).format(Markup(STYLE), listed, rows, _how(whole))  # noqa: S704 - our own style sheet
    )


def _how(whole: bool) -> Markup:
    steps = [
        "The SHA-256 of the ZIP itself stands in Tandem, on the page of evidence packs, with the "
        "name of who made it and when. Compare it with the one that you compute.",
        "Compute the SHA-256 of each file and compare it with manifest.json. No file may be "
        "missing, and none may be there that manifest.json does not name (but itself).",
    ]
    if whole:
        steps += [
            "For each file in movements/: n counts 1, 2, 3 … without holes; previous is the hash "
            "of the movement before, and empty for the first; the hash of each is computed as "
            "below; the last hash is head, and there are as many as entries says.",
            "Add the movements up. Allocated is allocate less return; reserved is reserve less "
            "release; approved is approve less recover; all in cents, by city and direction. "
            "Reserved and approved together are never more than allocated.",
            "For each line in a claim.json: its approve movements, whose source is "
            "[“decision”, id], less its recover movements with such a source, are the amount of "
            "its last decision. Its pay movements are the same once the claim is paid. A recovery "
            "is a recover movement with the source [“recovery”, id].",
        ]
    listed = Markup("").join(Markup("<li>{}</li>").format(step) for step in steps)
    code = Markup("<pre>{}</pre>").format(escape(CANONICAL)) if whole else Markup("")
    return Markup("<h2>How to verify it offline</h2><ol>{}</ol>{}").format(listed, code)
