"""Yearly figures from outside, each with its source and who entered it; newer ones follow, none is lost."""

from collections.abc import Mapping, Sequence
from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, Index, select
from sqlalchemy.orm import Mapped, Session, mapped_column

from nscl_grants.db.base import Base, UtcDateTime
from nscl_grants.domain.indicators import Quantity


class IndicatorInput(Base):
    """One figure as it was entered; the newest of its name and year counts."""

    __tablename__ = "indicator_input"
    __table_args__ = (Index("ix_indicator_input_year", "year", "indicator", "part", "id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    indicator: Mapped[str]
    year: Mapped[int]
    part: Mapped[str]
    hundredths: Mapped[int] = mapped_column(BigInteger)
    source: Mapped[str]
    """Where the figure is from: the publication, the office, the letter."""
    person_id: Mapped[int] = mapped_column(ForeignKey("person.id"))
    person_name: Mapped[str]
    at: Mapped[datetime] = mapped_column(UtcDateTime)
    act: Mapped[str]

    @property
    def quantity(self) -> Quantity:
        """The figure."""
        return Quantity(self.hundredths)


def inputs_until(session: Session, year: int, at: datetime | None = None) -> Mapping[str, Mapping[str, IndicatorInput]]:
    """For each indicator its newest figures, by part: of that year, or of the last year before it that has one."""
    query = select(IndicatorInput).where(IndicatorInput.year <= year)
    if at is not None:
        query = query.where(IndicatorInput.at <= at)
    found: dict[str, dict[str, IndicatorInput]] = {}
    for row in session.scalars(query.order_by(IndicatorInput.year, IndicatorInput.id)):
        found.setdefault(row.indicator, {})[row.part] = row
    return found


def inputs_of(session: Session, indicator: str) -> Sequence[IndicatorInput]:
    """All that was ever entered for an indicator, the newest first."""
    return session.scalars(
        select(IndicatorInput).where(IndicatorInput.indicator == indicator).order_by(IndicatorInput.id.desc())
    ).all()
