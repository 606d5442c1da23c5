"""The public front: what is supported, and where to begin."""

from flask import Blueprint, render_template
from flask.typing import ResponseReturnValue

from nscl_grants.web.language import lazy
from nscl_grants.web.nav import Tab

bp = Blueprint("public", __name__)

TABS = (Tab("public.home", lazy("Hỗ trợ"), "public", rank=10),)


@bp.get("/")
def home() -> ResponseReturnValue:
    """The landing page."""
    return render_template("public/home.html")
