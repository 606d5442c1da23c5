"""The plan's figures as they stand, gathered once for as long as nothing happens.

Every act leaves an event in the audit log, and every movement of money a posting; while neither head moves, the
figures of a year are those that were gathered last, and the public page costs no more than two rows.
"""

from flask import current_app
from sqlalchemy import select

from nscl_grants.actions.figures import cut_off_now, gather
from nscl_grants.db.audit import AuditHead
from nscl_grants.domain.reporting import ANNUAL
from nscl_grants.domain.results_report import Content
from nscl_grants.web.access import db, now, today

_PLACE = "nscl_plan_figures"


def latest(year: int) -> Content:
    """All figures of a year of the plan."""
    cut_off = cut_off_now(db(), now())
    # What is under way follows the calendar too, so a new day gathers anew.
    heads = (cut_off.seq, db().scalar(select(AuditHead.seq)), today())
    kept: dict[int, tuple[object, Content]] = current_app.extensions.setdefault(_PLACE, {})
    known = kept.get(year)
    if known is not None and known[0] == heads:
        return known[1]
    content = gather(db(), year=year, purpose=ANNUAL, title="", cut_off=cut_off)
    kept[year] = (heads, content)
    return content
