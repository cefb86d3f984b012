"""Eight threads search while another process commits; benchmarks/search_threads.py does the same for as long as one likes."""

from __future__ import annotations

import re
import subprocess
import sys
from pathlib import Path

SCRIPT = Path(__file__).parents[1] / "benchmarks" / "search_threads.py"


def test_no_wrong_answer_while_another_process_commits() -> None:
    run = subprocess.run(
        [sys.executable, str(SCRIPT), "--minutes", "0.06"], capture_output=True, text=True, check=False
    )
    assert run.returncode == 0, run.stdout + run.stderr
    found = re.search(r"(\d+) searches of 8 threads, (\d+) commits, 0 wrong", run.stdout)
    assert found
    assert int(found[1]) > 8
    assert int(found[2]) >= 1
