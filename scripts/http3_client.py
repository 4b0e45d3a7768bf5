"""Asks a quickstart over HTTP/3 and checks the answers. Arguments: port, process id. Run by scripts/http3-client."""

import asyncio
import json
import os
import signal
import ssl
import sys
import time
from contextlib import asynccontextmanager

from aioquic.asyncio import QuicConnectionProtocol, connect
from aioquic.h3.connection import H3Connection, encode_frame
from aioquic.h3.events import DataReceived, HeadersReceived
from aioquic.quic.configuration import QuicConfiguration
from aioquic.quic.events import ConnectionTerminated, StreamReset

# RFC 9114 section 8.1.
H3_NO_ERROR = 0x100
H3_FRAME_UNEXPECTED = 0x105
H3_REQUEST_CANCELLED = 0x10C
H3_MESSAGE_ERROR = 0x10E

# RFC 9114 section 7.2: the types of frames; one that is reserved to have no meaning.
DATA = 0x0
HEADERS = 0x1
RESERVED = 0x21 + 0x1F * 7

PATIENCE = 15
LIMIT = 180


class Answer:
    """What has come on a stream."""

    def __init__(self):
        self.heads = []
        self.content = b""
        self.reset = None
        self.done = asyncio.Event()
        self.changed = asyncio.Event()

    @property
    def status(self):
        return int(dict(self.heads[0])[b":status"]) if self.heads else None

    def field(self, name):
        return dict(self.heads[0]).get(name.encode(), b"").decode() if self.heads else ""

    def __str__(self):
        reset = "" if self.reset is None else f", reset {self.reset:#x}"
        return f"{self.status} {self.content[:80]!r}{reset}"


def integer(value, bits, flags):
    """Returns a number as QPACK has it (RFC 9204 section 4.1.1)."""
    most = (1 << bits) - 1
    if value < most:
        return bytes([flags | value])
    encoded = bytes([flags | most])
    value -= most
    while value >= 128:
        encoded += bytes([value & 127 | 128])
        value >>= 7
    return encoded + bytes([value])


def section(head):
    """Returns fields as literals (RFC 9204 section 4.5.6), any number and size of them, and whatever is in them."""
    encoded = b"\0\0"
    for name, value in head:
        encoded += integer(len(name), 3, 0x20) + name.encode() + integer(len(value), 7, 0) + value.encode()
    return encoded


class Http(H3Connection):
    """aioquic's own, which takes what HEAD is answered with for content that is missing (RFC 9110 section 9.3.2)."""

    def __init__(self, quic):
        super().__init__(quic)
        self.bodiless = set()

    def _check_content_length(self, stream):
        if stream.stream_id not in self.bodiless:
            super()._check_content_length(stream)


class Client(QuicConnectionProtocol):
    """One connection."""

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.http = Http(self._quic)
        self.answers = {}
        self.closed = asyncio.Event()
        self.close_code = None

    def quic_event_received(self, event):
        if isinstance(event, StreamReset):
            self.change(event.stream_id, reset=event.error_code)
        elif isinstance(event, ConnectionTerminated):
            self.close_code = event.error_code
            self.closed.set()
            for stream in list(self.answers):
                self.change(stream, reset=event.error_code)
        for heard in self.http.handle_event(event):
            if isinstance(heard, HeadersReceived):
                self.change(heard.stream_id, head=heard.headers, ended=heard.stream_ended)
            elif isinstance(heard, DataReceived):
                self.change(heard.stream_id, data=heard.data, ended=heard.stream_ended)

    def change(self, stream, head=None, data=b"", ended=False, reset=None):
        answer = self.answers.get(stream)
        if answer is None or answer.done.is_set():
            return
        if head is not None:
            answer.heads.append(head)
        answer.content += data
        answer.reset = reset
        answer.changed.set()
        if ended or reset is not None:
            answer.done.set()

    def open(self):
        stream = self._quic.get_next_available_stream_id()
        self.answers[stream] = Answer()
        return stream

    def start(self, method, path, fields=(), content=None, ended=True):
        head = [(":method", method), (":scheme", "https"), (":authority", "localhost"), (":path", path), *fields]
        stream = self.open()
        encoded = [(name.encode(), value.encode()) for name, value in head]
        if (":method", "HEAD") in head:
            self.http.bodiless.add(stream)
        self.http.send_headers(stream, encoded, end_stream=ended and content is None)
        if content is not None:
            self.http.send_data(stream, content, end_stream=ended)
        self.transmit()
        return stream

    def send(self, stream, data, ended=False):
        self._quic.send_stream_data(stream, data, ended)
        self.transmit()

    def give_up(self, stream):
        self._quic.reset_stream(stream, H3_REQUEST_CANCELLED)
        self._quic.stop_stream(stream, H3_REQUEST_CANCELLED)
        self.transmit()

    def start_raw(self, head):
        stream = self.open()
        self.send(stream, encode_frame(HEADERS, section(head)), ended=True)
        return stream

    async def answer(self, stream):
        await asyncio.wait_for(self.answers[stream].done.wait(), PATIENCE)
        return self.answers[stream]

    async def first(self, stream):
        await asyncio.wait_for(self.answers[stream].changed.wait(), PATIENCE)
        return self.answers[stream]

    async def ask(self, *args, **kwargs):
        return await self.answer(self.start(*args, **kwargs))


class Checks:
    """What was expected and came, or did not."""

    def __init__(self):
        self.failed = 0

    def that(self, what, holds, seen):
        print(f"  {'ok    ' if holds else 'FAILED'} {what}" + ("" if holds else f": {seen}"), flush=True)
        self.failed += not holds


@asynccontextmanager
async def client(port):
    configuration = QuicConfiguration(
        is_client=True, alpn_protocols=["h3"], verify_mode=ssl.CERT_NONE, server_name="localhost"
    )
    async with connect("127.0.0.1", port, configuration=configuration, create_protocol=Client) as connected:
        yield connected


def user(name, age=36):
    return json.dumps({"name": name, "email": "ada@example.com", "age": age}).encode()


JSON = [("content-type", "application/json")]


async def requests(port, check):
    async with client(port) as c:
        got = await c.ask("GET", "/health")
        check.that("GET is answered", got.status == 200 and json.loads(got.content) == {"ok": True}, got)
        got = await c.ask("GET", "/hello/Ad%C3%A1")
        check.that("a path is decoded", got.content.decode() == "Hello, Adá!", got)
        got = await c.ask("HEAD", "/hello/Ada")
        check.that(
            "HEAD has the length and no content",
            got.status == 200 and got.field("content-length") == "11" and got.content == b"",
            got,
        )
        got = await c.ask("GET", "/nowhere")
        check.that(
            "404 is a problem",
            got.status == 404 and got.field("content-type") == "application/problem+json",
            got,
        )
        got = await c.ask("DELETE", "/health")
        check.that("405 tells what is allowed", got.status == 405 and "GET" in got.field("allow"), got)
        got = await c.ask("GET", "/admin/count")
        check.that("401 without authorization", got.status == 401, got)
        got = await c.ask("POST", "/users", JSON, user("Ada"))
        check.that(
            "POST of JSON is echoed",
            got.status == 201 and json.loads(got.content)["name"] == "Ada",
            got,
        )
        got = await c.ask("GET", got.field("location"))
        check.that("what was made is there", got.status == 200 and json.loads(got.content)["age"] == 36, got)
        got = await c.ask("POST", "/users", JSON, user("", -1))
        check.that("422 points to what is wrong", got.status == 422 and b"/age" in got.content, got)
        got = await c.ask("POST", "/users", JSON, b"{")
        check.that("400 for JSON that breaks off", got.status == 400, got)
        got = await c.answer(c.start_raw([*PSEUDO, ("x-large", "v" * 9000)]))
        check.that("431 for a head that is too large", got.status == 431, got)
        got = await c.ask("POST", "/users", [*JSON, ("content-length", "1000000000")], b"{", ended=False)
        check.that("413 before the content has come", got.status == 413, got)


async def streams(port, check):
    async with client(port) as c:
        created = 0
        for _ in range(10):
            some = [c.start("POST", "/users", JSON, user("x" * 1200)) for _ in range(99)]
            created += sum([(await c.answer(stream)).status == 201 for stream in some])
        check.that("990 requests, 99 at a time, on one connection", created == 990, created)
        got = await c.ask("GET", "/users")
        check.that(
            "a stream of more than 1 MiB comes whole",
            len(got.content) > 1024 * 1024 and len(json.loads(got.content)) == 991,
            f"{len(got.content)} bytes",
        )
        both = [c.start("GET", "/users") for _ in range(4)]
        sizes = {len((await c.answer(stream)).content) for stream in both}
        check.that("and four times side by side", sizes == {len(got.content)}, sizes)


async def giving_up(port, check):
    async with client(port) as c:
        ticks = c.start("GET", "/ticks")
        got = await c.first(ticks)
        check.that("an endless stream begins", got.status == 200, got)
        c.give_up(ticks)
        upload = c.start("POST", "/users", JSON, b'{"name": "A', ended=False)
        await asyncio.sleep(0.2)
        c.give_up(upload)
        download = c.start("GET", "/users")
        await c.first(download)
        c.give_up(download)
        await asyncio.sleep(0.5)
        got = await c.ask("GET", "/health")
        check.that("streams given up half-way leave the connection as it was", got.status == 200, got)
        for _ in range(300):
            c.give_up(c.start("GET", "/ticks"))
            await asyncio.sleep(0.002)
        await asyncio.sleep(0.5)
        got = None if c.closed.is_set() else await c.ask("GET", "/health")
        check.that(
            "300 more give their places back" if got else "300 more are a flood that ends the connection",
            got is None or got.status == 200,
            got,
        )


PSEUDO = [(":method", "GET"), (":scheme", "https"), (":authority", "localhost"), (":path", "/health")]

# RFC 9114 section 4.1.2: each is malformed, and answered with 400 at most.
MALFORMED = {
    "no :path": [field for field in PSEUDO if field[0] != ":path"],
    "no :method": [field for field in PSEUDO if field[0] != ":method"],
    "no :scheme": [field for field in PSEUDO if field[0] != ":scheme"],
    ":path twice": [*PSEUDO, (":path", "/")],
    "an empty :path": [*PSEUDO[:3], (":path", "")],
    "a pseudo-header that is none": [*PSEUDO, (":other", "x")],
    ":status in a request": [*PSEUDO, (":status", "200")],
    "a pseudo-header after a field": [("x-a", "b"), *PSEUDO],
    "an upper-case field name": [*PSEUDO, ("X-Upper", "a")],
    "a connection field": [*PSEUDO, ("connection", "close")],
    "transfer-encoding": [*PSEUDO, ("transfer-encoding", "chunked")],
    "te other than trailers": [*PSEUDO, ("te", "gzip")],
    "a line break in a value": [*PSEUDO, ("x-a", "b\r\nc: d")],
    "a null character in a value": [*PSEUDO, ("x-a", "b\0c")],
    "a host that differs": [*PSEUDO, ("host", "other")],
    "userinfo in :authority": [*PSEUDO[:2], (":authority", "a@localhost"), PSEUDO[3]],
}


def is_refused(answer):
    return answer.status == 400 or answer.status is None and answer.reset == H3_MESSAGE_ERROR


async def malformed(port, check):
    for what, head in MALFORMED.items():
        async with client(port) as c:
            got = await c.answer(c.start_raw(head))
            check.that(f"refused: {what} ({got.status or hex(got.reset)})", is_refused(got), got)
    for what, length, content in [
        ("content-length that is longer than the content", "100", user("Ada")[:50]),
        ("content-length that is shorter than the content", "3", user("Ada")),
        ("content-length that is no number", "1x", user("Ada")),
        ("content-length with a sign", "+3", user("Ada")),
    ]:
        async with client(port) as c:
            got = await c.ask("POST", "/users", [*JSON, ("content-length", length)], content)
            check.that(f"refused: {what} ({got.status or hex(got.reset)})", is_refused(got), got)


async def frames(port, check):
    async with client(port) as c:
        stream = c.open()
        c.send(stream, encode_frame(DATA, b"x"), ended=True)
        await asyncio.wait_for(c.closed.wait(), PATIENCE)
        check.that("DATA before HEADERS ends the connection", c.close_code == H3_FRAME_UNEXPECTED, c.close_code)
    async with client(port) as c:
        unknown = c._quic.get_next_available_stream_id(is_unidirectional=True)
        c.send(unknown, bytes([0x40, RESERVED & 0xFF]) + b"whatever")
        stream = c.open()
        c.send(stream, encode_frame(RESERVED, b"whatever"))
        c.send(stream, encode_frame(HEADERS, section(PSEUDO)) + encode_frame(RESERVED, b""), ended=True)
        got = await c.answer(stream)
        check.that("frames and streams of reserved types are ignored", got.status == 200, got)
    async with client(port) as c:
        stream = c.open()
        for byte in encode_frame(HEADERS, section(PSEUDO)):
            c.send(stream, bytes([byte]))
            await asyncio.sleep(0.001)
        c.send(stream, b"", ended=True)
        got = await c.answer(stream)
        check.that("a head may come byte by byte", got.status == 200, got)


async def stopping(port, process, check):
    async with client(port) as c:
        content = user("Last")
        upload = c.start("POST", "/users", [*JSON, ("content-length", str(len(content)))], content[:9], ended=False)
        await asyncio.sleep(0.3)
        os.kill(process, signal.SIGTERM)
        await asyncio.sleep(0.7)
        c.http.send_data(upload, content[9:], end_stream=True)
        c.transmit()
        got = await c.answer(upload)
        check.that("a request under way is served while the server stops", got.status == 201, got)
        await asyncio.wait_for(c.closed.wait(), PATIENCE)
        check.that("the connection is closed without an error", c.close_code == H3_NO_ERROR, c.close_code)


async def main():
    port, process = int(sys.argv[1]), int(sys.argv[2])
    check = Checks()
    begin = time.monotonic()
    for part in (requests, streams, giving_up, malformed, frames):
        print(f"{part.__name__.replace('_', ' ')}:", flush=True)
        await part(port, check)
    print("stopping:", flush=True)
    await stopping(port, process, check)
    print(f"HTTP/3 with aioquic: {check.failed} failed, {time.monotonic() - begin:.1f} s")
    return check.failed > 0


if __name__ == "__main__":
    sys.exit(asyncio.run(asyncio.wait_for(main(), LIMIT)))
