"""Sees that the operator of a live site can reach who asks it, before anything is asked for."""

from __future__ import annotations

import re

from crawler.errors import ContactError
from crawler.politeness import is_loopback

_MAIL = re.compile(r"(?:mailto:)?[^\s@<>()]+@(?P<host>[^\s@<>()]+\.[^\s@<>().]+)")
_PAGE = re.compile(r"https?://(?P<host>[^\s/<>()]+)[^\s<>()]*")
# Names that stand for no one (RFC 2606); deploy/ has one of them in the place of the operator's own.
_NOBODY = re.compile(r"(?:.*\.)?example\.(?:com|net|org)(?::\d+)?", re.IGNORECASE)


def require_contact(contact: str, address: str, doing: str) -> None:
    """Return where this address is on this machine or `contact` names a person; `doing` is said in the error.

    Raises ContactError.
    """
    if is_loopback(address):
        return
    cure = "Set PRESSEARCHIV_CONTACT to a mail address or a web page; it is sent with every request."
    if not contact:
        raise ContactError(f"{address} is a live site: its operator must be able to reach who {doing}. {cure}")
    named = _MAIL.fullmatch(contact) or _PAGE.fullmatch(contact)
    if named is None or not contact.isascii():
        raise ContactError(f"{contact!r} is no way to reach who {doing}. {cure}")
    if _NOBODY.fullmatch(named["host"]):
        raise ContactError(f"{contact!r} reaches nobody: it is only an example. {cure}")
