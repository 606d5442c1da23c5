"""The year of the demo: cases in every state, told in the order in which things happened.

Each case is a tale that says when its next step comes; the teller always takes the earliest, so the
books are written in order and can be shown as they were on any day.
"""

import heapq
import uuid
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from itertools import count
from pathlib import Path

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from nscl_grants.actions import allotments, batches
from nscl_grants.db.engine import writing
from nscl_grants.db.payments import Payment
from nscl_grants.definitions.house import House, enter
from nscl_grants.demo import closing
from nscl_grants.demo.accountants import tale_of_the_accountants
from nscl_grants.demo.allotting import allot
from nscl_grants.demo.cases import CASES, Case
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

NEW_YEAR = datetime(2026, 1, 5, 8, 0, tzinfo=ICT)


@dataclass(frozen=True, slots=True)
class Story:
    """How far the demo is told."""

    today: date
    cases: tuple[Case, ...]
    tales: tuple[Callable[[Stage], Iterator[datetime]], ...]
    """What the office does beside the cases."""

    @property
    def chapters(self) -> int:
        """The plan's table and results, every case, and every tale of the office."""
        return 2 + len(self.cases) + len(self.tales)


_OFFICE = (tale_of_the_register, tale_of_the_treasury, tale_of_the_accountants)
IN_NOVEMBER = Story(date(2026, 11, 22), CASES, _OFFICE)
"""The year while everything is under way."""
AFTER_THE_CLOSE = Story(closing.TODAY, closing.CASES_TO_THE_END, (*_OFFICE, closing.tale_of_the_end))
"""The same year when its books are closed, and the next one has begun."""
STORIES = {story.today: story for story in (IN_NOVEMBER, AFTER_THE_CLOSE)}


def tell(engine: Engine, house: House, story: Story, *, uploads: Path, told: Callable[[], object]) -> None:
    """Put the whole story into an empty, migrated database; `told` is called after each chapter."""
    today = story.today
    with writing(engine) as session:
        enter(session, house)
        cast = settle(session, since=NEW_YEAR, today=today)
        session.commit()
        allotments.load_plan(session, actor=SYSTEM, at=NEW_YEAR, act=_act("plan"))
        allot(session, cast, NEW_YEAR.year, at=NEW_YEAR, number="15/QĐ-STC")
        told()
        stage = Stage(session, house, cast, Storage(uploads))
        tales = [tale(stage, case) for case in story.cases]
        _tell_in_order([*tales, tale_of_results(session, cast), *(each(stage) for each in story.tales)], told)
        _gather(session, cast, datetime.combine(today, time(8, 30), ICT))
        talk(session, cast, datetime.combine(today, time(8, 40), ICT))
        own_data(session, cast, datetime.combine(today, time(9, 10), ICT))
        infected_sample(session, engine, stage.storage, cast["applicant"], datetime.combine(today, time(9, 40), ICT))


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


def _gather(session: Session, cast: Cast, at: datetime) -> None:
    """What is prepared and nowhere else is put into a batch, so that there is one to check."""
    waiting = session.scalars(select(Payment).where(Payment.state == "prepared", Payment.batch_id.is_(None))).all()
    if waiting:
        batches.gather(session, waiting, remarks="Đợt chi tháng 11", actor=cast["finance"], at=at, act=_act("batch"))


def _act(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/{name}").hex
