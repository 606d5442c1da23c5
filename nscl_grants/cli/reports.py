"""Commands that write the plan's reports: annual, ad hoc and final, as of a moment or a posting."""

import sys
import uuid
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime, time
from pathlib import Path

import click
from sqlalchemy.orm import Session

from nscl_grants.actions.figures import cut_off_at, cut_off_now, gather
from nscl_grants.actions.references import enter_house
from nscl_grants.actions.report_content import as_text, content_of
from nscl_grants.actions.report_drafting import first_words
from nscl_grants.cli.plan import tell_stage
from nscl_grants.config import Config, load_config
from nscl_grants.db.engine import make_engine, reading
from nscl_grants.db.plan_reports import frozen_annual
from nscl_grants.definitions.house import House, load_house
from nscl_grants.documents.plan_report_docx import docx_of
from nscl_grants.documents.plan_report_pdf import pdf_of
from nscl_grants.documents.plan_report_xlsx import xlsx_of
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.reporting import AD_HOC, ANNUAL, FINAL
from nscl_grants.domain.results import CutOff
from nscl_grants.domain.results_report import Content, Words
from nscl_grants.web.clock import moment_on

FORMATS: Mapping[str, Callable[[Content], bytes]] = {
    "pdf": pdf_of,
    "docx": docx_of,
    "xlsx": xlsx_of,
    "json": lambda content: as_text(content).encode() + b"\n",
}
TITLES = {
    ANNUAL: "Kết quả thực hiện Kế hoạch năm {year}",
    AD_HOC: "Kết quả thực hiện Kế hoạch, báo cáo đột xuất năm {year}",
    FINAL: "Tổng kết thực hiện Kế hoạch",
}


@click.group()
def report() -> None:
    """The plan's reports, from the books, the cases and the records of agencies."""


def _command(purpose: str, name: str, help_text: str) -> click.Command:
    @report.command(name, help=f"{help_text}\n\n\b\nExample:  nscl-grants report {name} --year 2026 --out report.pdf")
    @click.option("--year", type=int, required=True, help="The year reported on; of a final report, the plan's last.")
    @click.option("--as-of", default=None, help="A day (2026-11-20), a moment, or the number of a posting.")
    @click.option("--format", "format_", type=click.Choice(list(FORMATS)), default="pdf", show_default=True)
    @click.option("--out", type=click.Path(path_type=Path, dir_okay=False), default=None, help="Else standard output.")
    def write(year: int, as_of: str | None, format_: str, out: Path | None) -> None:
        config = load_config()
        house = load_house(config.plan)
        if year not in house.plan.years:
            raise click.ClickException(
                f"{year} is no year of the plan ({house.plan.first_year}–{house.plan.last_year})."
            )
        click.echo("Gathering the figures …", err=True)
        content = _content(config, house, purpose, year, as_of)
        click.echo(f"Figures up to posting {content.seq}. Writing …", err=True)
        _give(FORMATS[format_](content), out)

    return write


def _content(config: Config, house: House, purpose: str, year: int, as_of: str | None) -> Content:
    """The signed report if there is one and no other day was asked for, else the figures of that day."""
    with reading(make_engine(config.database_url)) as session:
        enter_house(session, house)
        kept = frozen_annual(session, year) if as_of is None and purpose != AD_HOC else None
        if kept is not None and kept.purpose == purpose:
            return content_of(kept)
        cut_off = _cut_off(session, as_of, moment_on(config.today))
        title = TITLES[purpose].format(year=year)
        content = gather(session, year=year, purpose=purpose, title=title, cut_off=cut_off, told=tell_stage)
        words = first_words(session, content)
        return replace(content, words=tuple(Words(part, text) for part, text in words.items()))


def _cut_off(session: Session, as_of: str | None, now: datetime) -> CutOff:
    if as_of is None:
        return cut_off_now(session, now)
    if as_of.isdecimal():
        return CutOff(int(as_of), now)
    try:
        if len(as_of) == len("2026-11-20"):
            return cut_off_at(session, datetime.combine(date.fromisoformat(as_of), time.max, ICT))
        moment = datetime.fromisoformat(as_of)
    except ValueError:
        raise click.ClickException(
            f"--as-of {as_of}: give a day as 2026-11-20, a moment as 2026-11-20T17:00, or the number of a posting."
        ) from None
    return cut_off_at(session, moment if moment.tzinfo else moment.replace(tzinfo=ICT))


def _give(content: bytes, out: Path | None) -> None:
    if out is None:
        sys.stdout.buffer.write(content)
        return
    # Written beside its place and moved there whole, so that nobody opens half a report.
    beside = out.with_name(f"{out.name}.{uuid.uuid4().hex[:8]}.part")
    beside.write_bytes(content)
    beside.replace(out)
    click.echo(str(out), err=True)


_command(ANNUAL, "annual", "Write the report on a year.")
_command(AD_HOC, "ad-hoc", "Write a report on a year as it stands, whenever it is asked for.")
_command(FINAL, "final", "Write the report on the whole plan.")

COMMANDS = (report,)
