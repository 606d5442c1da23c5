"""Norms that the office added to those of the plan's files: how one is written down, and what the next one may be.

A norm is never changed, only followed: the next version begins on a day to come, so that no filed case changes its
norm, and on that day the one before it ends.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from nscl_grants.domain.money import Money
from nscl_grants.domain.norms import Norm
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.text import Text


@dataclass(eq=False)
class NormBeginsTooEarly(Refused):
    """A norm begins on a day to come, and after the one that it follows."""

    wanted: date
    earliest: date


@dataclass(eq=False)
class NormEndsTooEarly(Refused):
    """The day on which it is no longer in force lies after the day on which it begins."""

    since: date
    until: date


@dataclass(eq=False)
class NormOvertaken(Refused):
    """Another version of the family was confirmed since it was proposed."""

    family: Text


def following(norms: Iterable[Norm], confirmed: Iterable[Norm]) -> tuple[Norm, ...]:
    """All norms; each confirmed one ends those of its family that began before it."""
    known = list(norms)
    for added in confirmed:
        known = [_ended(norm, added) for norm in known] + [added]
    return tuple(known)


def newest(norms: Iterable[Norm], family: str) -> Norm:
    """The version of the family that begins last."""
    return max((norm for norm in norms if norm.family == family), key=lambda norm: norm.valid_from)


def next_key(norms: Iterable[Norm], family: str) -> str:
    """What the next version of the family is called."""
    return f"{family}/{1 + sum(norm.family == family for norm in norms)}"


def check_follows(norm: Norm, before: Norm, today: date, family: Text) -> None:
    """The next version may follow this one from its day on."""
    earliest = max(date.fromordinal(day.toordinal() + 1) for day in (today, before.valid_from))
    if norm.valid_from < earliest:
        raise NormBeginsTooEarly(norm.valid_from, earliest)
    if norm.valid_until <= norm.valid_from:
        raise NormEndsTooEarly(norm.valid_from, norm.valid_until)
    if norm.key == before.key:
        raise NormOvertaken(family)


def as_json(norm: Norm) -> dict[str, Any]:
    """Plain values that read the same in years."""
    return {
        "key": norm.key,
        "family": norm.family,
        "percent": norm.percent,
        "ceiling": norm.ceiling.dong if norm.ceiling else None,
        "lump_sum": norm.lump_sum.dong if norm.lump_sum else None,
        "valid_from": norm.valid_from.isoformat(),
        "valid_until": norm.valid_until.isoformat(),
        "resolution": _both(norm.resolution),
        "article": _both(norm.article),
        "cost_basis": _both(norm.cost_basis),
        "per": _both(norm.per),
        "conditions": [_both(each) for each in norm.conditions],
        "round_to": norm.round_to,
        "counts_vat": norm.counts_vat,
        "counts_cash": norm.counts_cash,
        "unsure": sorted(norm.unsure),
    }


def from_json(kept: Mapping[str, Any]) -> Norm:
    """As it was confirmed."""
    return Norm(
        key=kept["key"],
        family=kept["family"],
        percent=kept["percent"],
        ceiling=_money(kept["ceiling"]),
        lump_sum=_money(kept["lump_sum"]),
        valid_from=date.fromisoformat(kept["valid_from"]),
        valid_until=date.fromisoformat(kept["valid_until"]),
        resolution=Text(**kept["resolution"]),
        article=Text(**kept["article"]),
        cost_basis=Text(**kept["cost_basis"]),
        per=Text(**kept["per"]),
        conditions=tuple(Text(**each) for each in kept["conditions"]),
        round_to=kept["round_to"],
        counts_vat=kept["counts_vat"],
        counts_cash=kept["counts_cash"],
        unsure=frozenset(kept["unsure"]),
    )


def _ended(norm: Norm, added: Norm) -> Norm:
    if norm.family != added.family or not norm.valid_from < added.valid_from < norm.valid_until:
        return norm
    return replace(norm, valid_until=added.valid_from)


def _both(text: Text) -> dict[str, str]:
    return {"vi": text.vi, "en": text.en}


def _money(dong: int | None) -> Money | None:
    return None if dong is None else Money(dong)
