"""The commands for accounts of staff: who may correct city tags in the pages."""

from __future__ import annotations

import sys

import click

from archive.console import current_settings, data_option


@click.group()
def staff() -> None:
    """Let staff correct city tags in the pages; without an account nobody can log in, and no page sets a cookie."""


@staff.command("add")
@click.argument("name")
@click.option("--password-stdin", is_flag=True, help="Read the password from standard input, for scripts.")
@data_option
def add_account(name: str, password_stdin: bool) -> None:
    """Add an account, or give it a new password; it is asked for twice and not shown."""
    from archive.settings import ensure_data_folder
    from webui.staff_accounts import StaffAccounts

    settings = current_settings()
    ensure_data_folder(settings)
    if password_stdin:
        password = sys.stdin.readline().rstrip("\r\n")
    else:
        try:
            password = click.prompt("Password", hide_input=True, confirmation_prompt=True)
        except click.Abort:
            if sys.stdin.isatty():
                raise
            raise click.UsageError(
                "No password came, and no terminal is there to ask at; --password-stdin reads it from standard input."
            ) from None
    accounts = StaffAccounts(settings)
    known = accounts.find(name) is not None
    accounts.add(name, password)
    click.echo(f"{name} {'has a new password' if known else 'may log in'} under /mitarbeit.")


@staff.command("remove")
@click.argument("name")
@data_option
def remove_account(name: str) -> None:
    """Take an account away; who is logged in with it is logged out at once."""
    from webui.staff_accounts import StaffAccounts

    StaffAccounts(current_settings()).remove(name)
    click.echo(f"{name} can no longer log in. What {name} decided stays.")


@staff.command("list")
@data_option
def list_accounts() -> None:
    """List the accounts."""
    from webui.staff_accounts import StaffAccounts

    accounts = StaffAccounts(current_settings()).list()
    for account in accounts:
        click.echo(f"{account.name}  since {account.added[:10]}")
    if not accounts:
        click.echo("no accounts; `pressearchiv staff add NAME` makes one")
