"""Makes the ZIP of a pack: a job with its progress, or at once for one claim."""

import hashlib
import tempfile
import zipfile
from collections.abc import Callable
from datetime import UTC
from pathlib import Path
from typing import IO, Any

from flask_babel import force_locale

from app import events, jobs
from app.accounts.models import Person
from app.clock import now
from app.database import writing
from app.evidence import contents
from app.evidence.models import KIND, EvidencePack, told
from app.evidence.told import instant
from app.extensions import db
from app.files.blobs import blobs
from app.pairs.models import Pair
from app.table import may

STEP = 5  # per cent between two words of progress


def packed(
    claim_ids: list[int],
    person: Person,
    language: str,
    *,
    whole: bool,
    about: dict[str, Any],
    tell: Callable[[int], None] = lambda _n: None,
) -> IO[bytes]:
    """The ZIP, open for reading and for the caller to close; `tell` hears of each claim that is in.
    Its manifest names every file with its SHA-256 and is written last."""
    manifest: list[dict[str, Any]] = []
    done = 0
    stamp = now().astimezone(UTC).timetuple()[:6]
    file = tempfile.TemporaryFile(prefix="tandem-pack-")  # noqa: SIM115 - handed on, open
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as pack:
        for path, data in contents.pieces(claim_ids, person, language, whole=whole):
            pack.writestr(zipfile.ZipInfo(path, stamp), data, zipfile.ZIP_DEFLATED)
            digest = hashlib.sha256(data).hexdigest()
            manifest.append({"path": path, "size": len(data), "sha256": digest})
            if path.endswith("/claim.json"):
                done += 1
                tell(done)
        facts = contents.as_json(about | {"files": manifest})
        pack.writestr(zipfile.ZipInfo("manifest.json", stamp), facts, zipfile.ZIP_DEFLATED)
    file.seek(0)
    return file


def _give_up(pack_id: int, error: str) -> None:
    pack = db.session.get_one(EvidencePack, pack_id)
    pack.error = error[:500]
    told(pack, "evidence.failed", None)


@jobs.job(KIND, gave_up=_give_up)
def make(pack_id: int) -> None:
    """With the rights that who asked for it has now."""
    pack = db.session.get_one(EvidencePack, pack_id)
    if pack.done_at:
        return
    person, claim_ids = pack.made_by, list(pack.claim_ids)
    if not _may_have(pack, person):
        with writing():
            _give_up(pack_id, "no right")
        events.tell()
        return
    about = {
        "pack": pack.id,
        "scope": pack.scope,
        "title": pack.title,
        "about": pack.about,
        "made_by": person.name,
        "asked_at": instant(pack.asked_at),
    }
    reached = [0]

    def tell(n: int) -> None:
        percent = min(95, n * 95 // len(claim_ids))
        if percent >= reached[0] + STEP:
            reached[0] = percent
            _reach(pack_id, percent)

    with (
        force_locale(person.language),
        packed(claim_ids, person, person.language, whole=True, about=about, tell=tell) as file,
        tempfile.TemporaryDirectory(prefix="tandem-pack-") as folder,
    ):
        place = Path(folder) / "pack.zip"
        with place.open("wb") as copy:
            while chunk := file.read(1 << 20):
                copy.write(chunk)
        size = place.stat().st_size
        db.session.rollback()  # the store is slow: no transaction is held open
        sha256 = blobs().put(place)
    _keep(pack_id, sha256, size)


def _may_have(pack: EvidencePack, person: Person) -> bool:
    pairs = [db.session.get_one(Pair, number) for number in pack.pair_ids]
    return all(may(person, "budget.read", pair) for pair in pairs)


def _reach(pack_id: int, percent: int) -> None:
    with writing():
        pack = db.session.get_one(EvidencePack, pack_id)
        pack.percent = percent
        told(pack, "evidence.progressed", None)
    events.tell()


def _keep(pack_id: int, sha256: str, size: int) -> None:
    with writing():
        pack = db.session.get_one(EvidencePack, pack_id)
        pack.sha256, pack.size, pack.percent, pack.done_at = sha256, size, 100, now()
        told(pack, "evidence.made", pack.made_by)
    events.tell()
