"""Mẫu 09: when a figure of a closed year is moved in our books, the treasury is asked to move it in its own."""

from datetime import date, datetime

from sqlalchemy import select
from sqlalchemy.orm import Session

from nscl_grants.actions.paper_facts.paying import payer
from nscl_grants.actions.paper_row import About, Asked, add_paper
from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application
from nscl_grants.definitions.house import House, house_of
from nscl_grants.documents.facts import to_json
from nscl_grants.documents.facts.treasury import Booked, FiguresCorrection
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.calendar import legal_date
from nscl_grants.domain.money import Money

_PLACES = {"advanced": "tạm ứng", "paid": "thực chi", "recovered": "thu hồi"}


def request_figures_correction(session: Session, proposal: Proposal, actor: Actor, at: datetime) -> None:
    """Ask for the form of an adjustment that was confirmed, in its transaction; none when neither case is ours."""
    content, house, on = proposal.content, house_of(session), legal_date(at)
    cases = {name: _case(session, content[name]) for name in ("wrong_case", "right_case")}
    about = cases["right_case"] or cases["wrong_case"]
    if about is None:
        return
    row = Booked(
        content=f"Hỗ trợ theo hồ sơ {about.code or about.reference}",
        voucher=f"ngày {date.fromisoformat(content['dated_on']):%d/%m/%Y}",
        from_codes=_codes(house, cases["wrong_case"], content["wrong_case"], content["wrong_place"]),
        to_codes=_codes(house, cases["right_case"], content["right_case"], content["right_place"]),
        amount=Money(int(content["amount"])),
    )
    facts = FiguresCorrection(payer(house), content["number"], int(content["year"]), proposal.reason, (row,), on)
    request = f"{proposal.act}/figures_correction/{about.reference}"
    asked = Asked("figures_correction", request, About(about.id), at, actor.person_id, to_json(facts), on)
    add_paper(session, asked)


def _codes(house: House, case: Application | None, named: str, place: str) -> str:
    settings = house.plan.settings
    told = (case.code or case.reference) if case else named
    return (
        f"Chương {settings.budget_chapter}, mã NDKT {settings.budget.economic_code or '…'}, "
        f"{_PLACES.get(place, place)}; hồ sơ {told}"
    )


def _case(session: Session, named: str) -> Application | None:
    return session.scalar(select(Application).where(Application.reference == named))
