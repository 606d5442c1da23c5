"""Commands about the books: verify the ledger and the audit trail, and hand them to other programs."""

import json
from collections.abc import Callable, Iterator

import click
from sqlalchemy.orm import Session

from nscl_grants.config import load_config
from nscl_grants.db import ledger_export
from nscl_grants.db.engine import make_engine, reading
from nscl_grants.db.ledger_heads import daily_heads
from nscl_grants.reports.soundness import audit_findings, ledger_findings


@click.group()
def ledger() -> None:
    """The budget ledger: verify it, export it."""


@ledger.command("verify")
def ledger_verify_command() -> None:
    """Recompute every balance, limit and hash from nothing; name the first entry that is wrong.

    \b
    Example:  nscl-grants ledger verify
    """
    _report(ledger_findings, "The ledger")


@ledger.command("export")
@click.option("--beancount", "form", flag_value="beancount", help="For Beancount.")
@click.option("--hledger", "form", flag_value="hledger", help="For hledger.")
@click.option("--json", "form", flag_value="json", default=True, help="For any other program (default).")
def ledger_export_command(form: str) -> None:
    """Write the books to standard output.

    \b
    Example:  nscl-grants ledger export --beancount > books.beancount
    """
    with reading(make_engine(load_config().database_url)) as session:
        for line in _EXPORTS[form](session):
            click.echo(line, nl=False)


@ledger.command("heads")
def ledger_heads_command() -> None:
    """Write the end of the chain on each day; keep it elsewhere, and tools/verify_ledger.py finds a cut-off end.

    \b
    Example:  nscl-grants ledger heads > heads.json
    """
    with reading(make_engine(load_config().database_url)) as session:
        for head in daily_heads(session):
            click.echo(json.dumps({"day": head.day.isoformat(), "seq": head.seq, "hash": head.hash}))


_EXPORTS: dict[str, Callable[[Session], Iterator[str]]] = {
    "beancount": ledger_export.export_beancount,
    "hledger": ledger_export.export_hledger,
    "json": ledger_export.export_json,
}


@click.group()
def audit() -> None:
    """The audit trail."""


@audit.command("verify")
def audit_verify_command() -> None:
    """Recompute the chain of the audit trail; name the first event that is wrong.

    \b
    Example:  nscl-grants audit verify
    """
    _report(audit_findings, "The audit trail")


def _report(verify: Callable[[Session], Iterator[object]], what: str) -> None:
    with reading(make_engine(load_config().database_url)) as session:
        findings = list(verify(session))
    for finding in findings:
        click.echo(str(finding), err=True)
    if findings:
        raise click.ClickException(f"{what} does not verify.")
    click.echo(f"{what} verifies.")


COMMANDS = (ledger, audit)
