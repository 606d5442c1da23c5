"""Checking an application before it is sent, and the application on paper."""

from flask import render_template
from flask.typing import ResponseReturnValue

from nscl_grants.actions.estimates import estimate_of
from nscl_grants.actions.facts import offers_of
from nscl_grants.db.attachments import attachments_of
from nscl_grants.web.access import db, me, now, today
from nscl_grants.web.answers import shown_answers
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.loaders import OwnCase, own_case
from nscl_grants.web.choices import choices_of
from nscl_grants.web.file_rows import file_row
from nscl_grants.web.naming import about
from nscl_grants.web.uploads import Paper


@bp.get("/applications/<reference>/check")
def check(reference: str) -> ResponseReturnValue:
    """All answers and papers on one page, what is missing, and the way to send them."""
    case = own_case(reference)
    offers = offers_of(db(), case.row, actor=me(), at=now())
    return render_template(
        "applicant/check.html",
        case=case,
        about=about(case.house, case.row),
        main=next((offer for offer in offers if offer.transition.tone == "primary"), None),
        estimate=estimate_of(db(), case.row, on=today()),
        **_contents(case),
    )


@bp.get("/applications/<reference>/print")
def print_view(reference: str) -> ResponseReturnValue:
    """The application on paper, as it stands: once filed, as it was filed and supplemented."""
    case = own_case(reference)
    return render_template("applicant/print.html", case=case, about=about(case.house, case.row), **_contents(case))


def _contents(case: OwnCase) -> dict[str, object]:
    choices = choices_of(case.house, case.row, case.row.organisation.bank_accounts, on=today())
    sections = [(part, shown_answers(part, case.row.answers, choices)) for part in case.form.sections]
    files = attachments_of(db(), case.row.id)
    papers = [
        Paper(
            document,
            [file_row(file) for file in files if file.document == document.name],
            case.open.has_document(document.name),
        )
        for document in case.form.documents_asked(case.row.answers)
    ]
    return {"sections": sections, "papers": papers}
