"""Every movement of the handbook is made, and every refusal met, in one programme on each database."""

from collections.abc import Callable

from sqlalchemy import Engine

from nscl_grants.domain.ledger import refusals
from nscl_grants.domain.ledger.posting import Kind
from nscl_grants.domain.refused import Refused
from tests.model.application import KINDS
from tests.model.side_by_side import SideBySide
from tests.model.story import Story, tell
from tests.model.world import MOVEMENTS

ONLY_BY_OUR_MISTAKE = {"PlanSpent", "SlotTaken", "CapInUse", "PostingDiffers"}
"""No act of a person meets these: tests/domain/test_ledger_check.py and test_machine.py do."""


def test_every_movement_is_made_and_every_refusal_met(fresh_engine: Callable[[], Engine]) -> None:
    both = SideBySide(fresh_engine())
    story = Story(both)
    tell(story)
    both.end()

    known = {refusal.__name__ for refusal in Refused.__subclasses__() if refusal.__module__ == refusals.__name__}
    assert known == story.met | ONLY_BY_OUR_MISTAKE
    assert set(MOVEMENTS) == story.done
    made = {KINDS.get(kind) or Kind(kind) for kind in story.done}
    assert set(Kind) - made == {Kind.PLAN, Kind.OPEN_YEAR}, "those two make the books"
