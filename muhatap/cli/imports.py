"""Bringing in what a shop already has."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING

import click

from muhatap.cli.django import ready

if TYPE_CHECKING:
    from muhatap.mail.sources.importer import Tally


@click.group(name="import")
def group() -> None:
    """Bring in what you already have: mailboxes, folders of mail, orders."""


@group.command()
@click.argument("path", type=click.Path(exists=True, path_type=Path))
@click.option("--to", "address", required=True, help="Address of the mailbox that the mails belong to.")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write what was skipped and why (default: import-report.tsv beside you).",
)
def mail(path: Path, address: str, report: Path | None) -> None:
    """Import the mails below PATH: an mbox, a Maildir, .eml files, or a folder of all these.

    Silently: nobody gets an acknowledgement, no bell rings, and the conversations are closed, found by search. Stop it
    at any time; run again, it goes on where it was.
    """
    with ready():
        from django.utils import timezone

        from muhatap.mail.sources import importer
        from muhatap.mail.sources.addresses import channel_of

        channel = channel_of(address)
        if channel is None:
            raise click.ClickException(
                f"No mailbox of this desk has the address {address}. Set it up in the desk first."
            )
        target = report or Path("import-report.tsv")
        try:
            tally = importer.run(path, channel=channel, report=target, now=timezone.now(), progress=_show)
        except OSError as error:
            raise click.ClickException(
                f"The import stopped: {error.filename or ''} {error.strerror or error}. What was stored until now is "
                "safe; run the same command again and it goes on from there."
            ) from error
        _end_line()
        click.echo(f"{tally.sentence()}. The list of what was skipped: {target}")


@group.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option("--shop", "name", required=True, help="Name of the shop, as Settings → Shops has it.")
@click.option("--encoding", default="", help="How the file is written, where it is not UTF-8 (windows-1254).")
@click.option(
    "--report",
    type=click.Path(dir_okay=False, writable=True, path_type=Path),
    help="Where to write what was skipped and why (default: import-report.tsv beside you).",
)
def orders(path: Path, name: str, encoding: str, report: Path | None) -> None:
    """Import the orders in PATH, a table (CSV) with a row for each line of an order.

    Run it again as often as you like: an order that is known stays as the shop described it last.
    """
    with ready():
        from django.utils import timezone

        from muhatap.orders.models import Shop
        from muhatap.orders.shops.generic import importer

        shops = list(Shop.objects.filter(name=name)[:2])
        if len(shops) != 1:
            problem = "No shop" if not shops else "More than one shop"
            raise click.ClickException(f"{problem} of this desk is called {name}. Look at Settings → Shops.")
        target = report or Path("import-report.tsv")
        try:
            tally = importer.run(path, shop=shops[0], report=target, encoding=encoding, now=timezone.now())
        except importer.CannotImport as error:
            raise click.ClickException(
                f"The import stopped: {error}. What was stored until now is safe; run the same command again."
            ) from error
        click.echo(
            f"Stored: {tally.kept}. Known already: {tally.known}. Skipped: {tally.skipped}; the list of those: {target}"
        )


def _show(tally: "Tally", total: int) -> None:
    share = f"{100 * tally.bytes_read // total} %" if total else ""
    # One line that rewrites itself on a screen; nothing in a log.
    if sys.stderr.isatty():
        click.echo(f"\r{share:>5}  {tally.sentence()}", nl=False, err=True)


def _end_line() -> None:
    if sys.stderr.isatty():
        click.echo(err=True)
