"""The accounts of those who may correct city tags in the pages: kept as scrypt hashes in one file of the data folder."""

from __future__ import annotations

import contextlib
import json
import os
import re
import secrets
import threading
import unicodedata
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path

from werkzeug.security import check_password_hash, generate_password_hash

from archive.settings import Settings
from webui.errors import WebError

SHORTEST_PASSWORD, LONGEST_PASSWORD = 10, 200  # characters
HASHED = "scrypt:32768:8:1"  # 32 MB and some 60 ms a try
_NAME = re.compile(r"[^\W_][\w .@-]{0,63}")


@dataclass(frozen=True, slots=True)
class Account:
    """One member of staff; `stamp` changes with the password, so that earlier sessions end."""

    name: str
    hash: str
    stamp: str
    added: str


class StaffAccounts:
    """Reads and writes the accounts; a file that is not there means that nobody can log in."""

    def __init__(self, settings: Settings) -> None:
        self._path = settings.staff_path
        self._read: tuple[tuple[int, int], tuple[Account, ...]] = ((0, 0), ())
        self._lock = threading.Lock()
        # What an unknown name is checked against: the answer takes as long as for a known one.
        self._nobody = ""

    def list(self) -> tuple[Account, ...]:
        """Return all accounts by name. Raises WebError where the file cannot be read."""
        try:
            state = self._path.stat()
        except FileNotFoundError:
            return ()
        except OSError as error:
            raise self._broken(error) from error
        key = (state.st_mtime_ns, state.st_ino)
        with self._lock:
            if self._read[0] != key:
                self._read = (key, self._load())
            return self._read[1]

    def find(self, name: str) -> Account | None:
        """Return the account of this name, in upper or lower case."""
        key = _fold(name)
        return next((account for account in self.list() if _fold(account.name) == key), None)

    def check(self, name: str, password: str) -> Account | None:
        """Return the account if the password is right; unknown names take as long as known ones."""
        account = self.find(name)
        if not self._nobody:
            self._nobody = generate_password_hash(secrets.token_hex(), HASHED)
        right = check_password_hash(account.hash if account else self._nobody, _normalise(password[:LONGEST_PASSWORD]))
        return account if right else None

    def add(self, name: str, password: str) -> None:
        """Add an account, or give it a new password. Raises WebError with what is wrong."""
        name = " ".join(unicodedata.normalize("NFC", name).split())
        if not _NAME.fullmatch(name):
            raise WebError(
                f"{name!r} is no name for an account; it begins with a letter or digit and has at most 64 letters, "
                "digits, spaces or . @ - _."
            )
        if not SHORTEST_PASSWORD <= len(password) <= LONGEST_PASSWORD:
            raise WebError(f"The password must have {SHORTEST_PASSWORD} to {LONGEST_PASSWORD} characters.")
        if _fold(password) == _fold(name):
            raise WebError("The password must not be the name.")
        added = datetime.now(UTC).isoformat(timespec="seconds")
        account = Account(name, generate_password_hash(_normalise(password), HASHED), secrets.token_hex(8), added)
        self._save([*(one for one in self.list() if _fold(one.name) != _fold(name)), account])

    def remove(self, name: str) -> None:
        """Take an account away; its sessions end at once. Raises WebError where there is none."""
        accounts = self.list()
        left = [account for account in accounts if _fold(account.name) != _fold(name)]
        if len(left) == len(accounts):
            known = ", ".join(account.name for account in accounts)
            raise WebError(f"Nobody is called {name!r}; there are: {known or 'none'}.")
        self._save(left)

    def _load(self) -> tuple[Account, ...]:
        try:
            rows = json.loads(self._path.read_text(encoding="utf-8"))
            return tuple(sorted((Account(**row) for row in rows["accounts"]), key=lambda one: _fold(one.name)))
        except (OSError, ValueError, TypeError, KeyError) as error:
            raise self._broken(error) from error

    def _save(self, accounts: Sequence[Account]) -> None:
        if not accounts:
            self._path.unlink(missing_ok=True)
            return
        text = json.dumps({"accounts": [asdict(account) for account in accounts]}, ensure_ascii=False, indent=1)
        write_private(self._path, text)

    def _broken(self, error: Exception) -> WebError:
        return WebError(
            f"{self._path} cannot be read ({error}). Put back a copy, or delete it and add the accounts anew."
        )


def read_session_key(settings: Settings) -> str:
    """Return the key that session cookies are signed with, made when there is none. Raises WebError."""
    path = settings.session_key_path
    try:
        # Two processes may start at once: the one that comes first makes it.
        with contextlib.suppress(FileExistsError):
            _write_new(path, secrets.token_hex(32))
        key = path.read_text(encoding="ascii").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise WebError(f"{path} cannot be read or made ({error}); mend its permissions, or delete it.") from error
    if len(key) < 64:
        raise WebError(f"{path} holds no key; delete it, and a new one is made.")
    return key


def write_private(path: Path, text: str) -> None:
    """Write a file that only its owner may read, in one step. Raises WebError."""
    beside = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        beside.unlink(missing_ok=True)
        _write_new(beside, text)
        beside.replace(path)
    except OSError as error:
        raise WebError(f"{path} cannot be written ({error.strerror}); mend the permissions of its folder.") from error


def _write_new(path: Path, text: str) -> None:
    with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as file:
        file.write(text)
        file.flush()
        os.fsync(file.fileno())


def _fold(name: str) -> str:
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())


def _normalise(password: str) -> str:
    # The same letters typed on another keyboard may come as other code points.
    return unicodedata.normalize("NFKC", password)
