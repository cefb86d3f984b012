"""A real pywb on this machine, in an environment of its own, as a judge of what is kept and handed over."""

from __future__ import annotations

import os
import socket
import subprocess
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.commands import ROOT

REPLAY = ROOT / ".venv" / "replay" / "bin"


@contextmanager
def running_pywb(*files: Path, unpack: bool = False) -> Iterator[str]:
    """Index WARC files (or WACZ files, with `unpack`) and serve them while the block runs; gives the collection's address."""
    assert (REPLAY / "wayback").exists(), "`make test` installs the replay tool"
    with tempfile.TemporaryDirectory(prefix="pywb-") as home:
        environment = {"PATH": os.environ["PATH"], "HOME": home}
        adding = ("add", *(("--unpack-wacz",) if unpack else ()), "kept", *map(str, files))
        for command in (("init", "kept"), adding):
            subprocess.run(
                [REPLAY / "wb-manager", *command],
                cwd=home,
                env=environment,
                capture_output=True,
                check=True,
                timeout=200,
            )
        with socket.socket() as listener:
            listener.bind(("127.0.0.1", 0))
            port = listener.getsockname()[1]
        command = [REPLAY / "wayback", "-p", str(port), "-b", "127.0.0.1", "-d", home]
        with subprocess.Popen(
            command, cwd=home, env=environment, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        ) as process:
            try:
                address = f"http://127.0.0.1:{port}/kept"
                wait_for(f"{address}/", process)
                yield address
            finally:
                process.terminate()
                process.wait(30)


def wait_for(url: str, process: subprocess.Popen[bytes]) -> None:
    """Wait until an address answers, or the process has ended."""
    for _ in range(600):
        assert process.poll() is None
        try:
            urllib.request.urlopen(url, timeout=10).close()
            return
        except OSError:
            time.sleep(0.1)
    raise AssertionError("pywb did not come up")
