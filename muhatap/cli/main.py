"""`muhatap`: one word, then what to do. Each command's code is loaded only when it is called.

Errors that a person can mend are one sentence on stderr and exit code 1; wrong usage is exit code 2.
"""

import importlib
import sys
from collections.abc import Mapping

import click

from muhatap.cli.postgres import PostgresProblem
from muhatap.core.home import WrongSetting

ENVIRONMENT = """\b
Environment:
  MUHATAP_HOME   folder of the data (default: ~/.local/share/muhatap)
  MUHATAP_PORT   port of the desk (default: 8000)
  MUHATAP_HOST   address the desk listens on (default: 127.0.0.1, this machine only)
  DATABASE_URL   a PostgreSQL of your own instead of the embedded one
"""


class LazyGroup(click.Group):
    """A group that knows its commands by name and one line, and imports a command only to run it."""

    def __init__(self, *, places: Mapping[str, tuple[str, str]], **options: object) -> None:
        super().__init__(**options)  # type: ignore[arg-type]
        self.places = places

    def list_commands(self, ctx: click.Context) -> list[str]:
        return list(self.places)

    def get_command(self, ctx: click.Context, name: str) -> click.Command | None:
        if name not in self.places:
            return None
        module, _, attribute = self.places[name][0].partition(":")
        command = getattr(importlib.import_module(module), attribute)
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        shown = [(name, line) for name, (_, line) in self.places.items() if line]
        with formatter.section("Commands"):
            formatter.write_dl(shown)


@click.command(
    cls=LazyGroup,
    epilog=ENVIRONMENT,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 100},
    places={
        "up": ("muhatap.cli.up:command", "Start everything: database, desk, jobs and mail. Ctrl-C stops it."),
        "web": ("muhatap.cli.web:command", "Serve the desk alone (scaled out, or under systemd)."),
        "worker": ("muhatap.cli.worker:command", "Run the jobs alone."),
        "mail": ("muhatap.cli.mail:group", "Receive mail, hand over one message, read one."),
        "coach": ("muhatap.cli.coach:group", "Read a reply before it is sent: what is better said, and how."),
        "promises": ("muhatap.cli.promises:group", "Find what a draft promises, and by when."),
        "import": ("muhatap.cli.imports:group", "Bring in what you already have."),
        "demo": ("muhatap.cli.demo:command", "Load the demo shop into an empty desk."),
        "doctor": ("muhatap.cli.doctor:command", "Say what is wrong with this set-up and how to mend it."),
        "manage": ("muhatap.cli.manage:command", "Run a Django management command (migrate, shell, …)."),
        "prepare": ("muhatap.cli.prepare:command", ""),
    },
)
@click.version_option(package_name="muhatap", message="muhatap %(version)s")
def cli() -> None:
    """Muhatap: customer service for online shops. There is always someone to talk to."""


def main() -> None:
    try:
        cli.main(standalone_mode=False)
    except click.exceptions.NoArgsIsHelpError as missing:
        missing.show()
        sys.exit(2)
    except click.ClickException as error:
        error.show()
        sys.exit(error.exit_code)
    except (click.Abort, KeyboardInterrupt):
        sys.exit(130)
    except BrokenPipeError:
        # Whoever read our output has seen enough (`muhatap … | head`).
        sys.stderr.close()
        sys.exit(141)
    except (PostgresProblem, WrongSetting) as problem:
        sys.exit(f"{problem}")
    except Exception as error:
        sentence = _database_sentence(error)
        if sentence is None:
            raise
        sys.exit(sentence)


def _database_sentence(error: BaseException) -> str | None:
    # By name: the smallest commands must not import Django to find out that it did not fail.
    kinds = {(kind.__module__.partition(".")[0], kind.__name__) for kind in type(error).__mro__}
    if kinds & {
        ("django", "OperationalError"),
        ("psycopg", "OperationalError"),
        ("psycopg_pool", "PoolTimeout"),
    }:
        reason = next((line.strip() for line in str(error).splitlines() if line.strip()), "no reason given")
        return f"The database stopped answering: {reason}\nTry again; if it stays so, ask `muhatap doctor`."
    return None


if __name__ == "__main__":
    main()
