"""Where papers are drawn: which function lays out which version of which kind.

Only what makes bytes imports this module: it brings ReportLab and pikepdf, which take a second to load.
"""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Any

from pikepdf.pdfa import PdfaError
from reportlab.platypus.doctemplate import LayoutError

from nscl_grants.documents.facts import digest_of, from_json
from nscl_grants.documents.kinds import KINDS
from nscl_grants.documents.layout import Story
from nscl_grants.documents.papers import claims, decisions, filed, review, slips, treasury
from nscl_grants.documents.sheet import RENDERER, Drawn, Mark, draft, render

__all__ = ["DRAWN_BY", "RENDERER", "Drawn", "PaperFailed", "draw_paper", "draw_preview"]


class PaperFailed(Exception):
    """A paper cannot be laid out, or would not be fit for the archive."""


_FIRST_VERSIONS: tuple[Callable[[Any], Story], ...] = (
    slips.receipt,
    slips.supplement_slip,
    slips.refusal_slip,
    slips.apology_slip,
    slips.stop_notice,
    filed.application_paper,
    review.review_minutes,
    review.proposal,
    decisions.award_decision,
    decisions.award_notice,
    decisions.rejection_notice,
    decisions.cancellation_notice,
    decisions.recovery_decision,
    claims.acceptance_minutes,
    claims.claim_paper,
    treasury.drawdown,
    treasury.drawdown_split,
    treasury.payment_order,
    treasury.payment_order_split,
    treasury.payee_list,
    treasury.advance_settlement,
    treasury.figures_correction,
    treasury.repayment_slip,
)

DRAWN_BY: Mapping[tuple[str, int], Callable[[Any], Story]] = {(draw.__name__, 1): draw for draw in _FIRST_VERSIONS}
"""A second version of a form is a second function: add it here under its number, and its facts in `kinds.py`."""


def draw_paper(
    key: str, version: int, kept: dict[str, Any], *, code: str, address: str, author: str, made_at: datetime
) -> Drawn:
    """A paper from its kept facts, with the place of its signature; the same bytes under the same renderer."""
    mark = Mark(code, address, digest_of(kept))
    try:
        return render(_story(key, version, kept), title=KINDS[key].title.vi, author=author, mark=mark, made_at=made_at)
    except (PdfaError, LayoutError) as fault:
        raise PaperFailed(f"{key} {code}: {fault}") from fault


def draw_preview(key: str, version: int, kept: dict[str, Any]) -> bytes:
    """What the paper would look like: without code and archive marks, and said to be a preview on every page."""
    try:
        return draft(_story(key, version, kept), title=KINDS[key].title.vi)
    except LayoutError as fault:
        raise PaperFailed(f"{key}: {fault}") from fault


def _story(key: str, version: int, kept: dict[str, Any]) -> Story:
    return DRAWN_BY[key, version](from_json(KINDS[key].versions[version], kept))
