"""What somebody asked and waits to hear: an opinion, an answer to the firm or to an agency, a word on personal data."""

from typing import Any

from sqlalchemy import ColumnElement, Select, and_, exists, or_, select
from sqlalchemy.orm import aliased, joinedload

from nscl_grants.db.acts import Proposal
from nscl_grants.db.applications import Application, Move
from nscl_grants.db.messages import Message
from nscl_grants.db.notices import StaffNotice
from nscl_grants.db.opinions import Opinion
from nscl_grants.db.personal_data import ERASE, ERASURE, DataRequest
from nscl_grants.reports.kinds_of_work import Kind, Reader, Work, cases, without_other_duty
from nscl_grants.reports.work_steps import standing_before

Wheres = tuple[ColumnElement[bool], ...]


def _opinion_is_wanted(reader: Reader) -> Wheres:
    """Reviews on which a colleague asked for the reader's opinion, and the reader has given none since."""
    given = exists().where(
        Opinion.application_id == StaffNotice.application_id,
        Opinion.person_id == reader.person_id,
        Opinion.at >= StaffNotice.at,
    )
    asked = select(StaffNotice.application_id).where(
        StaffNotice.person_id == reader.person_id, StaffNotice.kind == "mail.opinion_asked", ~given
    )
    return (
        Application.state == "in_review",
        Application.id.in_(asked),
        or_(Application.reviewer_id.is_(None), Application.reviewer_id != reader.person_id),
        without_other_duty(reader, "review"),
    )


def _firm_asks_the_reviewer(reader: Reader) -> Wheres:
    """The reader's reviews in which the firm spoke last, by id as in waiting.py: the cases of one reviewer are few."""
    mine = aliased(Application)
    return (Application.id.in_(select(mine.id).where(mine.reviewer_id == reader.person_id, _firm_spoke_last(mine))),)


def _firm_asks_intake(reader: Reader) -> Wheres:
    """Before there is a reviewer: cases of which a message reached the reader, as the notice of it tells."""
    told = select(StaffNotice.application_id).where(
        StaffNotice.person_id == reader.person_id, StaffNotice.kind == "mail.message_from_firm"
    )
    return Application.id.in_(told), Application.reviewer_id.is_(None), _firm_spoke_last(Application)


def _firm_spoke_last(case: type[Application]) -> ColumnElement[bool]:
    """A note of the office counts as an answer: the firm was called, say."""
    later = aliased(Message)
    answered = exists().where(
        later.application_id == Message.application_id, later.id > Message.id, later.side != "firm"
    )
    return exists().where(Message.application_id == case.id, Message.side == "firm", ~answered)


def _agency_was_asked(reader: Reader) -> Wheres:
    """The reader's reviews in which another agency was asked and its answer is not recorded."""
    later = aliased(Move)
    recorded = exists().where(
        later.application_id == Move.application_id, later.id > Move.id, later.trigger == "record_agency_opinion"
    )
    asked = exists().where(Move.application_id == Application.id, Move.trigger == "ask_agency", ~recorded)
    mine = Application.reviewer_id == reader.person_id
    return standing_before(reader.house, "record_agency_opinion", "in_review"), mine, asked


def _firm_brings_paper(reader: Reader) -> Wheres:
    """Dossiers of which the office entered the papers: what the firm brings to complete them, it enters, too."""
    return standing_before(reader.house, "supplement", "supplement_requested"), Application.channel != "online"


def _about_personal_data(reader: Reader) -> Select[Any]:
    """Requests of others that nobody took up; an erasure that was proposed waits as a proposal."""
    proposed = exists().where(
        Proposal.kind == ERASURE,
        Proposal.outcome == "open",
        Proposal.content["person"].as_integer() == DataRequest.person_id,
    )
    waits = and_(DataRequest.outcome == "open", DataRequest.person_id != reader.person_id)
    taken_up = and_(DataRequest.kind == ERASE, proposed)
    return select(DataRequest).where(waits, ~taken_up).order_by(DataRequest.id)


OPINION = cases("opinion", _opinion_is_wanted, "requested", due="due_on")
ANSWER_OWN = cases("answer_message", _firm_asks_the_reviewer)
ANSWER_UNGIVEN = cases("answer_message", _firm_asks_intake)
AGENCY_OPINION = cases("agency_opinion", _agency_was_asked, "requested")
SUPPLEMENT = cases("supplement", _firm_brings_paper, "requested", due="supplement_due_on")
DATA_REQUESTS = Kind(
    _about_personal_data,
    lambda asked: Work("answer_data_request", asked, None, asked.due_on),
    (joinedload(DataRequest.person),),
)
