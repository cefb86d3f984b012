"""The command of the demonstration site."""

from __future__ import annotations

from datetime import datetime

import click

from archive.console import stopping_calmly
from demo.server import serve


@click.command("serve")
@click.option("--port", type=click.IntRange(0, 65535), default=8600, show_default=True)
@click.option("--day", type=click.DateTime(["%Y-%m-%d"]), help="Serve the site as it was on this day.")
@click.option("--size", type=click.IntRange(0, 200_000), default=0, help="Add generated notices up to this number.")
def serve_demo(port: int, day: datetime | None, size: int) -> None:
    """Serve the invented press site on a loopback port, until Ctrl-C."""
    with stopping_calmly():
        serve(
            port,
            day.date() if day else None,
            size,
            announce=lambda address: click.echo(f"Demonstration site: {address}/  (Ctrl-C ends)"),
        )
