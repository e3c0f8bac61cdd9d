"""Small servers on loopback that behave as an SMS gateway, WeCom and a mail server do; each keeps what it took."""

import json
import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from enum import StrEnum
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, urlsplit

WRONG = ("19900000000", "nobody", "nobody@court.example")


class Mood(StrEnum):
    """How a server behaves."""

    WELL = "well"
    BUSY = "busy"
    LOSES_ANSWERS = "loses answers"
    GARBLES = "garbles"


@dataclass
class Book:
    """What a server took, and how it behaves."""

    mood: Mood = Mood.WELL
    taken: list[str] = field(default_factory=list)
    requests: list[tuple[str, dict[str, str], str]] = field(default_factory=list)
    token: int = 0
    port: int = 0


@contextmanager
def http_server(book: Book) -> Iterator[Book]:
    """An SMS gateway at /send, WeCom at /cgi-bin."""

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            book.token += 1
            self._answer(200, {"errcode": 0, "access_token": f"token-{book.token}"})

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            book.requests.append((self.path, dict(self.headers), body))
            if book.mood is Mood.BUSY:
                self._answer(503, {})
                return
            status, answer = (_wecom if "cgi-bin" in self.path else _sms)(book, self.path, dict(self.headers), json.loads(body))
            if book.mood is Mood.LOSES_ANSWERS:
                self.close_connection = True
                return
            self._answer(status, answer)

        def _answer(self, status: int, answer: Any) -> None:
            content = b"<html>" if book.mood is Mood.GARBLES else json.dumps(answer).encode()
            self.send_response(status)
            self.send_header("Content-Length", str(len(content)))
            self.end_headers()
            self.wfile.write(content)

        def log_message(self, format: str, *args: Any) -> None:  # noqa: A002
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server, _serving(server):
        book.port = server.server_address[1]
        yield book


def _sms(book: Book, _path: str, headers: dict[str, str], body: dict[str, str]) -> tuple[int, Any]:
    if headers.get("Authorization") != "Bearer geheim":
        return 401, {}
    if body["phone"] in WRONG:
        return 200, {"code": "1001", "message": f"{body['phone']}: no such number"}
    if headers["Idempotency-Key"] not in book.taken:
        book.taken.append(headers["Idempotency-Key"])
    return 200, {"code": "0", "data": [{"id": f"S{len(book.taken)}"}]}


def _wecom(book: Book, path: str, _headers: dict[str, str], body: dict[str, Any]) -> tuple[int, Any]:
    if parse_qs(urlsplit(path).query)["access_token"] != [f"token-{book.token}"]:
        return 200, {"errcode": 42001, "errmsg": "access_token expired"}
    if body["touser"] in WRONG:
        return 200, {"errcode": 0, "invaliduser": body["touser"]}
    if body["text"]["content"] not in book.taken:
        book.taken.append(body["text"]["content"])
    return 200, {"errcode": 0, "msgid": f"W{len(book.taken)}"}


@contextmanager
def smtp_server(book: Book) -> Iterator[Book]:
    """A mail server that drops what it has under the same Message-ID."""

    class Handler(socketserver.StreamRequestHandler):
        def handle(self) -> None:
            self._say("220 court.example")
            while line := self.rfile.readline().decode().strip():
                verb = line.split()[0].upper()
                if verb == "QUIT":
                    return
                if verb == "DATA":
                    self._say("354 go on")
                    self._take()
                    if book.mood is Mood.LOSES_ANSWERS:
                        return
                self._say(self._code(verb, line))

        def _code(self, verb: str, line: str) -> str:
            if verb == "RCPT" and any(wrong in line for wrong in WRONG):
                return f"550 {line[8:]} no such mailbox"
            if verb == "MAIL" and book.mood is Mood.BUSY:
                return "451 try later"
            return "250 ok"

        def _take(self) -> None:
            lines = list(iter(lambda: self.rfile.readline().decode().rstrip("\r\n"), "."))
            message = next(line for line in lines if line.lower().startswith("message-id"))
            book.requests.append(("", {}, "\n".join(lines)))
            if message not in book.taken:
                book.taken.append(message)

        def _say(self, line: str) -> None:
            self.wfile.write(f"{line}\r\n".encode())

    with socketserver.ThreadingTCPServer(("127.0.0.1", 0), Handler) as server, _serving(server):
        book.port = server.server_address[1]
        yield book


@contextmanager
def _serving(server: socketserver.BaseServer) -> Iterator[None]:
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    try:
        yield
    finally:
        server.shutdown()
        thread.join()
