"""The treasury's figures in the demo: taken down after the half-year and after the third quarter, one difference told.

In September the treasury had left a payment out; in the next figures both agree again.
"""

import uuid
from collections.abc import Iterator
from datetime import date, datetime, time

from sqlalchemy import select

from nscl_grants.actions.reconciliation import Minutes, answer, our_lines, take_down
from nscl_grants.db.payments import Payment
from nscl_grants.demo.teller import Stage
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.money import ZERO, Money

YEAR = 2026
HALF_YEAR, THIRD_QUARTER, OCTOBER = date(2026, 6, 30), date(2026, 9, 30), date(2026, 10, 31)
_DAYS = ((HALF_YEAR, date(2026, 7, 7)), (THIRD_QUARTER, date(2026, 10, 6)), (OCTOBER, date(2026, 11, 5)))
"""The day of the figures, and the day on which they came; the chief accountant answers on the same afternoon."""


def tale_of_the_treasury(stage: Stage) -> Iterator[datetime]:
    """Each time the accountant takes the figures down in the morning and the chief accountant confirms them."""
    for nth, (as_of, came) in enumerate(_DAYS, 1):
        morning, afternoon = (datetime.combine(came, hour, ICT) for hour in (time(9, 20), time(14, 5)))
        yield morning
        theirs = {line: dict(figures) for line, figures in our_lines(stage.session, YEAR, as_of).items()}
        why = _booked_later(stage, theirs) if as_of == THIRD_QUARTER else ""
        minutes = Minutes(f"{nth:02d}/ĐC-KBNN", came, as_of, why)
        made = take_down(
            stage.session, YEAR, theirs, minutes, actor=stage.cast["finance"], at=morning, act=_act(f"down {nth}")
        )
        yield afternoon
        if made is not None:
            chief = stage.cast["chief-accountant"]
            answer(stage.session, made, stands=True, actor=chief, at=afternoon, act=_act(f"answer {nth}"))


def _booked_later(stage: Stage, theirs: dict[str, dict[str, Money]]) -> str:
    """Take the last payment until that day out of the treasury's figures; what the accountant writes about it."""
    paid = select(Payment).where(Payment.state == "paid", Payment.treasury_on <= THIRD_QUARTER)
    last = stage.session.scalars(paid.order_by(Payment.treasury_on.desc(), Payment.id.desc())).first()
    figures = theirs.get(last.application.line or "", {}) if last else {}
    if last is None or figures.get("spent", ZERO) < last.amount:
        return ""
    figures["spent"] -= last.amount
    figures["left"] += last.amount
    return (
        f"Chứng từ {last.number} ngày {last.treasury_on:%d/%m/%Y}: Kho bạc hạch toán thiếu, đã bổ sung ngày 01/10/2026."
    )


def _act(name: str) -> str:
    return uuid.uuid5(uuid.NAMESPACE_OID, f"demo/treasury/{name}").hex
