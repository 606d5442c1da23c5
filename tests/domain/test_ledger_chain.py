"""The seal of a record depends on all that it says, on its place, and on nothing else."""

import hashlib
from collections.abc import Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from nscl_grants.domain.chain import GENESIS, canonical, seal
from nscl_grants.domain.ledger.accounts import Place, vnd
from nscl_grants.domain.ledger.limits import Limit
from nscl_grants.domain.ledger.posting import Entry, Kind, Posting, says_the_same, seal_posting

NOON = datetime(2026, 3, 2, 5, 0, tzinfo=UTC)
FREE, LAPSED = vnd(Place.FREE, "I.1", 2026), vnd(Place.LAPSED, "I.1", 2026)
LAPSE = Posting(
    id="a",
    kind=Kind.LAPSE,
    person="7",
    budget_year=2026,
    effective_on=date(2026, 3, 2),
    entries=(Entry(FREE, LAPSED, 5), Entry(FREE, LAPSED, 6)),
    memo={"decision": "05/QĐ-SKHCN", "files": [1, 2]},
)


def sealed(posting: Posting, *, seq: int = 1, at: datetime = NOON, prev_hash: str = GENESIS) -> str:
    """The hash at the first place of the chain unless another is named."""
    return seal_posting(posting, seq=seq, recorded_at=at, prev_hash=prev_hash)


def test_the_seal_can_be_made_again_by_any_program() -> None:
    assert canonical({"b": ["đ", 1, True, None], "a": {}}) == '{"a":{},"b":["đ",1,true,null]}'
    by_hand = '{"a":1,"prev_hash":"' + GENESIS + '"}'
    assert seal(GENESIS, {"a": 1}) == hashlib.sha256(by_hand.encode()).hexdigest()


def test_a_moment_is_the_same_in_every_time_zone() -> None:
    assert sealed(LAPSE) == sealed(LAPSE, at=NOON.astimezone(timezone(timedelta(hours=7))))


@pytest.mark.parametrize(
    "other",
    [
        replace(LAPSE, id="b"),
        replace(LAPSE, kind=Kind.ADJUST),
        replace(LAPSE, person="8"),
        replace(LAPSE, budget_year=2027),
        replace(LAPSE, effective_on=date(2026, 3, 3)),
        replace(LAPSE, case="ns-an"),
        replace(LAPSE, kind=Kind.REVERSE, reverses="x"),
        replace(LAPSE, memo={}),
        replace(LAPSE, limits=(Limit(FREE, 0, 1),)),
        replace(LAPSE, entries=LAPSE.entries[:1]),
        replace(LAPSE, entries=LAPSE.entries[::-1]),
        replace(LAPSE, entries=(Entry(FREE, LAPSED, 5), Entry(FREE, LAPSED, 7))),
        replace(LAPSE, entries=(Entry(FREE, LAPSED, 5), Entry(LAPSED, FREE, 6))),
    ],
)
def test_every_particular_is_sealed(other: Posting) -> None:
    assert sealed(other) != sealed(LAPSE)
    assert not says_the_same(other, LAPSE)


def test_the_place_in_the_chain_is_sealed() -> None:
    seals = {
        sealed(LAPSE),
        sealed(LAPSE, seq=2),
        sealed(LAPSE, prev_hash="1" * 64),
        sealed(LAPSE, at=NOON + timedelta.resolution),
    }

    assert len(seals) == 4


def test_the_order_of_limits_says_nothing() -> None:
    limits = (Limit(FREE, 0, 1), Limit(LAPSED, 0, 2))

    assert sealed(replace(LAPSE, limits=limits)) == sealed(replace(LAPSE, limits=limits[::-1]))


@pytest.mark.parametrize("value", [1.0, {"a": 0.5}, [b"x"], NOON, {1, 2}])
def test_what_has_two_texts_is_not_sealed(value: Any) -> None:
    with pytest.raises(TypeError):
        canonical(value)


_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=8,
)


@given(st.dictionaries(st.text(), _JSON))
def test_the_order_of_keys_says_nothing(record: Mapping[str, Any]) -> None:
    backwards = dict(list(record.items())[::-1])

    assert canonical(record) == canonical(backwards)
