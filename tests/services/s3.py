"""A real S3 interface over HTTP from moto. It does not check credentials."""

from collections.abc import Mapping
from itertools import count
from typing import Any

import boto3
from moto.server import ThreadedMotoServer

from tests.services.process import free_port

CREDENTIALS = {"key": "testing", "secret": "testing"}


class S3:
    def __init__(self) -> None:
        self.start(free_port())
        self._numbers = count(1)

    def start(self, port: int) -> None:
        """Also after stop(), with what was stored: on the same port it is the same store."""
        self._server = ThreadedMotoServer("127.0.0.1", port=port, verbose=False)
        self._server.start()
        self.port, self.endpoint = port, f"http://127.0.0.1:{port}"

    @property
    def options(self) -> Mapping[str, Any]:
        """What fsspec wants to know besides the address."""
        return {**CREDENTIALS, "client_kwargs": {"endpoint_url": self.endpoint, **_REGION}}

    def bucket(self) -> str:
        """The address (s3://…) of a new, empty bucket."""
        name = f"tandem-{next(self._numbers)}"
        client = boto3.client(
            "s3",
            endpoint_url=self.endpoint,
            aws_access_key_id=CREDENTIALS["key"],
            aws_secret_access_key=CREDENTIALS["secret"],
            **_REGION,
        )
        client.create_bucket(Bucket=name)
        client.close()
        return f"s3://{name}"

    def stop(self) -> None:
        self._server.stop()


_REGION = {"region_name": "us-east-1"}
