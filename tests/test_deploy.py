"""deploy/nginx.conf with a real nginx in front of the real pages: the name, the login and the brake of those who ask."""

from __future__ import annotations

import gzip
import http.client
import re
import shutil
import socket
import ssl
import subprocess
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from urllib.parse import urlencode

import pytest

from tests.web_archive import build_archive
from webui.app import create_app
from webui.serve import make_server, open_listener
from webui.staff_accounts import StaffAccounts

CONF = Path(__file__).parent.parent / "deploy" / "nginx.conf"
HOST = "presse.example.org"
PASSWORD = "ein langes Kennwort"
NGINX = shutil.which("nginx", path="/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/sbin")

pytestmark = pytest.mark.skipif(
    not (NGINX and shutil.which("openssl")), reason="nginx or openssl is not installed: nothing to put in front"
)


@dataclass(frozen=True)
class Front:
    """nginx on this machine, asked by the public name."""

    port: int

    @property
    def address(self) -> str:
        return f"https://{HOST}:{self.port}"

    def ask(self, path: str, body: str | None = None, **headers: str) -> tuple[http.client.HTTPResponse, str]:
        context = ssl.create_default_context()
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        link = http.client.HTTPSConnection("127.0.0.1", self.port, context=context, timeout=20)
        headers = {"Host": f"{HOST}:{self.port}", **headers}
        if body is not None:
            headers |= {"Content-Type": "application/x-www-form-urlencoded", "Origin": self.address}
        link.request("GET" if body is None else "POST", path, body, headers)
        answer = link.getresponse()
        content = answer.read()
        text = (gzip.decompress(content) if answer.getheader("Content-Encoding") == "gzip" else content).decode()
        link.close()
        return answer, text


@pytest.fixture(scope="module")
def front(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Front]:
    folder = tmp_path_factory.mktemp("nginx")
    port, plain = _find_port(), _find_port()
    settings, ledger = build_archive(folder / "data")
    StaffAccounts(settings).add("Büro 41", PASSWORD)
    settings = replace(settings, proxy="127.0.0.1", public_url=f"https://{HOST}:{port}")
    listener = open_listener("127.0.0.1", 0)
    running = make_server(create_app(settings, ledger=ledger), listener, settings.proxy)
    thread = threading.Thread(target=running.run, daemon=True)
    thread.start()
    key = ("-keyout", folder / "privkey.pem", "-out", folder / "fullchain.pem", "-subj", f"/CN={HOST}")
    subprocess.run(["openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", *key], check=True, capture_output=True)
    site = CONF.read_text(encoding="utf-8").replace(f"/etc/letsencrypt/live/{HOST}", str(folder))
    site = re.sub(r"listen (\[::\]:)443", f"listen \\g<1>{port}", site).replace("listen 443", f"listen {port}")
    site = re.sub(r"listen (\[::\]:)80;", f"listen \\g<1>{plain};", site).replace("listen 80;", f"listen {plain};")
    site = site.replace("127.0.0.1:8000", f"127.0.0.1:{listener.getsockname()[1]}")
    temporary = "".join(
        f"{kind}_temp_path {folder}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    conf = folder / "nginx.conf"
    conf.write_text(
        f"pid {folder}/pid; error_log {folder}/error.log; daemon off; events {{}}\n"
        f"http {{ access_log off; {temporary}\n{site}\n}}\n",
        encoding="utf-8",
    )
    told = subprocess.run([str(NGINX), "-t", "-c", str(conf)], capture_output=True, text=True)
    assert told.returncode == 0, told.stderr
    with subprocess.Popen([str(NGINX), "-c", str(conf)]) as nginx:
        _wait_for(port)
        yield Front(port)
        nginx.terminate()
    running.close()
    running.task_dispatcher.shutdown()
    thread.join(timeout=5)
    listener.close()
    ledger.close()


def test_pages_and_feeds_bear_the_public_name_and_are_compressed(front: Front) -> None:
    answer, text = front.ask("/suche.atom?q=Venlo")
    assert answer.status == 200
    assert f'href="{front.address}/suche.atom?q=Venlo"' in text
    assert f'template="{front.address}/suche?q={{searchTerms}}"' in front.ask("/opensearch.xml")[1]
    answer, page = front.ask("/hilfe", **{"Accept-Encoding": "gzip"})
    assert (answer.getheader("Content-Encoding"), "</html>" in page) == ("gzip", True)
    assert answer.getheader("Content-Security-Policy")


def test_staff_log_in_through_nginx(front: Front) -> None:
    _, form = front.ask("/mitarbeit/anmelden")
    found = re.search(r'name="token" value="([^"]+)"', form)
    assert found
    answer, _ = front.ask(
        "/mitarbeit/anmelden", urlencode({"name": "Büro 41", "password": PASSWORD, "token": found[1]})
    )
    cookie = answer.getheader("Set-Cookie") or ""
    assert answer.status == 303, answer.status
    assert all(part in cookie for part in ("Secure", "HttpOnly", "SameSite=Strict"))
    answer, page = front.ask("/mitarbeit", Cookie=cookie.partition(";")[0])
    assert (answer.status, "Angemeldet als Büro 41" in page) == (200, True)


def test_an_office_behind_one_address_is_not_held_up(front: Front) -> None:
    assert {front.ask("/favicon.ico")[0].status for _ in range(40)} == {200}


def _find_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


def _wait_for(port: int) -> None:
    for _ in range(200):
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    pytest.fail("nginx does not listen")
