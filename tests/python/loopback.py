"""A web server on loopback that behaves and misbehaves like a publisher's, and who listens."""

from __future__ import annotations

import io
import threading
import zipfile
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    Answer = Callable[[BaseHTTPRequestHandler], None]


class Site:
    """A web server on loopback: each path gives its answers in turn, the last one for good."""

    def __init__(self) -> None:
        self.requests: list[tuple[str, dict[str, str]]] = []
        self._answers: dict[str, list[Answer]] = {}
        site = self

        class Handler(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                site.requests.append((self.path, {k.lower(): v for k, v in self.headers.items()}))
                answers = site._answers[self.path]
                (answers.pop(0) if len(answers) > 1 else answers[0])(self)

            def log_message(self, *_: object) -> None:
                pass

        self._server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,))
        self._thread.start()

    def serve(self, path: str, *answers: Answer) -> str:
        self._answers[path] = list(answers)
        return f"http://127.0.0.1:{self._server.server_port}{path}"

    def ranges(self) -> list[str | None]:
        return [headers.get("range") for _, headers in self.requests]

    def close(self) -> None:
        if self._thread.is_alive():
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()


def send(handler: BaseHTTPRequestHandler, status: int, body: bytes, **headers: str) -> None:
    handler.send_response(status)
    for name, value in ({"Content_Length": str(len(body))} | headers).items():
        handler.send_header(name.replace("_", "-"), value)
    handler.end_headers()
    handler.wfile.write(body)


def status(code: int, **headers: str) -> Answer:
    return lambda handler: send(handler, code, b"", **headers)


def whole(body: bytes, **headers: str) -> Answer:
    """Ignore any Range."""
    return lambda handler: send(handler, 200, body, **headers)


def ranged(body: bytes, etag: str = '"v1"', breaks_after: int | None = None) -> Answer:
    """Heed Range and If-Range; close the connection after *breaks_after* bytes."""

    def answer(handler: BaseHTTPRequestHandler) -> None:
        asked = handler.headers.get("Range")
        if asked is None or handler.headers.get("If-Range") != etag:
            first, code, headers = 0, 200, {}
        else:
            first, code = int(asked.removeprefix("bytes=").removesuffix("-")), 206
            headers = {"Content_Range": f"bytes {first}-{len(body) - 1}/{len(body)}"}
        headers |= {"Content_Length": str(len(body) - first), "ETag": etag}
        send(handler, code, body[first:][:breaks_after], **headers)

    return answer


def zip_of(member: str, content: bytes) -> bytes:
    """Pack one file. Store, not deflate: a byte of the zip is then a byte of the content."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        archive.writestr(member, content)
    return file.getvalue()


class Heard:
    """A report that keeps what it is told; at *stop_at* bytes a person presses Ctrl-C."""

    def __init__(self, stop_at: float = float("inf")) -> None:
        self.sentences: list[str] = []
        self.stop_at = stop_at

    def say(self, sentence: str) -> None:
        self.sentences.append(sentence)

    def progress(self, task: str, done: int, total: int | None) -> None:
        assert total is None or done <= total, task
        if done >= self.stop_at:
            raise KeyboardInterrupt

    @property
    def text(self) -> str:
        return "\n".join(self.sentences)
