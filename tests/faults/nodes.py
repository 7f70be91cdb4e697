"""Two nodes as docs/deploy.md has them: with one PostgreSQL, one Valkey and one S3 store; before
them its Caddy, which asks them in turn."""

import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from tests import deploying
from tests.faults.servers import Mortal
from tests.running import day_of
from tests.services.caddy import Caddy
from tests.services.postgres import Postgres
from tests.services.s3 import S3
from tests.services.smtp import MailServer
from tests.services.valkey import Valkey

PAIR = "/pairs/cologne-soria"


class Node(Mortal):
    """A server whose files are in an S3 store, and whose clock is that of the others."""

    def __init__(self, template: Path, url: str, s3: S3, since: float, **settings: Any) -> None:
        self.since = since
        key, secret = s3.options["key"], s3.options["secret"]
        self.store = {"AWS_ACCESS_KEY_ID": key, "AWS_SECRET_ACCESS_KEY": secret}
        self.store["AWS_ENDPOINT_URL"] = s3.endpoint
        super().__init__(template, url, **settings)

    def prepare(self) -> None:
        self.began, self.clock = self.since, day_of(self.since)
        self.more["SITE_BEGAN"] = str(self.since)
        super().prepare()

    @property
    def environment(self) -> dict[str, str]:
        return super().environment | self.store


@dataclass
class Nodes:
    here: Node
    there: Node
    proxy: Caddy
    postgres: Postgres
    valkey: Valkey
    mails: MailServer

    @property
    def url(self) -> str:
        """Of the proxy."""
        return f"http://127.0.0.1:{self.proxy.port}"

    @property
    def both(self) -> tuple[Node, Node]:
        return self.here, self.there

    def member(self, name: str, **more: Any) -> dict[str, Any]:
        """A browser for world.mjs that comes through the proxy."""
        return self.here.member(name, **({"url": self.url} | more))

    def stop(self) -> None:
        self.proxy.stop()
        for node in self.both:
            node.stop()


def start(
    template: Path, url: str, postgres: Postgres, valkey: Valkey, s3: S3, smtp: MailServer
) -> Nodes:
    shared = {"REDIS_URL": valkey.url, "FILES_URL": s3.bucket(), "TRUSTED_PROXIES": 1}
    shared["SMTP_URL"] = f"smtp://{smtp.host}:{smtp.port}"
    since = time.time()
    here, there = (Node(template, url, s3, since, **shared) for _ in range(2))
    sites = deploying.caddyfile(
        deploying.TWO, here.port, there.port, site="http://127.0.0.1:PORT {"
    )
    return Nodes(here, there, Caddy(sites), postgres, valkey, smtp)
