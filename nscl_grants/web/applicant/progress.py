"""How far an application is: each section and the papers, what is open now, and what comes next."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from flask import url_for
from sqlalchemy.orm import Session

from nscl_grants.actions.drafts import answers_of, first_answers, saved_version
from nscl_grants.db.attachments import Attachment, attachments_of
from nscl_grants.domain.forms import Section, missing_in
from nscl_grants.domain.text import Text
from nscl_grants.web.applicant.loaders import OwnCase, own_banks
from nscl_grants.web.bank_details import account_question
from nscl_grants.web.language import _, ngettext

Phase = Literal["done", "begun", "untouched", "closed"]
TONES: dict[Phase, str] = {"done": "good", "begun": "office", "untouched": "draft", "closed": "locked"}


@dataclass(frozen=True, slots=True)
class Task:
    """One part of the application, in the shape that the task list draws."""

    label: Text | str
    note: str
    url: str | None
    phase: Phase

    @property
    def tone(self) -> str:
        """The look of its badge."""
        return TONES[self.phase]

    @property
    def state(self) -> str:
        """The word of its badge."""
        words = {
            "done": _("Đã xong"),
            "begun": _("Đang làm"),
            "untouched": _("Chưa làm"),
            "closed": _("Không mở để sửa"),
        }
        return words[self.phase]


@dataclass(frozen=True, slots=True)
class Progress:
    """All parts, and when something was saved last."""

    sections: Sequence[Task]
    papers: Task
    saved_at: datetime | None

    @property
    def tasks(self) -> Sequence[Task]:
        """The sections, then the papers."""
        return (*self.sections, self.papers)

    @property
    def open(self) -> Sequence[Task]:
        """What may be worked on now."""
        return [task for task in self.tasks if task.phase != "closed"]

    @property
    def done(self) -> Sequence[Task]:
        """What is complete."""
        return [task for task in self.open if task.phase == "done"]

    @property
    def next(self) -> Task | None:
        """The first part that is not complete."""
        return next((task for task in self.open if task.phase != "done"), None)


def form_progress(session: Session, case: OwnCase) -> Progress:
    """How far this application is."""
    files = attachments_of(session, case.row.id)
    stamps = [datetime.fromisoformat(saved["at"]) for saved in case.row.saved.values()]
    stamps += [file.uploaded_at for file in files]
    return Progress(
        sections=[_section_task(session, case, section) for section in case.form.sections],
        papers=_papers_task(case, files),
        saved_at=max(stamps, default=None),
    )


def _section_task(session: Session, case: OwnCase, section: Section) -> Task:
    lacking = list(missing_in(section, case.row.answers))
    if not case.open.has_section(section.name):
        return Task(section.title, "", None, "closed")
    url = url_for(".section", reference=case.row.reference, section_name=section.name)
    if not saved_version(case.row, section) and not answers_of(section, case.row.answers):
        return Task(section.title, _first_note(session, case, section), url, "untouched")
    note = ngettext("Còn %(num)d câu chưa trả lời", "Còn %(num)d câu chưa trả lời", len(lacking)) if lacking else ""
    return Task(section.title, note, url, "begun" if lacking else "done")


def _first_note(session: Session, case: OwnCase, section: Section) -> str:
    """What is there before the first save: all, a part, or nothing of what is asked."""
    account, banks = account_question(section), {str(bank.id) for bank in own_banks(case)}
    if account and not banks:
        return _("Chưa có tài khoản ngân hàng để chọn, ông/bà khai ngay trong mục này")
    if not any(question.prefill for question in section.questions):
        return ""
    known = first_answers(session, case.row, section)
    if account and known.get(account) not in banks:
        return ""
    if not any(missing_in(section, known)):
        return _("Điền sẵn từ thông tin tổ chức, ông/bà chỉ cần xem lại")
    return (
        _("Điền sẵn từ thông tin tổ chức, ông/bà xem lại và trả lời các câu còn trống") if any(known.values()) else ""
    )


def _papers_task(case: OwnCase, files: Sequence[Attachment]) -> Task:
    asked = [document for document in case.form.documents_asked(case.row.answers) if document.required]
    there = {file.document for file in files}
    came = sum(document.name in there for document in asked)
    note = _("Đã tải %(came)d trong %(asked)d loại giấy tờ bắt buộc", came=came, asked=len(asked))
    url = url_for(".papers", reference=case.row.reference)
    if not any(case.open.has_document(document.name) for document in case.form.documents):
        return Task(_("Giấy tờ kèm theo"), "", url, "closed")
    return Task(_("Giấy tờ kèm theo"), note, url, "done" if came == len(asked) else "begun" if came else "untouched")
