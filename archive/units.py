"""The files that let a machine run Pressearchiv by itself: systemd units for crawling and serving, and a line for cron."""

from __future__ import annotations

import re
import shlex
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Installation:
    """Where the program lies, where its data lie, and under which account it runs."""

    program: Path
    data: Path
    user: str
    contact: str = "presse@example.org"
    # Where readers reach the pages, scheme and host; empty where that is not decided.
    url: str = ""


# What the files below deploy/ show.
STANDARD = Installation(Path("/opt/pressearchiv/.venv/bin/pressearchiv"), Path("/var/lib/pressearchiv"), "pressearchiv")

_HARDENING = """\
NoNewPrivileges=yes
ProtectSystem=strict
ProtectHome=read-only
ReadWritePaths={data}
PrivateTmp=yes
PrivateDevices=yes
ProtectKernelTunables=yes
ProtectKernelModules=yes
ProtectKernelLogs=yes
ProtectControlGroups=yes
ProtectClock=yes
ProtectHostname=yes
RestrictAddressFamilies=AF_INET AF_INET6 AF_UNIX
RestrictNamespaces=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
LockPersonality=yes
SystemCallArchitectures=native
SystemCallFilter=@system-service
CapabilityBoundingSet=
UMask=0027
"""

_RUN = """\
[Unit]
Description=Pressearchiv: crawl the sites that are due, then index
Wants=network-online.target
After=network-online.target

[Service]
Type=oneshot
User={user}
Environment={data_setting}
Environment={contact_setting}
ExecStart={program} run-due
# A suspicious run (3) waits for a person, and another run (4) does the work: neither is a failure of the machine.
SuccessExitStatus=3 4
# A crawl ends within its delay once it is asked to; the index commits what it has.
TimeoutStartSec=infinity
TimeoutStopSec=180
# run-due hands the signal on; a crawl that gets it twice would not close its files.
KillMode=mixed
Nice=10
{hardening}"""

_TIMER = """\
[Unit]
Description=Pressearchiv: look every quarter of an hour which sites are due

[Timer]
OnCalendar=*:00/15
# A machine that was off looks as soon as it is on again; not all archives ask at the same second.
Persistent=true
RandomizedDelaySec=300
Unit=pressearchiv-run.service

[Install]
WantedBy=timers.target
"""

_NO_URL = """\
# The address by which readers reach the pages; feeds, citations and exports begin with it.
# Environment=PRESSEARCHIV_URL=https://presse.example.org"""

_WEB = """\
[Unit]
Description=Pressearchiv: search pages on 127.0.0.1:8000
After=network.target

[Service]
Type=exec
User={user}
Environment={data_setting}
Environment=PRESSEARCHIV_PROXY=127.0.0.1
{url_setting}
ExecStart={program} serve --host 127.0.0.1 --port 8000
Restart=on-failure
RestartSec=5
TimeoutStopSec=30
{hardening}
[Install]
WantedBy=multi-user.target
"""


def make_units(where: Installation) -> Mapping[str, str]:
    """Return the systemd units by file name: service and timer of the crawls, service of the pages."""
    values = {
        # A $ would begin a variable there.
        "program": _quote(str(where.program)).replace("$", "$$"),
        "user": where.user,
        "data_setting": _quote(f"PRESSEARCHIV_DATA={where.data}"),
        "url_setting": f"Environment={_quote(f'PRESSEARCHIV_URL={where.url}')}" if where.url else _NO_URL,
        "contact_setting": _quote(f"PRESSEARCHIV_CONTACT={where.contact}"),
    }
    hardening = _HARDENING.format(data=_quote(str(where.data)))
    return {
        "pressearchiv-run.service": _RUN.format(**values, hardening=hardening),
        "pressearchiv-run.timer": _TIMER,
        "pressearchiv-web.service": _WEB.format(**values, hardening=hardening),
    }


def make_cron_line(where: Installation) -> str:
    """Return a line for `crontab -e` of the account that owns the data."""
    log = shlex.quote(str(where.data / "run-due.log"))
    data, contact, program = (shlex.quote(str(value)) for value in (where.data, where.contact, where.program))
    line = f"PRESSEARCHIV_DATA={data} PRESSEARCHIV_CONTACT={contact} {program} run-due >>{log} 2>&1"
    # cron takes a bare % for the end of a line.
    return "*/15 * * * *  " + line.replace("%", "\\%") + "\n"


def _quote(text: str) -> str:
    """Return a word as systemd reads it: in quotes where it holds spaces or quotes, % doubled."""
    text = text.replace("%", "%%")
    if not re.search(r"[\s\"'\\;]", text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
