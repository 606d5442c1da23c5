"""The front door of the command line: `nscl-grants` and what it can do."""

import sys
from importlib import import_module

import click

from nscl_grants.config import ConfigIsWrong
from nscl_grants.definitions.source import DefinitionsAreWrong
from nscl_grants.definitions.words import sentence
from nscl_grants.domain.refused import Refused

ROOMS = {
    "audit": "books",
    "backup": "backup",
    "bench": "bench",
    "bench-report": "bench_report",
    "check": "definitions",
    "db": "setting_up",
    "demo": "running",
    "ledger": "books",
    "plan": "plan",
    "report": "reports",
    "restore": "backup",
    "serve": "running",
    "user": "setting_up",
    "worker": "running",
    "workflow": "definitions",
}
"""The module behind each command. Only the one that is asked for is loaded: what draws papers takes a second."""


class _Rooms(click.Group):
    def list_commands(self, ctx: click.Context) -> list[str]:
        """All commands, by name."""
        return list(ROOMS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name; None where there is none."""
        if cmd_name not in ROOMS:
            return None
        commands: tuple[click.Command, ...] = import_module(f"nscl_grants.cli.{ROOMS[cmd_name]}").COMMANDS
        return next(command for command in commands if command.name == cmd_name)


@click.group(cls=_Rooms)
@click.version_option(package_name="nscl-grants")
def program() -> None:
    """Run a province's support programme for productivity and quality.

    \b
    Try it with invented data:   nscl-grants demo
    Run it for real:             nscl-grants db upgrade, then nscl-grants serve
    """


def main() -> None:
    """Run the program; a refusal ends it with its sentence and a status that is not zero."""
    try:
        program(standalone_mode=False)
    except click.exceptions.Exit as ended:
        sys.exit(ended.exit_code)
    except click.Abort:
        click.echo("Stopped.", err=True)
        sys.exit(130)
    except click.ClickException as wrong:
        wrong.show()
        sys.exit(wrong.exit_code)
    except Refused as refused:
        click.echo(sentence(refused, "en"), err=True)
        sys.exit(1)
    except (ConfigIsWrong, DefinitionsAreWrong) as wrong:
        click.echo(str(wrong), err=True)
        sys.exit(1)
