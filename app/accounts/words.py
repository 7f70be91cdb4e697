"""The demo's roles and the states of a mail, in words."""

from flask_babel import lazy_gettext as _l

DEMO_ROLES = (  # role, word, who that is
    ("officer", _l("Officer of Cologne"), _l("Plans visits, files claims, writes the plan.")),
    ("partner", _l("Officer of Soria"), _l("The twin city: agrees to visits and shares the plan.")),
    ("contributor", _l("Contributor"), _l("A colleague in Cologne: takes notes, sees no budget.")),
    ("expert", _l("Expert"), _l("From outside: reads and comments what the cities share.")),
    ("observer", _l("Observer"), _l("Looks on: reads what the cities share.")),
    ("manager", _l("Programme manager"), _l("Sets up cohorts and pairs, decides on claims.")),
    ("manager2", _l("Second manager"), _l("Marks as paid what the first one has approved.")),
    ("auditor", _l("Auditor"), _l("Reads all, money too, and changes nothing.")),
    ("stranger", _l("Officer of another pair"), _l("From Belfast: this pair is closed to them.")),
)  # fmt: skip

MAIL_STATE = {  # state: (word, tone of its badge)
    "waiting": (_l("Waiting"), "info"),
    "sent": (_l("Sent"), "good"),
    "bounced": (_l("Came back"), "bad"),
}

MAIL_KIND = {
    "code": _l("Sign-in code"),
    "invitation": _l("Invitation"),
    "welcome": _l("Welcome"),
    "claim": _l("Reminder to claim"),
    "claim_back": _l("Claim sent back"),
    "review": _l("Review"),
    "poll": _l("Poll on dates"),
    "needs": _l("Needs deleted"),
    "news": _l("What waits for you"),
    "summary": _l("Summary"),
}
