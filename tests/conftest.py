"""What all tests share: settings in a folder of their own, and an empty ledger there."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from archive.ledger import Ledger, open_ledger
from archive.settings import Settings


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings whose data folder is empty and vanishes with the test."""
    return Settings(data=tmp_path / "data")


@pytest.fixture
def ledger(settings: Settings) -> Iterator[Ledger]:
    """An empty ledger."""
    with open_ledger(settings) as opened:
        yield opened
