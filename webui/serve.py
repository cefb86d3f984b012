"""Serves the pages with waitress: the last step of the flow, started by the command line."""

from __future__ import annotations

import errno
import gc
import logging
import socket
from typing import Any

import waitress
from flask import Flask
from waitress.channel import HTTPChannel
from waitress.task import ErrorTask

from archive.settings import Settings
from webui.app import create_app
from webui.errors import AddressError, PortTakenError
from webui.security import SECURITY_HEADERS

LARGEST_BODY = 64 * 1024  # bytes: the pages take nothing but small forms of staff
COLLECT_AFTER = (20_000, 20, 20)  # objects made; then looks at the young ones until one at the middle ones, and at all
THREADS = 4  # searching holds the interpreter lock: more threads would only lengthen the queue


def serve(settings: Settings, host: str = "127.0.0.1", port: int = 8000) -> None:
    """Serve the pages on this address until the process is told to stop (KeyboardInterrupt or SIGTERM).

    Raises PortTakenError where another program has the port, AddressError where the address cannot be used.
    """
    listener = open_listener(host, port)
    try:
        app = create_app(settings)
        read_templates(app)
        server = make_server(app, listener, settings.proxy)
        relax_collector()
        server.run()
    finally:
        listener.close()


def read_templates(app: Flask) -> None:
    """Read all templates now: where a new version is installed meanwhile, old pages and new templates would not fit."""
    for name in app.jinja_env.list_templates():
        app.jinja_env.get_template(name)


def relax_collector() -> None:
    """Let Python look less often for objects that hold one another, and never among those that are there already.

    A page makes thousands of objects and hardly any of that kind: looking after each 700 took a tenth of its time, and
    now and then a tenth of a second at once.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(*COLLECT_AFTER)


def make_server(app: Flask, listener: socket.socket, proxy: str = "") -> Any:
    """Return a waitress server for the application on a bound socket; it runs by its method `run`.

    `proxy` is the address of a proxy in front: only what comes from it may say who asked, and by which name.
    """
    trusted = {"x-forwarded-for", "x-forwarded-host", "x-forwarded-proto"} if proxy else set()
    server = waitress.create_server(
        app,
        sockets=[listener],
        threads=THREADS,
        ident=None,
        max_request_body_size=LARGEST_BODY,
        trusted_proxy=proxy or None,
        trusted_proxy_headers=trusted,
        clear_untrusted_proxy_headers=True,
    )
    server.channel_class = _Channel
    # A request that waits a moment for a thread is no news; one warning for each would fill the log.
    logging.getLogger("waitress.queue").setLevel(logging.ERROR)
    return server


def open_listener(host: str, port: int) -> socket.socket:
    """Return a bound socket for this address; port 0 takes a free one.

    It is bound here and not by waitress, so that the error comes before anything is opened, and in words.
    Raises PortTakenError or AddressError.
    """
    if not 0 <= port <= 65535:  # the system would silently take the rest of a division
        raise AddressError(f"There is no port {port}; a port is a number from 1 to 65535.")
    try:
        family, kind, protocol, _name, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
    except (OSError, OverflowError) as error:
        raise AddressError(f"The address {host}:{port} is not known on this machine ({error}).") from error
    listener = socket.socket(family, kind, protocol)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind(address)
        # Listening at once makes a second program on the same port fail now, not at its first request.
        listener.listen(128)
    except (OSError, OverflowError) as error:
        listener.close()
        if isinstance(error, OSError) and error.errno == errno.EADDRINUSE:
            raise PortTakenError(
                f"Port {port} on {host} is taken by another program. Give another one, for instance --port {port + 1}."
            ) from error
        raise AddressError(f"The pages cannot be served on {host}:{port} ({error}).") from error
    return listener


class _SecureErrorTask(ErrorTask):  # type: ignore[misc]
    """What waitress answers by itself (a head too large, a broken request) carries the security headers too."""

    def execute(self) -> None:
        self.response_headers.extend(SECURITY_HEADERS.items())
        super().execute()


class _Channel(HTTPChannel):  # type: ignore[misc]
    error_task_class = _SecureErrorTask
