"""Papers that a dossier has in common with others: the same certificate, the same invoice, the very same file."""

from collections.abc import Sequence
from dataclasses import dataclass

from flask import url_for
from sqlalchemy.orm import Session

from nscl_grants.db.applications import Application
from nscl_grants.db.evidence import evidence_elsewhere, files_elsewhere
from nscl_grants.domain.actor import Actor
from nscl_grants.web.language import _
from nscl_grants.web.naming import code_of


@dataclass(frozen=True, slots=True)
class Twin:
    """One thing in common, and the other dossier that has it."""

    what: str
    code: str
    organisation: str
    url: str


def twins_of(session: Session, case: Application, actor: Actor) -> Sequence[Twin]:
    """Everything in common with dossiers that the reader may see: certificates, invoices, then files."""
    words = {"certificate": _("Số chứng nhận %(number)s"), "invoice": _("Hóa đơn %(number)s")}
    numbers = [
        _twin(words[kind] % {"number": shown}, other) for kind, shown, other in evidence_elsewhere(session, case, actor)
    ]
    files = [_twin(_("Tệp %(name)s", name=name), other) for name, other in files_elsewhere(session, case, actor)]
    return [*numbers, *files]


def _twin(what: str, other: Application) -> Twin:
    return Twin(what, code_of(other), other.organisation.name, url_for("cases.show", reference=other.reference))
