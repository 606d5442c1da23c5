"""What a dossier has in common with others, in one question: numbers, files, and organisations that may be one."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import Select, and_, func, literal, select, union_all
from sqlalchemy.orm import Session, aliased

from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.cases import visible_to
from nscl_grants.db.evidence import Evidence
from nscl_grants.db.organisations import Organisation, OrganisationWord
from nscl_grants.domain.actor import Actor
from nscl_grants.domain.same_name import bare_name

MOST_FOUND = 100


@dataclass(frozen=True, slots=True)
class Common:
    """One thing in common: of which kind, what it is here, and the dossier or organisation that has it too."""

    kind: str
    """certificate, invoice, file or organisation."""
    shown: str
    reference: str
    """The other dossier; "" for an organisation, which is known by its code."""
    code: str
    organisation: str


def in_common(session: Session, application: Application, actor: Actor) -> Sequence[Common]:
    """Everything in common with dossiers that the actor may see, and organisations that are named alike."""
    parts = union_all(
        _numbers(application, actor), _files(application, actor), _organisations(application.organisation)
    ).limit(MOST_FOUND)
    bare = bare_name(application.organisation.folded_name)
    found = [Common(*(str(cell) for cell in row)) for row in session.execute(parts)]
    alike = (each for each in found if each.kind != "organisation" or bare_name(each.shown) == bare)
    return sorted(dict.fromkeys(alike), key=lambda each: (each.kind, each.shown, each.code))


def _numbers(application: Application, actor: Actor) -> Select[*tuple[Any, ...]]:
    mine = aliased(Evidence)
    return (
        select(mine.kind, mine.shown, *_other())
        .join(Evidence, and_(Evidence.kind == mine.kind, Evidence.key == mine.key))
        .join(Application, Application.id == Evidence.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(mine.application_id == application.id, Evidence.application_id != application.id, visible_to(actor))
    )


def _files(application: Application, actor: Actor) -> Select[*tuple[Any, ...]]:
    mine = aliased(Attachment)
    return (
        select(literal("file"), mine.name, *_other())
        .join(Attachment, Attachment.sha256 == mine.sha256)
        .join(Application, Application.id == Attachment.application_id)
        .join(Organisation, Organisation.id == Application.organisation_id)
        .where(
            mine.application_id == application.id,
            mine.removed_at.is_(None),
            Attachment.application_id != application.id,
            Attachment.removed_at.is_(None),
            Application.filed_at.is_not(None),
            visible_to(actor),
        )
    )


def _organisations(organisation: Organisation) -> Select[*tuple[Any, ...]]:
    """Organisations whose names hold all the words that are this one's own; by index, word for word."""
    query = select(
        literal("organisation"), Organisation.folded_name, literal(""), Organisation.tax_code, Organisation.name
    ).where(Organisation.id != organisation.id)
    for word in sorted(bare_name(organisation.folded_name)):
        with_word = select(OrganisationWord.organisation_id).where(OrganisationWord.word == word)
        query = query.where(Organisation.id.in_(with_word))
    return query


def _other() -> tuple[Any, ...]:
    return Application.reference, func.coalesce(Application.code, Application.reference), Organisation.name
