"""What can go wrong with the demonstration site; every message tells the cure."""

from __future__ import annotations


class DemoError(Exception):
    """Any failure of the demonstration site."""


class NoticeError(DemoError):
    """A notice file has a mistake; the message names file, notice and cure."""


class PortError(DemoError):
    """The demonstration site cannot listen at the address it was given."""
