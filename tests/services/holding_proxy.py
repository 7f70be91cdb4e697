"""A proxy as some networks have it: it hands an answer on when that is complete, and not before. A
stream that does not end is therefore never seen."""

import http.client
import threading
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

HOP = {"connection", "keep-alive", "transfer-encoding", "content-length"}


class HoldingProxy:
    """Listens on loopback in front of a server on `port`; `asked` are the paths that came by."""

    def __init__(self, port: int) -> None:
        self.asked: list[str] = []
        outer = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_GET(self) -> None:
                outer.asked.append(self.path)
                body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
                upstream = http.client.HTTPConnection("127.0.0.1", port, timeout=90)
                try:
                    upstream.request(self.command, self.path, body, dict(self.headers))
                    self._hand_on(upstream.getresponse())
                except OSError:
                    self.close_connection = True  # one of the two is gone
                finally:
                    upstream.close()

            do_POST = do_GET  # noqa: N815 - http.server's name

            def _hand_on(self, answer: http.client.HTTPResponse) -> None:
                body = answer.read()
                self.send_response(answer.status)
                for name, value in answer.getheaders():
                    if name.lower() not in HOP:
                        self.send_header(name, value)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)

            def log_message(self, *_args: Any) -> None:
                """Says nothing."""

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._server.daemon_threads = True
        self._server.handle_error = lambda *_args: None  # type: ignore[method-assign]
        self.url = f"http://127.0.0.1:{self._server.server_address[1]}"
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def stop(self) -> None:
        self._server.shutdown()
        self._server.server_close()
