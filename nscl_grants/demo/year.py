"""The year 2026 of the demo: cases in every state, told in the order in which things happened.

Each case is a tale that says when its next step comes; the teller always takes the earliest, so the
books are written in order and can be shown as they were on any day.
"""

import heapq
import uuid
from collections.abc import Callable, Iterator
from datetime import date, datetime
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments, batches
from nscl_grants.actions.allotments import Paper
from nscl_grants.db.engine import writing
from nscl_grants.db.payments import Payment
from nscl_grants.definitions.house import House, enter
from nscl_grants.demo.cases import CASES
from nscl_grants.demo.own_data import own_data
from nscl_grants.demo.people import Cast, settle
from nscl_grants.demo.reconciled import tale_of_the_treasury
from nscl_grants.demo.register import tale_of_the_register
from nscl_grants.demo.results import tale_of_results
from nscl_grants.demo.sample import infected_sample
from nscl_grants.demo.tale import tale
from nscl_grants.demo.talk import talk
from nscl_grants.demo.teller import Stage
from nscl_grants.domain.actor import SYSTEM
from nscl_grants.domain.calendar import ICT
from nscl_grants.outside.storage import Storage

CHAPTERS = len(CASES) + 4
"""The plan's table, every case, the plan's results, the clerk's register, and the treasury's figures."""
NEW_YEAR = datetime(2026, 1, 5, 8, 0, tzinfo=ICT)
TODAY = date(2026, 11, 22)


def tell(engine: Engine, house: House, *, uploads: Path, told: Callable[[], object]) -> None:
    """Put the whole year into an empty, migrated database; `told` is called after each case and once for the plan."""
    with writing(engine) as session:
        enter(session, house)
        cast = settle(session, since=NEW_YEAR, today=TODAY)
        session.commit()
        _allot(session, cast)
        told()
        stage = Stage(session, house, cast, Storage(uploads))
        tales = [tale(stage, case) for case in CASES]
        others = [tale_of_results(session, cast), tale_of_the_register(stage), tale_of_the_treasury(stage)]
        _tell_in_order([*tales, *others], told)
        _gather(session, cast)
        talk(session, cast, datetime(TODAY.year, TODAY.month, TODAY.day, 8, 40, tzinfo=ICT))
        own_data(session, cast, datetime(TODAY.year, TODAY.month, TODAY.day, 9, 10, tzinfo=ICT))
        sampled_at = datetime(TODAY.year, TODAY.month, TODAY.day, 9, 40, tzinfo=ICT)
        infected_sample(session, engine, stage.storage, cast["applicant"], sampled_at)


def _tell_in_order(tales: list[Iterator[datetime]], told: Callable[[], object]) -> None:
    ties = count()
    waiting: list[tuple[datetime, int, Iterator[datetime]]] = []
    for each in tales:
        heapq.heappush(waiting, (next(each), next(ties), each))
    while waiting:
        _, _, each = heapq.heappop(waiting)
        following = next(each, None)
        if following is None:
            told()
        else:
            heapq.heappush(waiting, (following, next(ties), each))


def _gather(session: Session, cast: Cast) -> None:
    """What is prepared and nowhere else is put into a batch, so that there is one to check."""
    waiting = session.scalars(select(Payment).where(Payment.state == "prepared", Payment.batch_id.is_(None))).all()
    if waiting:
        at = datetime(TODAY.year, TODAY.month, TODAY.day, 8, 30, tzinfo=ICT)
        batches.gather(session, waiting, remarks="Đợt chi tháng 11", actor=cast["finance"], at=at, act=_act("batch"))


def _allot(session: Session, cast: Cast) -> None:
    """The plan's table, its years, and the allotments of 2026: proposed by one, confirmed by another."""
    house = session.info["house"]
    allotments.load_plan(session, actor=SYSTEM, at=NEW_YEAR, act=_act("plan"))
    paper = Paper(number="15/QĐ-STC", dated_on=date(2026, 1, 5))
    for line in house.plan.lines:
        amount = line.in_year(2026)
        if not amount:
            continue
        proposal = allotments.propose_allotment(
            session,
            "allot",
            line=line.key,
            year=2026,
            amount=amount,
            products=0 if line.products is None else line.products.a_year,
            paper=paper,
            reason="Giao dự toán năm 2026 theo Kế hoạch",
            actor=cast["plan-manager"],
            at=NEW_YEAR,
            act=_act(f"propose {line.key}"),
        )
        assert proposal is not None, "the demo is told once"
        allotments.confirm(
            session, proposal, actor=cast["chief-accountant"], at=NEW_YEAR, act=_act(f"confirm {line.key}")
        )


def _act(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/{name}").hex


__all__ = ["CHAPTERS", "tell"]
