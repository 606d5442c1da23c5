"""Many papers at once: chosen by kind and date, bound by the worker into one ZIP and one PDF to print."""

from collections.abc import Sequence
from datetime import date, timedelta

from flask import Blueprint, Response, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from werkzeug.exceptions import NotFound

from nscl_grants.actions.paper_bundles import BundleClosed, ask_for_bundle
from nscl_grants.db.paper_bundles import (
    PaperBundle,
    bundle_of,
    bundles_of,
    papers_of_ticked,
    papers_to_bind,
    references_of_papers,
    visible_in,
)
from nscl_grants.documents.kinds import KINDS
from nscl_grants.domain.actor import CLERK, STAFF_ROLES
from nscl_grants.domain.forms import read_date
from nscl_grants.domain.refused import Refused
from nscl_grants.domain.vietnamese import clean
from nscl_grants.web.access import db, me, now, posted_act, require_role, today
from nscl_grants.web.errors import status_of
from nscl_grants.web.file_rows import uploads_storage
from nscl_grants.web.files import disposition
from nscl_grants.web.filters import in_language
from nscl_grants.web.language import _, ngettext
from nscl_grants.web.messages import tell
from nscl_grants.web.openings import note_openings_of_cases
from nscl_grants.web.paper_rows import may_open
from nscl_grants.web.whole import whole

bp = Blueprint("bundles", __name__, url_prefix="/papers/bundles")
bp.before_request(require_role(*STAFF_ROLES))

MOST_LISTED = 20
MOST_TICKED = 200
"""Four pages of a list."""
LAST_DAYS = timedelta(days=30)


@bp.get("")
def show() -> ResponseReturnValue:
    """What is asked for, how far it is, and where more is asked for."""
    return _page()


@bp.post("")
def ask() -> ResponseReturnValue:
    """Ask for a bundle of the papers of a kind and a time."""
    act, kind = posted_act(), request.form.get("kind", "")
    first, last = _day("first"), _day("last")
    if first is None or last is None or (kind and kind not in KINDS):
        return _page(faulty=True), 422
    found = papers_to_bind(db(), me(), (kind,) if kind else tuple(KINDS), first, last)
    title = f"{in_language(KINDS[kind].title) if kind else _('Mọi loại văn bản')}, {first:%d/%m/%Y}–{last:%d/%m/%Y}"
    ids = [paper.id for paper in found if may_open(me(), paper)]
    return _asked(ids, title, act)


@bp.post("/ticked")
def of_ticked() -> ResponseReturnValue:
    """Ask for a bundle of the papers of the cases or payments that were ticked in a list."""
    act, cases = posted_act(), request.form.getlist("case")[:MOST_TICKED]
    payments = request.form.getlist("payment", type=whole)[:MOST_TICKED]
    found = [paper for paper in papers_of_ticked(db(), me(), cases, payments) if may_open(me(), paper)]
    if payments:
        title = ngettext("Văn bản của %(num)d chứng từ", "Văn bản của %(num)d chứng từ", len(payments))
    else:
        title = ngettext("Văn bản của %(num)d hồ sơ", "Văn bản của %(num)d hồ sơ", len(cases))
    return _asked([paper.id for paper in found], f"{title}, {today():%d/%m/%Y}", act)


@bp.get("/<int:bundle_id>.<ending>")
def download(bundle_id: int, ending: str) -> ResponseReturnValue:
    """The ZIP, or the PDF to print; closed when it holds a paper that its reader may not open any more."""
    bundle = bundle_of(db(), me().person_id, bundle_id)
    if bundle is None or bundle.made_at is None or ending not in ("zip", "pdf"):
        raise NotFound()
    if not _opens_whole(bundle):
        return _page(refused=BundleClosed()), 403
    kept = (bundle.zip_stored_as, bundle.zip_sha256) if ending == "zip" else (bundle.pdf_stored_as, bundle.pdf_sha256)
    assert kept[0] is not None, "a bundle that was made has its files"
    assert kept[1] is not None, "what is stored has its digest"
    content = uploads_storage().read(kept[0], kept[1], bundle.title)
    note_openings_of_cases(references_of_papers(db(), bundle.paper_ids), bundle.title)
    response = Response(content, content_type=f"application/{ending}")
    response.headers["Content-Disposition"] = disposition("attachment", f"{bundle.title.replace('/', '-')}.{ending}")
    return response


def _asked(ids: Sequence[int], title: str, act: str) -> ResponseReturnValue:
    try:
        ask_for_bundle(db(), ids, title, actor=me(), at=now(), act=act)
    except Refused as refused:
        return _page(refused=refused), status_of(refused)
    tell(_("Đang đóng tập."), _("Trang này cho biết đã xong bao nhiêu văn bản."))
    return redirect(url_for(".show"), 303)


def _page(*, faulty: bool = False, refused: Refused | None = None) -> Response:
    found = bundles_of(db(), me().person_id, MOST_LISTED)
    page = render_template(
        "papers/bundles.html",
        bundles=found,
        is_clerk=me().holds(CLERK),
        kinds=[(kind.key, kind.title) for kind in KINDS.values()],
        typed={
            "kind": request.form.get("kind", ""),
            "first": request.form.get("first", f"{today() - LAST_DAYS:%d/%m/%Y}"),
            "last": request.form.get("last", f"{today():%d/%m/%Y}"),
        },
        faulty=faulty,
        refused=refused,
    )
    response = Response(page)
    if any(_is_waiting(each) for each in found):
        response.headers["Refresh"] = "3"  # The page tells how far the worker is, also without JavaScript.
    return response


def _opens_whole(bundle: PaperBundle) -> bool:
    """Whether the reader may open every paper in it now, whatever was so when it was asked for."""
    open_now = {paper.id for paper in visible_in(db(), me(), bundle) if may_open(me(), paper)}
    return open_now >= set(bundle.paper_ids)


def _is_waiting(bundle: PaperBundle) -> bool:
    return bundle.made_at is None and not bundle.fault


def _day(name: str) -> date | None:
    try:
        return read_date(clean(request.form.get(name, "")))
    except Refused:
        return None
