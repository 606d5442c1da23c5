"""What filed dossiers are recognised by: the numbers of their certificates and invoices, however they are written."""

from collections.abc import Iterable, Mapping, Sequence

from sqlalchemy import ForeignKey, Index, delete, select, tuple_
from sqlalchemy.orm import Mapped, Session, joinedload, mapped_column, relationship

from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.base import Base

MOST_FOUND = 50


class Evidence(Base):
    """One number in one dossier; the rows are those of the dossier as it was filed or supplemented last."""

    __tablename__ = "evidence"
    __table_args__ = (Index("ix_evidence_key", "kind", "key", "application_id"),)

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"), primary_key=True)
    kind: Mapped[str] = mapped_column(primary_key=True)
    """certificate or invoice."""
    key: Mapped[str] = mapped_column(primary_key=True)
    shown: Mapped[str]
    """As the organisation wrote it."""

    application: Mapped[Application] = relationship()


def keep_evidence(session: Session, application_id: int, found: Iterable[tuple[str, str, str]]) -> None:
    """Write what the dossier is recognised by as (kind, key, shown), in place of what was there."""
    session.execute(delete(Evidence).where(Evidence.application_id == application_id))
    rows = {(kind, key): shown for kind, key, shown in found}
    session.add_all(
        Evidence(application_id=application_id, kind=kind, key=key, shown=shown) for (kind, key), shown in rows.items()
    )


def evidence_elsewhere(session: Session, application: Application) -> Sequence[tuple[str, str, Application]]:
    """Numbers of this dossier that other filed dossiers carry too: the kind, the number as written here, the other."""
    mine: Mapping[tuple[str, str], str] = {
        (row.kind, row.key): row.shown
        for row in session.scalars(select(Evidence).where(Evidence.application_id == application.id))
    }
    if not mine:
        return ()
    others = session.scalars(
        select(Evidence)
        .where(tuple_(Evidence.kind, Evidence.key).in_(list(mine)), Evidence.application_id != application.id)
        .options(joinedload(Evidence.application).joinedload(Application.organisation))
        .order_by(Evidence.kind, Evidence.key, Evidence.application_id)
        .limit(MOST_FOUND)
    )
    return [(row.kind, mine[row.kind, row.key], row.application) for row in others]


def files_elsewhere(session: Session, application: Application) -> Sequence[tuple[str, Application]]:
    """Files of this dossier, by name, whose very bytes lie in another filed dossier too."""
    mine = (
        select(Attachment.sha256, Attachment.name)
        .where(Attachment.application_id == application.id, Attachment.removed_at.is_(None))
        .subquery()
    )
    rows = session.execute(
        select(mine.c.name, Application)
        .join(Attachment, Attachment.sha256 == mine.c.sha256)
        .join(Application, Application.id == Attachment.application_id)
        .where(
            Attachment.application_id != application.id,
            Attachment.removed_at.is_(None),
            Application.filed_at.is_not(None),
        )
        .options(joinedload(Application.organisation))
        .order_by(mine.c.name, Application.id)
        .limit(MOST_FOUND)
    ).all()
    return list(dict.fromkeys((name, case) for name, case in rows))
