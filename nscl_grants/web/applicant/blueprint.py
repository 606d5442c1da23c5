"""What the firm's pages hang on: their blueprint, for applicants only, and their tab."""

from flask import Blueprint

from nscl_grants.domain.actor import APPLICANT
from nscl_grants.web.access import require_role
from nscl_grants.web.language import lazy
from nscl_grants.web.nav import Tab

bp = Blueprint("applicant", __name__, url_prefix="/my")
bp.before_request(require_role(APPLICANT))

TABS = (
    Tab("applicant.home", lazy("Hồ sơ của tôi"), "firm", rank=10, roles=frozenset({APPLICANT}), covers=("applicant",)),
)
