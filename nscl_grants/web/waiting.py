"""What waits for a person of the office, counted once a page for the tabs above it."""

from flask import g

from nscl_grants.domain.actor import Actor
from nscl_grants.reports.work import how_much_waits
from nscl_grants.web.access import db


def waiting(actor: Actor) -> tuple[int, int]:
    """How many things to do, and how many notices that were not read."""
    if "waiting" not in g:
        g.waiting = how_much_waits(db(), actor)
    counted: tuple[int, int] = g.waiting
    return counted
