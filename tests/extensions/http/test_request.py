"""http.request against a real server on this machine."""

import contextlib
import json
import socket
import threading
import time
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import pytest

from harmony.sdk import StepFailed
from harmony.sdk.testing import play_node


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        path, _, query = self.path.partition("?")
        if path.startswith("/status/"):
            self.answer(int(path[8:]), "text/plain", b"too much", {"Retry-After": "7"})
        elif path == "/date":
            self.answer(503, "text/plain", b"", {"Retry-After": "Fri, 31 Dec 1999 23:59:59 GMT"})
        elif path == "/slow":
            time.sleep(0.3)
            self.answer(200, "text/plain", b"late")
        elif path == "/moved":
            self.answer(302, "text/plain", b"", {"Location": "/text"})
        elif path == "/lies":
            self.answer(200, "application/json", b"no json")
        elif path == "/bytes":
            self.answer(200, "application/octet-stream", b"\x00\xff")
        elif path == "/text":
            self.answer(200, "text/plain; charset=utf-8", "grüß".encode())
        else:
            data = {"path": path, "query": query, "seen": self.headers.get("X-Key"), "body": self.body()}
            self.answer(200, "application/json", json.dumps(data | {"method": self.command}).encode())

    do_POST = do_PUT = do_GET

    def body(self):
        return self.rfile.read(int(self.headers.get("Content-Length") or 0)).decode()

    def answer(self, status, kind, data, headers=None):
        self.send_response(status)
        for name, value in {"Content-Type": kind, "Content-Length": str(len(data)), **(headers or {})}.items():
            self.send_header(name, value)
        self.end_headers()
        with contextlib.suppress(OSError):  # a client that has timed out, which is what some tests want
            self.wfile.write(data)

    def log_message(self, *_args):
        pass


@pytest.fixture(scope="module")
def server():
    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    server.server_close()
    thread.join()


@pytest.fixture
def call(server):
    return lambda path="/", **with_: play_node("http.request", None, {"url": server + path} | with_)


@pytest.mark.slow  # the first use imports httpx
def test_json_comes_as_data(call):
    played = call("/a", query={"x": "ü", "none": None}, headers={"X-Key": "k"})
    assert (played["status"], played["headers"]["content-type"]) == (200, "application/json")
    assert played["body"] == {"path": "/a", "query": "x=%C3%BC", "seen": "k", "body": "", "method": "GET"}


@pytest.mark.parametrize(("body", "sent"), [({"a": [1]}, '{"a":[1]}'), ("plain", "plain"), ([1], "[1]")])
def test_bodies(call, body, sent):
    played = call("/", method="POST", body=body)
    assert (played["body"]["method"], played["body"]["body"]) == ("POST", sent)


@pytest.mark.parametrize(("path", "wanted"), [("/text", "grüß"), ("/bytes", b"\x00\xff"), ("/moved", "grüß")])
def test_text_bytes_and_redirects(call, path, wanted):
    assert call(path)["body"] == wanted


@pytest.mark.parametrize(
    ("status", "name"),
    [
        (400, "invalid_input"),
        (401, "auth"),
        (403, "auth"),
        (404, "invalid_input"),
        (408, "timeout"),
        (429, "rate_limit"),
        (500, "unavailable"),
        (503, "unavailable"),
    ],
)
def test_classes_of_failure(call, status, name):
    with pytest.raises(StepFailed, match=f"answered {status} .*too much") as caught:
        call(f"/status/{status}")
    assert (caught.value.error_class, caught.value.retry_after) == (name, 7.0)
    assert caught.value.detail == {"status": status, "body": "too much"}


def test_retry_after_as_a_date(call):
    with pytest.raises(StepFailed) as caught:
        call("/date")
    assert caught.value.retry_after == 0.0


@pytest.mark.slow
@pytest.mark.parametrize("timeout", ["50ms", 0.05])
def test_no_answer_in_time(call, timeout):
    with pytest.raises(StepFailed, match="did not answer within") as caught:
        call("/slow", timeout=timeout)
    assert caught.value.error_class == "timeout"


def test_nobody_there():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(StepFailed, match=f"127.0.0.1:{port} could not be reached") as caught:
        play_node("http.request", None, {"url": f"http://user:key@127.0.0.1:{port}/?token=key"})
    assert caught.value.error_class == "network"
    assert "key" not in caught.value.message


def test_what_says_json_and_is_none(call):
    with pytest.raises(StepFailed, match="says that it answers JSON") as caught:
        call("/lies")
    assert caught.value.error_class == "invalid_output"


@pytest.mark.parametrize(
    ("options", "said"),
    [({"timeout": "soon"}, "`timeout` must be a duration"), ({"url": "ftp://x"}, "`url` must match")],
)
def test_wrong_parameters(call, options, said):
    with pytest.raises(StepFailed, match=said) as caught:
        call("/", **options)
    assert caught.value.error_class == "invalid_input"


@pytest.mark.parametrize(("headers", "said"), [({"a b": "x"}, "“a b” cannot be the name"), ({"X": "ü"}, "“X” holds")])
def test_headers_that_cannot_be_sent_are_named(server, headers, said):
    with pytest.raises(StepFailed, match=said) as caught:
        play_node("http.request", with_={"url": f"{server}/text", "headers": headers})
    assert caught.value.error_class == "invalid_input"
    assert "ü" not in caught.value.message
