"""Runs `pressearchiv` as a user does, in a process of its own."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).parent.parent


def run_command(
    data: Path,
    *arguments: str,
    stdin: str | None = None,
    timeout: float = 120,
    variables: Mapping[str, str] | None = None,
) -> subprocess.CompletedProcess[str]:
    """Run one command with this data folder and these settings; warnings are errors there too."""
    environment = {name: value for name, value in os.environ.items() if not name.startswith("PRESSEARCHIV_")}
    return subprocess.run(
        [sys.executable, "-m", "pressearchiv", *arguments],
        env={**environment, "PRESSEARCHIV_DATA": str(data), "PYTHONIOENCODING": "utf-8", **(variables or {})},
        input=stdin,
        capture_output=True,
        text=True,
        encoding="utf-8",
        cwd=ROOT,
        timeout=timeout,
        check=False,
    )
