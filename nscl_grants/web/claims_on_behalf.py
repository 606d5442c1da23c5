"""Claims of a firm whose dossier came on paper: the firm's own pages, opened by the counter for the case."""

from flask import Blueprint

from nscl_grants.domain.actor import INTAKE
from nscl_grants.web.access import require_role
from nscl_grants.web.applicant import claim
from nscl_grants.web.applicant.loaders import ON_BEHALF

bp = Blueprint(ON_BEHALF, __name__, url_prefix="/intake/<reference>/claims")
bp.before_request(require_role(INTAKE))

_N = "/<int(max=9999):n>"
bp.post("")(claim.begin_claim)
bp.get(_N)(claim.claim)
bp.post(_N)(claim.save_claim_answers)
bp.get(f"{_N}/papers")(claim.claim_papers)
bp.post(f"{_N}/papers/<document_name>")(claim.upload_for_claim)
bp.post(f"{_N}/papers/<document_name>/remove")(claim.take_off_claim)
bp.get(f"{_N}/send")(claim.check_claim)
bp.post(f"{_N}/send")(claim.send_claim)
