"""The demo shop: a desk to look around in, loaded into an empty database only."""

import importlib.util
from collections.abc import Callable, Mapping

import click

from muhatap.cli.django import ready


@click.group()
def command() -> None:
    """Load the demo shop into an empty desk, or take it away."""


@command.command("load")
def load_command() -> None:
    """Load the demo shop into an empty desk and print the sign-in. Loaded already, it is left as it is."""
    from muhatap.cli.prepare import migrate

    with ready():
        migrate()
        if not is_empty() and sign_in() is None:
            raise click.ClickException(
                "This desk is in use, so the demo shop was not loaded and nothing was changed. "
                "For a demo beside it, set MUHATAP_HOME and MUHATAP_PORT to others."
            )
        load(say=click.echo)
        entry = sign_in()
        if entry:
            click.echo(f"Sign in as {entry['email']} with password {entry['password']}")


@command.command("remove")
@click.confirmation_option(prompt="This removes the demo's brands, conversations and people. Go on?")
def remove_command() -> None:
    """Take the demo shop away. Your own brands, mailboxes and conversations stay."""
    with ready():
        from muhatap import demo

        demo.remove(say=click.echo)


def is_empty() -> bool:
    """Say whether nobody has a seat at this desk yet."""
    from django.contrib.auth import get_user_model

    return not get_user_model()._default_manager.exists()


def load(*, say: Callable[[str], object]) -> None:
    if importlib.util.find_spec("muhatap.demo"):
        importlib.import_module("muhatap.demo").load(say=say)


def sign_in() -> Mapping[str, str] | None:
    """Return e-mail and password of the demo's owner, None without the demo or once they were changed."""
    if importlib.util.find_spec("muhatap.demo"):
        entry: Mapping[str, str] | None = importlib.import_module("muhatap.demo").sign_in()
        return entry
    return None
