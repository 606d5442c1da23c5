"""The clerk's Fridays in the demo: what waits for a number of the register gets it, until a fortnight before today."""

import io
import uuid
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from sqlalchemy import select

from nscl_grants.actions import decisions
from nscl_grants.actions.attachments import Upload
from nscl_grants.actions.paper_register import FROM_THE_REGISTER, register_paper
from nscl_grants.db.decisions import Decision, waits_for_number
from nscl_grants.db.papers import papers_to_number
from nscl_grants.demo.teller import Stage
from nscl_grants.documents.kinds import KINDS
from nscl_grants.documents.specimen import specimen_pdf
from nscl_grants.domain.calendar import ICT

FIRST, LAST = date(2026, 1, 16), date(2026, 11, 6)
NOT_YET = timedelta(days=2)
"""What came in since then waits for the next Friday."""


def tale_of_the_register(stage: Stage) -> Iterator[datetime]:
    """Every Friday afternoon: decisions that no step numbers, then notices and proposals, in their order."""
    day = FIRST
    while day <= LAST:
        at = datetime.combine(day, time(15, 30), ICT)
        yield at
        _number_decisions(stage, at)
        _number_papers(stage, at)
        day += timedelta(days=7)


def _number_decisions(stage: Stage, at: datetime) -> None:
    waiting = select(Decision).where(waits_for_number(), Decision.kind != "award", Decision.made_at < at - NOT_YET)
    for decision in stage.session.scalars(waiting.order_by(Decision.id)).all():
        decisions.issue(
            stage.session,
            stage.storage,
            decision,
            number=f"{stage.next_number('QĐ'):02d}/QĐ-SKHCN",
            issued_on=at.date(),
            signed=Upload("quyet-dinh.pdf", io.BytesIO(specimen_pdf("Quyết định", f"{at:%d/%m/%Y}"))),
            actor=stage.cast["clerk"],
            at=at,
            act=_act(f"decision {decision.id}"),
        )


def _number_papers(stage: Stage, at: datetime) -> None:
    clerk = stage.cast["clerk"]
    waiting = papers_to_number(stage.session, clerk, FROM_THE_REGISTER)
    for paper in [one for one in waiting if one.asked_at < at - NOT_YET and one.facts is not None]:
        symbol = KINDS[paper.kind].symbol
        number = f"{stage.next_number(symbol):02d}"
        act = _act(f"paper {paper.id}")
        register_paper(
            stage.session, stage.storage, paper, number=number, on=at.date(), signed=None, actor=clerk, at=at, act=act
        )


def _act(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/register/{name}").hex
