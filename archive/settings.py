"""All settings of Pressearchiv, each defined once with default and reason; the only place that reads the environment."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from pathlib import Path
from urllib.parse import urlsplit

from archive.errors import SettingsError

VERSION = "0.1.0"
_HOST_AND_PORT = re.compile(r"(?:[a-z0-9_][a-z0-9_.-]*|\[[0-9a-f:.]+\])(?::[0-9]{1,5})?")


@dataclass(frozen=True, slots=True)
class Settings:
    """What a run needs to know; paths are absolute. Made by `read_settings`, or directly in tests."""

    # One folder for everything, so that a backup is one copy.
    data: Path
    # SQLAlchemy URL of the ledger; empty means SQLite in the data folder.
    ledger_url: str = ""
    # Search engine: `whoosh` is embedded and needs no server.
    engine: str = "whoosh"
    # Who runs the crawl (mail address or web page): an operator of a live site must be able to reach somebody.
    contact: str = ""
    # Largest response that is fetched, bytes: press pages are far smaller, a bigger one is a mistake or an attack.
    max_response: int = 20 * 1024 * 1024
    # Seconds that an answer of a site may take as a whole: a server that drips for longer is not worth waiting for.
    timeout: int = 60
    # Releases that one crawl fetches at most, new and known ones, where neither profile nor command says so; 0: no bound.
    budget: int = 0
    # Where the Wayback Machine is asked, or another archive that speaks as it does; empty means web.archive.org.
    wayback: str = ""
    # A WARC file is closed and a new one begun at this size, bytes (1 GB is the custom of the field).
    warc_size: int = 1_000_000_000
    # Address of a reverse proxy in front of the pages; only what comes from it may name the client, host and scheme.
    proxy: str = ""
    # Where the pages are reached from outside, `https://presse.example.org`; empty means by whatever name they are asked.
    public_url: str = ""
    # Languages of the user interface, the first is the default.
    languages: tuple[str, ...] = ("de", "en")

    @property
    def agent(self) -> str:
        """The name that every request is made under, with who can be asked about it."""
        return f"Pressearchiv/{VERSION}" + (f" (+{self.contact})" if self.contact else "")

    @property
    def ledger_path(self) -> Path:
        """The SQLite file of the ledger."""
        return self.data / "ledger.sqlite"

    @property
    def warc_folder(self) -> Path:
        """Where the WARC files lie, one folder a site."""
        return self.data / "warc"

    @property
    def index_folder(self) -> Path:
        """Where the generations of the index lie; all of it can be rebuilt."""
        return self.data / "index"

    @property
    def sites_folder(self) -> Path:
        """Where a user's own site profiles lie; they win over those that come with the program."""
        return self.data / "sites"

    @property
    def cities_folder(self) -> Path:
        """Where a user's own gazetteers lie; they win over those that come with the program."""
        return self.data / "cities"

    @property
    def synonyms_path(self) -> Path:
        """A user's own list of words that are searched for together; it adds to the one that comes along."""
        return self.data / "synonyms.toml"

    @property
    def staff_path(self) -> Path:
        """The accounts of those who may correct city tags in the pages; without this file nobody can log in."""
        return self.data / "staff.json"

    @property
    def reports_folder(self) -> Path:
        """Where the reports of crawls are written for those who read files; the ledger holds them too."""
        return self.data / "reports"

    @property
    def session_key_path(self) -> Path:
        """The key that session cookies are signed with; made when it is first needed."""
        return self.data / "session.key"


def read_settings(data: Path | str | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Return the settings: an explicit data folder wins over PRESSEARCHIV_DATA, which wins over `./data`.

    Raises SettingsError where a variable has no usable value.
    """
    env = os.environ if environ is None else environ
    folder = Path(data or env.get("PRESSEARCHIV_DATA") or "data").expanduser()
    engine = env.get("PRESSEARCHIV_ENGINE", "whoosh")
    if engine not in ("whoosh",):
        raise SettingsError(f"PRESSEARCHIV_ENGINE is {engine!r}; the engine that is built in is 'whoosh'.")
    return Settings(
        data=Path(os.path.abspath(folder)),
        engine=engine,
        contact=env.get("PRESSEARCHIV_CONTACT", ""),
        proxy=_read_proxy(env),
        public_url=_read_address(env, "PRESSEARCHIV_URL"),
        max_response=_read_size(env, "PRESSEARCHIV_MAX_RESPONSE", 20 * 1024 * 1024),
        budget=_read_count(env, "PRESSEARCHIV_BUDGET", 0),
        timeout=_read_count(env, "PRESSEARCHIV_TIMEOUT", 60) or 60,
        wayback=env.get("PRESSEARCHIV_WAYBACK", "").rstrip("/"),
        warc_size=_read_size(env, "PRESSEARCHIV_WARC_SIZE", 1_000_000_000),
    )


def require_archive(settings: Settings) -> None:
    """See that something is kept in the data folder. Raises SettingsError with the cure.

    Where files stand without a ledger, that is an archive too: `verify --repair` makes its ledger anew.
    """
    if settings.ledger_url or settings.ledger_path.exists() or settings.warc_folder.exists():
        return
    raise SettingsError(
        f"There is no archive in {settings.data}. If that is the wrong folder, give the right one with --data or "
        "PRESSEARCHIV_DATA; if nothing was harvested yet, begin with `pressearchiv crawl SITE` or `pressearchiv import`."
    )


def ensure_data_folder(settings: Settings) -> None:
    """Make the data folder, and see that it can be written. Raises SettingsError with the cure."""
    try:
        settings.data.mkdir(parents=True, exist_ok=True)
        probe = settings.data / f".writable-{os.getpid()}"
        probe.touch()
        probe.unlink()
    except OSError as error:
        raise SettingsError(
            f"The data folder {settings.data} cannot be written ({error.strerror}). "
            "Give another one with --data or PRESSEARCHIV_DATA, or mend its permissions."
        ) from error


def _read_proxy(env: Mapping[str, str]) -> str:
    """Return the address of the proxy; a name would never be met, and nothing that the proxy says be believed."""
    given = env.get("PRESSEARCHIV_PROXY", "").strip()
    try:
        # The server compares letters.
        return given if given in ("", "*") else str(ip_address(given))
    except ValueError:
        raise SettingsError(
            f"PRESSEARCHIV_PROXY is {given!r}; expected the address from which the proxy asks, such as 127.0.0.1"
        ) from None


def _read_address(env: Mapping[str, str], name: str) -> str:
    """Return the scheme and host of an address in their plainest form, or an empty text where it is not set."""
    value = env.get(name, "").strip()
    if not value:
        return ""
    try:
        parts = urlsplit(value.lower())
        port = parts.port
    except ValueError:
        parts, port = urlsplit(""), None
    if not _HOST_AND_PORT.fullmatch(parts.netloc) or parts.scheme not in ("http", "https") or value.count("/") > 3:
        parts = urlsplit("")
    if not parts.hostname or parts.path.strip("/") or parts.query or parts.fragment:
        raise SettingsError(
            f"{name} is {value!r}; expected scheme and host without a path, such as https://presse.example.org"
        )
    usual = {"http": 80, "https": 443}[parts.scheme]
    host = f"[{parts.hostname}]" if ":" in parts.hostname else parts.hostname
    return f"{parts.scheme}://{host}" + (f":{port}" if port not in (None, usual) else "")


def _read_size(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "")
    if not value:
        return default
    if not value.isdigit() or int(value) < 1024:
        raise SettingsError(f"{name} is {value!r}; expected a number of bytes of 1024 or more.")
    return int(value)


def _read_count(env: Mapping[str, str], name: str, default: int) -> int:
    value = env.get(name, "") or str(default)
    if not value.isdigit() or len(value) > 9:
        raise SettingsError(f"{name} is {value!r}; expected a whole number, such as {default}.")
    return int(value)


def is_debugging(environ: Mapping[str, str] | None = None) -> bool:
    """Tell whether errors of the program itself shall show where they arose (PRESSEARCHIV_DEBUG)."""
    return bool((os.environ if environ is None else environ).get("PRESSEARCHIV_DEBUG"))
