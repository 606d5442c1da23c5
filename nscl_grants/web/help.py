"""Help: a short guide for each role, and what the states and the words of money mean; for everybody."""

from flask import Blueprint, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.definitions.guides import Guide, guides
from nscl_grants.definitions.house import house_of
from nscl_grants.definitions.protections import protections
from nscl_grants.domain.actor import APPLICANT, ROLES
from nscl_grants.domain.ledger.accounts import STATES
from nscl_grants.paths import STATIC
from nscl_grants.web.access import db, layout, visitor
from nscl_grants.web.language import lazy
from nscl_grants.web.nav import Tab

bp = Blueprint("help", __name__, url_prefix="/help")

TABS = (
    Tab("help.index", lazy("Hướng dẫn"), "foot", rank=5, covers=("help",)),
    Tab("help.index", lazy("Hướng dẫn"), "staff", rank=95, covers=("help",)),
)
LIVES = ("firm_support", "claim", "payment")
"""The lives whose states a reader meets most; each in its newest version."""


@bp.get("")
def index() -> ResponseReturnValue:
    """The guides, the reader's own first."""
    mine = _mine()
    return render_template(
        "help/index.html",
        layout_of=layout(),
        mine=mine,
        others=[guide for guide in _in_order() if guide not in mine],
    )


@bp.get("/words")
def words_page() -> ResponseReturnValue:
    """What each state of a case, a claim, a payment and of money means."""
    house = house_of(db())
    return render_template(
        "help/words.html", layout_of=layout(), lives=[house.workflow(name) for name in LIVES], places=STATES
    )


@bp.get("/protection")
def protection() -> ResponseReturnValue:
    """What guards money, people, files and the log, and where the reader can see it at work."""
    shown = [(each, url_for(each.page), each.is_open_to(visitor())) for each in protections()]
    return render_template("help/protection.html", layout_of=layout(), shown=shown)


@bp.get("/<role>")
def guide(role: str) -> ResponseReturnValue:
    """How one role works, step by step."""
    found = guides().get(role)
    if found is None:
        raise NotFound()
    picture = STATIC / "help" / f"{role}.png"
    return render_template(
        "help/guide.html",
        layout_of=layout(),
        guide=found,
        links=[url_for(step.page) for step in found.steps],
        may_enter=found in _mine() or (role == APPLICANT and visitor() is None),
        picture=url_for("static", filename=f"help/{role}.png") if picture.exists() else None,
    )


def _in_order() -> list[Guide]:
    return [guides()[role] for role in ROLES if role in guides()]


def _mine() -> list[Guide]:
    actor = visitor()
    return [guide for guide in _in_order() if actor is not None and actor.holds(guide.role)]
