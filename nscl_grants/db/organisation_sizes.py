"""How large organisations are: each declaration with its year and who made it; the newest one counts."""

from collections.abc import Sequence
from datetime import UTC, datetime

from sqlalchemy import CheckConstraint, ForeignKey, Index, Subquery, func, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.applications import Application
from nscl_grants.db.base import Base, MoneyType, UtcDateTime, one_of
from nscl_grants.db.organisations import Organisation
from nscl_grants.domain.calendar import ICT
from nscl_grants.domain.money import Money
from nscl_grants.domain.organisation_size import FIELDS, SIZES


class OrganisationSize(Base):
    """One declaration; never changed, only followed by the next."""

    __tablename__ = "organisation_size"
    __table_args__ = (
        CheckConstraint(one_of("size", SIZES), name="known"),
        CheckConstraint(one_of("field", FIELDS), name="field_is_known"),
        CheckConstraint("labour >= 0", name="labour_not_negative"),
        Index("ix_organisation_size_organisation", "organisation_id", "id"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisation.id"))
    year: Mapped[int]
    """The year that labour, revenue and capital are of."""
    field: Mapped[str]
    labour: Mapped[int]
    """The yearly average with social insurance."""
    revenue: Mapped[Money | None] = mapped_column(MoneyType)
    capital: Mapped[Money | None] = mapped_column(MoneyType)
    size: Mapped[str]
    source: Mapped[str]
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    act: Mapped[str]


def sizes_of(session: Session, organisation_id: int) -> Sequence[OrganisationSize]:
    """All that was declared of an organisation, the newest first."""
    return session.scalars(
        select(OrganisationSize)
        .where(OrganisationSize.organisation_id == organisation_id)
        .order_by(OrganisationSize.id.desc())
    ).all()


def newest_sizes(at: datetime) -> Subquery:
    """For each organisation its size as it was declared last by a moment; who declared none has no row."""
    newest = (
        select(func.max(OrganisationSize.id).label("id"))
        .where(OrganisationSize.at <= at)
        .group_by(OrganisationSize.organisation_id)
        .subquery()
    )
    return (
        select(OrganisationSize.organisation_id, OrganisationSize.size)
        .join(newest, newest.c.id == OrganisationSize.id)
        .subquery()
    )


def supported_organisations(session: Session, year: int, *, limit: int) -> Sequence[tuple[Organisation, str | None]]:
    """Organisations that filed in a year with their size, those without one first, then by name."""
    since, until = (datetime(each, 1, 1, tzinfo=ICT) for each in (year, year + 1))
    filed = select(Application.id).where(
        Application.organisation_id == Organisation.id, Application.filed_at >= since, Application.filed_at < until
    )
    size = newest_sizes(datetime.max.replace(tzinfo=UTC))
    rows = session.execute(
        select(Organisation, size.c.size)
        .outerjoin(size, size.c.organisation_id == Organisation.id)
        .where(filed.exists())
        .order_by(size.c.size.is_not(None), Organisation.folded_name, Organisation.id)
        .limit(limit)
    )
    return [(organisation, declared) for organisation, declared in rows]
