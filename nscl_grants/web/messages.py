"""What an act tells the next page: what happened, and what comes next."""

from typing import Literal

from flask import flash

from nscl_grants.domain.refused import Refused
from nscl_grants.web.filters import sentence

Tone = Literal["good", "info", "wait", "bad"]


def tell(what: str, then: str = "", tone: Tone = "good") -> None:
    """Show this on the next page: first, in bold, what happened; then what comes next."""
    flash(f"{what}\n{then}", tone)


def tell_refusal(refused: Refused) -> None:
    """Show on the next page why something was not done; the first sentence is what, the rest why and how to go on."""
    what, mark, then = sentence(refused).partition(". ")
    tell(what + ("." if mark else ""), then, "bad")
