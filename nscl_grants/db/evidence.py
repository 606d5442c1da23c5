"""What filed dossiers are recognised by: the numbers of their certificates and invoices, however they are written."""

from collections.abc import Iterable, Sequence

from sqlalchemy import ForeignKey, Index, and_, delete, select
from sqlalchemy.orm import Mapped, Session, aliased, joinedload, mapped_column, relationship

from nscl_grants.db.applications import Application
from nscl_grants.db.attachments import Attachment
from nscl_grants.db.base import Base
from nscl_grants.db.cases import visible_to
from nscl_grants.domain.actor import Actor

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


def evidence_elsewhere(
    session: Session, application: Application, actor: Actor
) -> Sequence[tuple[str, str, Application]]:
    """Numbers of this dossier that others carry too, as far as the actor may see them: kind, number here, the other."""
    mine = aliased(Evidence)
    rows = session.execute(
        select(mine.kind, mine.shown, Application)
        .join(Evidence, and_(Evidence.kind == mine.kind, Evidence.key == mine.key))
        .join(Application, Application.id == Evidence.application_id)
        .where(mine.application_id == application.id, Evidence.application_id != application.id, visible_to(actor))
        .options(joinedload(Application.organisation))
        .order_by(mine.kind, mine.key, Application.id)
        .limit(MOST_FOUND)
    ).all()
    return [(kind, shown, case) for kind, shown, case in rows]


def files_elsewhere(session: Session, application: Application, actor: Actor) -> Sequence[tuple[str, Application]]:
    """Files of this dossier, by name, whose very bytes lie in another filed dossier that the actor may see."""
    mine = aliased(Attachment)
    rows = session.execute(
        select(mine.name, Application)
        .join(Attachment, Attachment.sha256 == mine.sha256)
        .join(Application, Application.id == Attachment.application_id)
        .where(
            mine.application_id == application.id,
            mine.removed_at.is_(None),
            Attachment.application_id != application.id,
            Attachment.removed_at.is_(None),
            Application.filed_at.is_not(None),
            visible_to(actor),
        )
        .options(joinedload(Application.organisation))
        .order_by(mine.name, Application.id)
        .limit(MOST_FOUND)
    ).all()
    return list(dict.fromkeys((name, case) for name, case in rows))
