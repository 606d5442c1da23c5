"""Saving a section while it is being written, without leaving the page; without its script nothing is missed.

What can be read is kept; a field that cannot keeps what was saved of it before. Nobody is overwritten: when another
saved meanwhile, the answer is 409 with both versions, and the page leads to the choice between them.
"""

from flask import Response, jsonify, request
from flask.typing import ResponseReturnValue

from nscl_grants.actions.drafts import SectionSavedMeanwhile, answers_of, save_section, saved_version
from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import db, me, now, posted_act, undo
from nscl_grants.web.answers import Shown, shown_answers
from nscl_grants.web.applicant.blueprint import bp
from nscl_grants.web.applicant.form import section_context, seen_version
from nscl_grants.web.applicant.loaders import own_case
from nscl_grants.web.errors import status_of
from nscl_grants.web.filters import in_language, moment, sentence
from nscl_grants.web.forms import build
from nscl_grants.web.language import _


@bp.post("/applications/<reference>/form/<section_name>/autosave")
def autosave(reference: str, section_name: str) -> ResponseReturnValue:
    """Keep what can be read of the section; says when, and the version that the page now shows."""
    case = own_case(reference)
    part = case.section(section_name)
    typed = build(part, context=section_context(case, part), typed=request.form)
    typed.validate()
    unreadable = {path.split(".")[0] for path in typed.reading.errors} - typed.answers.keys()
    before = answers_of(part, case.row.answers)
    answers = {**{name: before[name] for name in unreadable if name in before}, **typed.answers}
    version, at = seen_version(), now()
    try:
        save_section(db(), case.row, part, answers, actor=me(), at=at, act=posted_act(), seen_version=version)
    except SectionSavedMeanwhile as refused:
        undo()
        db().refresh(case.row)
        choices, known = typed.context.choices, typed.context.known
        return _refused(
            refused,
            409,
            mine=shown_answers(part, {**known, **answers}, choices),
            theirs=shown_answers(part, case.row.answers, choices),
        )
    except Refused as refused:
        undo()
        return _refused(refused, status_of(refused))
    said = _("Đã lưu lúc %(moment)s", moment=moment(at))
    return jsonify(version=saved_version(case.row, part), said=said, left=len(typed.reading.errors))


def _refused(refused: Refused, status: int, **versions: list[Shown]) -> tuple[Response, int]:
    told = {name: [[in_language(each.ask), each.text] for each in shown] for name, shown in versions.items()}
    return jsonify(said=sentence(refused), **told), status
