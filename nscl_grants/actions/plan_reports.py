"""The plan's reports: drafted from a cut-off, written over by people, corrected by number after the signature."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any

from sqlalchemy.orm import Session

from nscl_grants.actions.acts import Sent, once
from nscl_grants.actions.figures import cut_off_now, gather
from nscl_grants.actions.report_content import content_of, kept
from nscl_grants.actions.report_drafting import first_words
from nscl_grants.db import audit
from nscl_grants.db.plan_reports import (
    PlanReport,
    PlanReportText,
    corrections_of,
    frozen_before,
    text_versions,
    texts_of,
)
from nscl_grants.definitions.house import house_of
from nscl_grants.domain.actor import PLAN_MANAGER, SYSTEM, Actor
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.reporting import PARTS
from nscl_grants.domain.results import CutOff
from nscl_grants.domain.results_report import Content, differences
from nscl_grants.domain.text import Text
from nscl_grants.domain.two_people import check_role

DRAFT = Text("Lập dự thảo báo cáo", "Draft a report")


@dataclass(eq=False)
class NotADraft(Refused):
    """Only a draft is changed."""


@dataclass(eq=False)
class NotSigned(Refused):
    """Only a signed report is corrected."""


@dataclass(eq=False)
class CorrectionOpen(Refused):
    """One correction after the other."""

    number: str


@dataclass(eq=False)
class PartChanged(Refused):
    """Somebody else wrote the part meanwhile."""

    part: Text


def draft(
    session: Session, *, purpose: str, year: int, title: str, actor: Actor, at: datetime, act: str
) -> PlanReport | None:
    """Draft a report with the figures of this moment and first words, once, and commit."""

    def make() -> PlanReport:
        check_role(actor, DRAFT, PLAN_MANAGER)
        content = _content(session, cut_off_now(session, at), purpose=purpose, year=year, title=title)
        report = _new(session, content, actor, at)
        for part, text in first_words(session, content).items():
            _write(session, report, part, text, SYSTEM, at)
        _note(session, "plan_report.draft", report, {"purpose": purpose, "year": year}, actor, at)
        return report

    sent = Sent(act, "plan_report.draft", {"purpose": purpose, "year": year, "title": title})
    return once(session, sent, actor=actor, at=at, do=make)


def renew_figures(session: Session, report: PlanReport, *, actor: Actor, at: datetime, act: str) -> None:
    """Take the figures of this moment into a draft, once, and commit; the words stay."""
    report_id = report.id

    def renew() -> None:
        _open(session, report, actor)
        content = _content(
            session,
            cut_off_now(session, at),
            purpose=report.purpose,
            year=report.year,
            title=report.title,
            report=report,
        )
        report.content, report.digest = kept(content)
        report.as_of_seq, report.as_of = content.seq, content.as_of
        _note(session, "plan_report.renew", report, {"seq": content.seq}, actor, at)

    once(session, Sent(act, "plan_report.renew", {"report": report_id}), actor=actor, at=at, do=renew)


def write_part(
    session: Session,
    report: PlanReport,
    part: str,
    text: str,
    *,
    seen: int,
    actor: Actor,
    at: datetime,
    act: str,
) -> None:
    """Follow the version of a part that was looked at with new words, once, and commit."""
    report_id = report.id

    def write() -> None:
        _open(session, report, actor)
        newest = texts_of(session, report_id).get(part)
        if newest is not None and newest.n != seen:
            raise PartChanged(PARTS[part])
        _write(session, report, part, text, actor, at)
        _note(session, "plan_report.write", report, {"part": part, "text": text}, actor, at)

    content = {"report": report_id, "part": part, "text": text, "seen": seen}
    once(session, Sent(act, "plan_report.write", content), actor=actor, at=at, do=write)


def correct(
    session: Session, report: PlanReport, reason: str, *, actor: Actor, at: datetime, act: str
) -> PlanReport | None:
    """Draft the next numbered correction of a signed report, with the figures of this moment, once, and commit."""
    report_id = report.id

    def make() -> PlanReport:
        check_role(actor, DRAFT, PLAN_MANAGER)
        session.refresh(report, with_for_update=True)
        original = report if report.corrects_id is None else session.get_one(PlanReport, report.corrects_id)
        latest = _latest(session, original)
        following = _correction(session, original, latest, reason, actor, at)
        for part, row in texts_of(session, latest.id).items():
            _write(session, following, part, row.text, SYSTEM, at)
        _note(session, "plan_report.correct", following, {"corrects": original.id, "reason": reason}, actor, at)
        return following

    sent = Sent(act, "plan_report.correct", {"report": report_id, "reason": reason})
    return once(session, sent, actor=actor, at=at, do=make)


def _latest(session: Session, original: PlanReport) -> PlanReport:
    """What stands now: the original, or its last correction."""
    corrections = corrections_of(session, original.id)
    latest = corrections[-1] if corrections else original
    if latest.frozen_at is None:
        raise CorrectionOpen(str(latest.correction)) if latest.corrects_id else NotSigned()
    return latest


def _correction(
    session: Session, original: PlanReport, latest: PlanReport, reason: str, actor: Actor, at: datetime
) -> PlanReport:
    figures = gather(
        session, year=original.year, purpose=original.purpose, title=original.title, cut_off=cut_off_now(session, at)
    )
    content = replace(
        figures,
        correction=latest.correction + 1,
        corrects=original.number,
        reason=reason,
        changes=differences(content_of(latest), figures),
    )
    return _new(session, content, actor, at, corrects=original)


def _content(
    session: Session, cut_off: CutOff, *, purpose: str, year: int, title: str, report: PlanReport | None = None
) -> Content:
    """The figures, and what became another figure since the last report was signed."""
    figures = gather(session, year=year, purpose=purpose, title=title, cut_off=cut_off)
    if report is not None and report.corrects_id is not None:
        return _with_changes(session, report, figures)
    previous = frozen_before(session, None if report is None else report.id)
    if previous is None:
        return figures
    old = content_of(previous)
    then = gather(session, year=old.year, purpose=old.purpose, title=old.title, cut_off=cut_off)
    return replace(figures, later_than=_name(previous), later=differences(old, then))


def _with_changes(session: Session, report: PlanReport, figures: Content) -> Content:
    """A correction's figures with what they correct: the report before it in its row."""
    old, original = content_of(report), session.get_one(PlanReport, report.corrects_id)
    before = [original, *corrections_of(session, original.id)][report.correction - 1]
    return replace(
        figures,
        correction=old.correction,
        corrects=old.corrects,
        reason=old.reason,
        changes=differences(content_of(before), figures),
    )


def _name(report: PlanReport) -> str:
    dated = "" if report.dated_on is None else f" ngày {report.dated_on:%d/%m/%Y}"
    return f"Báo cáo số {report.number}{dated}"


def _new(
    session: Session, content: Content, actor: Actor, at: datetime, corrects: PlanReport | None = None
) -> PlanReport:
    life = house_of(session).workflow("plan_report")
    text, digest = kept(content)
    report = PlanReport(
        purpose=content.purpose,
        year=content.year,
        title=content.title,
        corrects_id=None if corrects is None else corrects.id,
        correction=content.correction,
        reason=content.reason,
        state=life.initial,
        workflow_version=life.version,
        as_of_seq=content.seq,
        as_of=content.as_of,
        content=text,
        digest=digest,
        created_by=actor.person_id,
        created_at=at,
    )
    session.add(report)
    session.flush()
    return report


def _open(session: Session, report: PlanReport, actor: Actor) -> None:
    check_role(actor, DRAFT, PLAN_MANAGER)
    session.refresh(report, with_for_update=True)
    if report.state != house_of(session).workflow_of(report).initial:
        raise NotADraft()


def _write(session: Session, report: PlanReport, part: str, text: str, actor: Actor, at: datetime) -> None:
    earlier = text_versions(session, report.id, part)
    session.add(
        PlanReportText(
            report_id=report.id,
            part=part,
            n=earlier[0].n + 1 if earlier else 1,
            text=text,
            person_id=actor.person_id,
            person_name=actor.name,
            at=at,
        )
    )
    session.flush()


def _note(
    session: Session, what: str, report: PlanReport, after: Mapping[str, Any], actor: Actor, at: datetime
) -> None:
    session.flush()
    audit.append(
        session,
        at=at,
        person_id=actor.person_id,
        account_id=actor.account_id,
        who=actor.name,
        what=what,
        subject_kind="plan_report",
        subject=str(report.id),
        after=after,
    )
