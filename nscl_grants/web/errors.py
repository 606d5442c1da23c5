"""What a page says when something cannot be done: the one place where a refusal leaves by the web's door.

A refusal that a view lets go becomes a page of its own; a view that catches one tells it on the next page
(`messages.tell_refusal`). Nothing of a failed act stays in the database.
"""

import logging
import secrets

from flask import Flask, g, render_template, request
from flask.typing import ResponseReturnValue
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import (
    BadRequest,
    Forbidden,
    HTTPException,
    InternalServerError,
    MethodNotAllowed,
    NotFound,
    RequestEntityTooLarge,
    SecurityError,
)

from nscl_grants.domain.refused import Refused
from nscl_grants.web.access import undo, visitor
from nscl_grants.web.security import page_before
from nscl_grants.web.session import visit

CONFLICT = frozenset({"moved_on", "changed_meanwhile", "act_differs", "act_refused_before", "waits_no_longer"})
"""The case is no longer what the page showed."""
FORBIDDEN = frozenset({"not_your_step", "duty_taken", "only_reads", "not_yours_to_submit"})
"""The step is open, but not to this person."""
TOO_MANY = frozenset({"too_many_tries"})
AWAY = frozenset({"storage_is_away"})
"""It is not the person's to put right, and passes by itself."""

TOLD = frozenset({403, 429})
"""Who is turned away like this stands in the log of the program."""

log = logging.getLogger(__name__)


def init_errors(app: Flask) -> None:
    """Give every error its page."""
    app.register_error_handler(Refused, refused_page)
    app.register_error_handler(CSRFError, stale_form_page)
    app.register_error_handler(SecurityError, foreign_host_answer)
    app.register_error_handler(BadRequest, lambda error: _page("bad_request", 400))
    app.register_error_handler(Forbidden, lambda error: _page("forbidden", 403))
    app.register_error_handler(NotFound, lambda error: _page("not_found", 404))
    app.register_error_handler(MethodNotAllowed, method_page)
    app.register_error_handler(RequestEntityTooLarge, lambda error: _page("too_large", 413))
    app.register_error_handler(HTTPException, other_page)
    app.register_error_handler(InternalServerError, failure_page)


def foreign_host_answer(error: SecurityError) -> ResponseReturnValue:
    """Asked for under a name that is not ours: without a name no page can be drawn, nor any link."""
    return "Not a name of this service.", 400, {"Content-Type": "text/plain; charset=utf-8"}


def status_of(refused: Refused) -> int:
    """409 when the case moved on, 403 when not for this person, 429 too often, 503 while a store is away, else 422."""
    for keys, status in ((CONFLICT, 409), (FORBIDDEN, 403), (TOO_MANY, 429), (AWAY, 503)):
        if refused.key() in keys:
            return status
    return 422


def refused_page(refused: Refused) -> ResponseReturnValue:
    """What was refused, why, and the way back."""
    undo()
    status = status_of(refused)
    if status in TOLD:
        _note_refusal(status)
    return render_template("errors/refused.html", refused=refused, back=page_before()), status


def stale_form_page(error: CSRFError) -> ResponseReturnValue:
    """A form whose session has ended, or that came from elsewhere: nothing was saved, and how to send it again."""
    back = page_before()
    return render_template("errors/stale_form.html", back=back, signed_in=visitor() is not None), 400


def method_page(error: MethodNotAllowed) -> ResponseReturnValue:
    """A page that only answers a form was opened by its address."""
    page, status = _page("not_found", 405)
    return page, status, {"Allow": ", ".join(error.valid_methods or ())}


def other_page(error: HTTPException) -> ResponseReturnValue:
    """A redirect is what it is; any other answer gets the plain page."""
    if error.code is None or error.code < 400 or error.response is not None:
        return error
    return _page("bad_request", error.code)


def failure_page(error: InternalServerError) -> ResponseReturnValue:
    """Our mistake: nothing changed, and a number to report it by, under which the log tells all."""
    undo()
    reference = secrets.token_hex(4)
    # The route and not the path: an address may hold the token of a mailed link, or a line of its own.
    log.error("failure %s at %s %s", reference, request.method, request.url_rule, exc_info=error.original_exception)
    return render_template("errors/failure.html", reference=reference), 500


def _note_refusal(status: int) -> None:
    """One line about who was turned away; no page that is read writes, so it is not in the audit.

    The route and not the path, as above.
    """
    held = visit().held
    who = f"account {held.account_id}" if held else "a visitor"
    log.warning("refused %s at %s %s: %s from %s", status, request.method, request.url_rule, who, request.remote_addr)


def _page(name: str, status: int) -> tuple[str, int]:
    undo()
    if status in TOLD:
        _note_refusal(status)
    g.failed = True
    return render_template(f"errors/{name}.html", back=page_before()), status
