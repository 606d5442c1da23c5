"""What follows a step of a report: figures are kept, signatures are recorded, what was signed is frozen."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date

from sqlalchemy import select

from nscl_grants.actions.agency_figures import gather_agency
from nscl_grants.actions.figures import cut_off_now
from nscl_grants.actions.report_content import content_of, kept
from nscl_grants.actions.report_moves import Effect, ReportStep, move_report
from nscl_grants.db.agency_reports import AgencyReport, ReportPeriod
from nscl_grants.db.plan_reports import PlanReport, texts_of
from nscl_grants.documents.facts import to_json
from nscl_grants.domain.actor import SYSTEM
from nscl_grants.domain.reporting import PARTS
from nscl_grants.domain.results_report import Signed, Words


def keep_results(step: ReportStep) -> None:
    """The agency's figures as they are at this moment."""
    report = step.report
    assert isinstance(report, AgencyReport)
    content = gather_agency(step.session, report.body, report.period.year, cut_off_now(step.session, step.at))
    report.content, report.sent_at, report.returned_because = to_json(content), step.at, ""


def note_reason(step: ReportStep) -> None:
    """Why it came back."""
    assert isinstance(step.report, AgencyReport)
    step.report.returned_because = str(step.answers["reason"])


def note_proposal(step: ReportStep) -> None:
    """The number of the tờ trình."""
    assert isinstance(step.report, PlanReport)
    step.report.proposal_number = str(step.answers["number"])


def freeze_figures(step: ReportStep) -> None:
    """Figures and words become one text that nothing changes any more, with the signature in it."""
    report, answers = step.report, step.answers
    assert isinstance(report, PlanReport)
    signed = Signed(
        str(answers["number"]),
        date.fromisoformat(str(answers["dated_on"])),
        str(answers["signer"]),
        str(answers["position"]),
    )
    texts = texts_of(step.session, report.id)
    words = tuple(Words(part, texts[part].text) for part in PARTS if part in texts)
    report.content, report.digest = kept(replace(content_of(report), words=words, signed=signed))
    report.number, report.dated_on = signed.number, signed.dated_on
    report.signer, report.signer_position = signed.signer, signed.position
    report.frozen_at = step.at


def freeze_agency_reports(step: ReportStep) -> None:
    """The accepted reports that it rests on change no more either."""
    report = step.report
    assert isinstance(report, PlanReport)
    accepted = step.session.scalars(
        select(AgencyReport)
        .join(ReportPeriod, ReportPeriod.id == AgencyReport.period_id)
        .where(ReportPeriod.year == report.year, AgencyReport.state == "accepted")
        .order_by(AgencyReport.id)
    ).all()
    for each in accepted:
        move_report(step.session, each, "freeze", EFFECTS, actor=SYSTEM, at=step.at, act=step.act, answers={})


def note_sending(step: ReportStep) -> None:
    """When it left."""
    assert isinstance(step.report, PlanReport)
    step.report.sent_on = date.fromisoformat(str(step.answers["sent_on"]))


EFFECTS: Mapping[str, Effect] = {
    "keep_results": keep_results,
    "note_reason": note_reason,
    "note_proposal": note_proposal,
    "freeze_figures": freeze_figures,
    "freeze_agency_reports": freeze_agency_reports,
    "note_sending": note_sending,
}
