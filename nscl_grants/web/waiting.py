"""What waits for a person of the office, counted once a page for the tabs above it."""

from flask import g

from nscl_grants.domain.actor import Actor
from nscl_grants.reports.work import Waits, how_much_waits
from nscl_grants.web.access import db


def waiting(actor: Actor) -> Waits:
    """The numbers of this page."""
    if "waiting" not in g:
        g.waiting = how_much_waits(db(), actor)
    counted: Waits = g.waiting
    return counted
