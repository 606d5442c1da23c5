"""Commands about the definitions: check them, and draw the lives they describe."""

from pathlib import Path

import click

from nscl_grants.actions.effects import EFFECTS
from nscl_grants.config import load_config
from nscl_grants.definitions import drawing
from nscl_grants.definitions.check import check as check_all
from nscl_grants.definitions.workflows import load_workflows
from nscl_grants.domain.rules import RULES


@click.command()
def check() -> None:
    """Report everything that is wrong with workflows, forms, plan and words, in one run.

    \b
    Example:  nscl-grants check
    """
    findings = check_all(plan=load_config().plan, effects=EFFECTS)
    for finding in findings:
        click.echo(str(finding), err=True)
    if findings:
        raise click.ClickException(f"{len(findings)} things are wrong; each line names its file and key.")
    click.echo("Workflows, forms, plan and words are sound.")


@click.group()
def workflow() -> None:
    """Look at the lives of cases, claims and payments."""


@workflow.command("draw")
@click.argument("name", required=False)
@click.option("--out", type=click.Path(path_type=Path, file_okay=False), default=Path("."), show_default=True)
@click.option("--language", type=click.Choice(["vi", "en"]), default="vi", show_default=True)
def workflow_draw(name: str | None, out: Path, language: str) -> None:
    """Write each life as a picture (SVG) and as a table (Markdown).

    \b
    Example:  nscl-grants workflow draw firm_support --out lives
    """
    workflows = load_workflows(rules=RULES)
    if name is not None and name not in workflows:
        raise click.ClickException(f"There is no workflow '{name}'; there are {', '.join(workflows)}.")
    out.mkdir(parents=True, exist_ok=True)
    for each in workflows.values():
        if name in (None, each.name):
            (out / f"{each.name}.svg").write_text(drawing.svg(each, language), encoding="utf-8")
            (out / f"{each.name}.md").write_text(drawing.table(each, language), encoding="utf-8")
            click.echo(f"{out / each.name}.svg and .md")


COMMANDS = (check, workflow)
