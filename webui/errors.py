"""The errors of the web pages; each message tells what is wrong and what to do about it."""


class WebError(Exception):
    """Base of all errors that this package raises on purpose; the text is meant for the user."""


class PortTakenError(WebError):
    """Another program listens on the port that the pages were to be served on."""


class AddressError(WebError):
    """The host or port that the pages were to be served on cannot be used."""
