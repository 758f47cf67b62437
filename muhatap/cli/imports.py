"""Bringing in what a shop already has."""

import click


@click.group(name="import")
def group() -> None:
    """Bring in what you already have: mailboxes, folders of mail."""
