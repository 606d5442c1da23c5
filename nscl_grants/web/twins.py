"""What a dossier has in common with others: the same certificate, invoice or file, or an organisation named alike."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.in_common import Common, in_common
from nscl_grants.domain.actor import Actor
from nscl_grants.web.language import _


@dataclass(frozen=True, slots=True)
class Twin:
    """One thing in common, and the other dossier that has it."""

    what: str
    code: str
    organisation: str
    url: str


def twins_of(session: Session, case: Application, actor: Actor) -> Sequence[Twin]:
    """Everything in common with dossiers that the reader may see: certificates, invoices, files, organisations."""
    return [_twin(each) for each in in_common(session, case, actor)]


def _twin(each: Common) -> Twin:
    words = {
        "certificate": _("Số chứng nhận %(number)s", number=each.shown),
        "invoice": _("Hóa đơn %(number)s", number=each.shown),
        "file": _("Tệp %(name)s", name=each.shown),
        "organisation": _("Tên tổ chức giống nhau"),
    }
    if each.kind == "organisation":
        url = url_for("lists.cases", q=each.code)
    else:
        url = url_for("cases.show", reference=each.reference)
    return Twin(words[each.kind], each.code, each.organisation, url)
