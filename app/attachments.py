"""A file that goes out: as an attachment, kept by nobody on the way."""

import io
from typing import IO

from flask import Response, send_file


def attached(data: bytes | IO[bytes], media_type: str, name: str) -> Response:
    stream = io.BytesIO(data) if isinstance(data, bytes) else data
    response = send_file(
        stream, media_type, as_attachment=True, download_name=name, conditional=False
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
