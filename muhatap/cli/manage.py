"""Django's own commands, on the right settings and a running database."""

import click

from muhatap.cli.django import ready


@click.command(context_settings={"ignore_unknown_options": True, "help_option_names": []}, add_help_option=False)
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def command(arguments: tuple[str, ...]) -> None:
    """Run a Django management command: `muhatap manage migrate`, `muhatap manage shell`."""
    with ready():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["muhatap manage", *arguments])
