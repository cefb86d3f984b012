"""The package in which web archives are handed over: a ZIP of records, index and list of pages, with the digests of all."""

from __future__ import annotations

import hashlib
import json
import zipfile
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from archive.settings import VERSION

WACZ_VERSION = "1.1.1"


def pack_wacz(output: Path, files: Mapping[str, Path], title: str, description: str, now: datetime) -> None:
    """Write a WACZ 1.1.1 of files by the folder that they belong into: `archive`, `indexes`, `pages`.

    Records are stored as they are, so that a reader can look into them by place; the rest is packed. Raises OSError.
    """
    resources = []
    with zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as package:
        for folder, path in files.items():
            stored = zipfile.ZIP_STORED if folder == "archive" else zipfile.ZIP_DEFLATED
            package.write(path, f"{folder}/{path.name}", stored)
            resources.append(
                {
                    "name": path.name,
                    "path": f"{folder}/{path.name}",
                    "hash": f"sha256:{_digest(path)}",
                    "bytes": path.stat().st_size,
                }
            )
        moment = f"{now.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
        described = {
            "profile": "data-package",
            "wacz_version": WACZ_VERSION,
            "title": title,
            "description": description,
            "created": moment,
            "modified": moment,
            "software": f"Pressearchiv/{VERSION}",
            "resources": resources,
        }
        content = json.dumps(described, ensure_ascii=False, indent=2).encode()
        package.writestr("datapackage.json", content)
        digest = {"path": "datapackage.json", "hash": f"sha256:{hashlib.sha256(content).hexdigest()}"}
        package.writestr("datapackage-digest.json", json.dumps(digest, indent=2))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
