from __future__ import annotations

import json
import shutil
import socket
import ssl
import subprocess
import threading
from collections.abc import Callable, Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from playground.newer_version import Release, UpdateError, feed_of, find_newest

HOME = "https://github.com/someone/neural-playground"
PAGE = f"{HOME}/releases/tag/v0.2.0"

Serve = Callable[..., str]


@pytest.fixture
def serve() -> Iterator[Serve]:
    """Answers on the loopback: ``serve(body, status=200, slowly=False)`` is the address of one answer."""
    servers: list[ThreadingHTTPServer] = []
    ended = threading.Event()

    def start(body: bytes, status: int = 200, slowly: bool = False, certificate: Path | None = None) -> str:
        class Answer(BaseHTTPRequestHandler):
            def do_GET(self) -> None:
                self.send_response(status)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                for byte in (bytes([value]) for value in body) if slowly else (body,):
                    if ended.wait(0.05 if slowly else 0):
                        return
                    self.wfile.write(byte)

            def log_message(self, *args: object) -> None:
                pass

        server = ThreadingHTTPServer(("127.0.0.1", 0), Answer)
        server.daemon_threads = True
        if certificate is not None:
            context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
            context.load_cert_chain(certificate)
            server.socket = context.wrap_socket(server.socket, server_side=True)
            server.handle_error = lambda request, address: None  # type: ignore[method-assign]  # the client hangs up
        servers.append(server)
        threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01}, daemon=True).start()
        return f"http{'' if certificate is None else 's'}://127.0.0.1:{server.server_port}/latest"

    yield start
    ended.set()
    for server in servers:
        server.shutdown()
        server.server_close()


def release(version: str, page: str = PAGE, **more: object) -> bytes:
    return json.dumps({"tag_name": version, "html_url": page, "draft": False, "prerelease": False, **more}).encode()


@pytest.mark.parametrize(
    ("published", "own", "newer"),
    [
        ("v0.2.0", "0.1.0", True),
        ("0.10.0", "0.9.3", True),  # as numbers, not as letters
        ("v0.1.0", "0.1.0", False),
        ("v0.1", "0.1.0", False),  # the same version, written shorter
        ("v0.0.9", "0.1.0", False),
        ("v0.2.0rc1", "0.1.0", False),  # a trial version is not for those who have none
        ("v0.2.0rc2", "0.2.0rc1", True),
        ("v0.2.0", "0.2.0rc1", True),
    ],
)
def test_versions_are_compared_as_versions(serve: Serve, published: str, own: str, newer: bool) -> None:
    found = find_newest(serve(release(published)), HOME, own)
    assert found.newer is newer
    assert found.page == PAGE


def test_what_is_marked_as_a_trial_is_one(serve: Serve) -> None:
    assert not find_newest(serve(release("v0.2.0", prerelease=True)), HOME, "0.1.0").newer


@pytest.mark.parametrize("page", ["https://evil.example/", "file:///etc/passwd", f"{HOME}-fake/releases", 5, None])
def test_no_page_of_elsewhere_is_linked_to(serve: Serve, page: str) -> None:
    assert find_newest(serve(release("v0.2.0", page)), HOME, "0.1.0") == Release("0.2.0", f"{HOME}/releases", True)


@pytest.mark.parametrize(
    "body",
    [b"", b"<html>Sign in</html>", b"[]", b"{}", b'{"tag_name": 5}', b'{"tag_name": "newest"}', b"[" * 100_000, b"\xff\xfe"],
)
def test_nonsense_is_called_so(serve: Serve, body: bytes) -> None:
    with pytest.raises(UpdateError, match="names no version"):
        find_newest(serve(body), HOME, "0.1.0")


def test_an_answer_without_end_is_not_read_to_its_end(serve: Serve) -> None:
    with pytest.raises(UpdateError, match="names no version"):
        find_newest(serve(b" " * 3_000_000), HOME, "0.1.0")


@pytest.mark.parametrize(
    ("status", "words"),
    [(404, "No version has been published"), (403, "asked too often"), (429, "asked too often"), (500, "could not answer .500.")],
)
def test_a_refusal_says_why(serve: Serve, status: int, words: str) -> None:
    with pytest.raises(UpdateError, match=words) as caught:
        find_newest(serve(b"{}", status), HOME, "0.1.0")
    assert "\n" not in str(caught.value)


def test_a_slow_answer_is_given_up(serve: Serve) -> None:
    with pytest.raises(UpdateError, match="in time"):
        find_newest(serve(release("v0.2.0"), slowly=True), HOME, "0.1.0", seconds=0.3)


def test_who_cancels_does_not_wait(serve: Serve) -> None:
    cancelled = threading.Event()
    cancelled.set()
    with pytest.raises(UpdateError, match="Cancelled"):
        find_newest(serve(release("v0.2.0"), slowly=True), HOME, "0.1.0", cancelled)


def test_no_one_there() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UpdateError, match=r"127\.0\.0\.1 cannot be reached"):
        find_newest(f"http://127.0.0.1:{port}/", HOME, "0.1.0")


def test_no_network() -> None:
    with pytest.raises(UpdateError, match=r"nowhere\.invalid cannot be reached"):  # a name that never exists (RFC 2606)
        find_newest("https://nowhere.invalid/", HOME, "0.1.0")


@pytest.mark.filterwarnings(
    "ignore::pytest.PytestUnraisableExceptionWarning"
)  # Python leaves the socket of a failed handshake open
def test_who_does_not_speak_https_is_not_trusted(serve: Serve) -> None:
    address = serve(release("v0.2.0")).replace("http:", "https:")
    with pytest.raises(UpdateError, match=r"127\.0\.0\.1"):
        find_newest(address, HOME, "0.1.0")


@pytest.mark.skipif(shutil.which("openssl") is None, reason="openssl makes the certificate")
def test_a_certificate_that_no_one_vouches_for(serve: Serve, tmp_path: Path) -> None:
    both, key, own = tmp_path / "both.pem", tmp_path / "key.pem", tmp_path / "own.pem"
    make = [
        "openssl",
        "req",
        "-x509",
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:prime256v1",
        "-nodes",
        "-days",
        "2",
        "-subj",
        "/CN=localhost",
    ]
    subprocess.run([*make, "-keyout", str(key), "-out", str(own)], check=True, capture_output=True)
    both.write_bytes(key.read_bytes() + own.read_bytes())
    with pytest.raises(UpdateError, match="its certificate was refused"):
        find_newest(serve(release("v0.2.0"), certificate=both), HOME, "0.1.0")


@pytest.mark.parametrize("home", [HOME, f"{HOME}/", f"{HOME}.git"])
def test_the_feed_of_a_home(home: str) -> None:
    assert feed_of(home) == "https://api.github.com/repos/someone/neural-playground/releases/latest"


@pytest.mark.parametrize("home", ["", "https://example.com/a/b", "http://github.com/a/b", "https://github.com/a", "nonsense"])
def test_a_home_that_tells_no_versions(home: str) -> None:
    with pytest.raises(UpdateError):
        feed_of(home)
