"""Days as people write them, for the options of commands."""

from __future__ import annotations

from datetime import date
from typing import Any

import click

from indexer.query_values import read_period


class Day(click.ParamType[date]):
    """A day: YYYY-MM-DD, DD.MM.YYYY, or a month or year of which the first or last day is meant."""

    name = "day"

    def __init__(self, *, last: bool = False) -> None:
        self.last = last

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Return the day, or fail with what was expected."""
        found = value if isinstance(value, date) else (read_period(str(value)) or (None, None))[self.last]
        if found is None:
            self.fail(f"{value!r} is no day; expected YYYY-MM-DD, DD.MM.YYYY, YYYY-MM or YYYY.", param, ctx)
        return found
