"""The front door of the command line: `nscl-grants` and what it can do."""

import sys

import click

from nscl_grants.cli import backup, bench, bench_report, books, definitions, plan, reports, running, setting_up
from nscl_grants.config import ConfigIsWrong
from nscl_grants.definitions.source import DefinitionsAreWrong
from nscl_grants.definitions.words import sentence
from nscl_grants.domain.refused import Refused


@click.group()
@click.version_option(package_name="nscl-grants")
def program() -> None:
    """Run a province's support programme for productivity and quality.

    \b
    Try it with invented data:   nscl-grants demo
    Run it for real:             nscl-grants db upgrade, then nscl-grants serve
    """


for command in (
    *running.COMMANDS,
    *setting_up.COMMANDS,
    *plan.COMMANDS,
    *definitions.COMMANDS,
    *books.COMMANDS,
    *reports.COMMANDS,
    *backup.COMMANDS,
    *bench.COMMANDS,
    *bench_report.COMMANDS,
):
    program.add_command(command)


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
