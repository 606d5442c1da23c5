"""The reader's language: Vietnamese, or English for those who ask for it.

`?lang=en` on any page chooses, and a cookie remembers; nothing is written to the database. The texts
come from `translations/en/*.po`, one file a room, merged when the application starts: no compiled
catalogue can be older than its source.
"""

from functools import cache
from io import BytesIO
from pathlib import Path
from typing import Any, cast
from urllib.parse import urlencode

from babel.messages.catalog import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po
from babel.support import NullTranslations, Translations
from flask import Flask, Response, current_app, request
from flask_babel import Babel, Domain, get_locale  # type: ignore[import-untyped]  # It ships no types.
from flask_babel import gettext as _gettext
from flask_babel import lazy_gettext as _lazy_gettext
from flask_babel import ngettext as _ngettext
from werkzeug.exceptions import HTTPException
from werkzeug.utils import cached_property

from nscl_grants.paths import TRANSLATIONS

LANGUAGES = ("vi", "en")
COOKIE = "nscl_lang"
YEAR_SECONDS = 365 * 24 * 60 * 60


class PoDomain(Domain):  # type: ignore[misc]  # Flask-Babel has no types.
    """Translations merged from the .po files of every room."""

    def get_translations(self) -> NullTranslations:
        """The reader's texts; Vietnamese is the original and needs none."""
        return english() if language() == "en" else _ORIGINAL


class PoBabel(Babel):  # type: ignore[misc]  # Flask-Babel has no types.
    """Flask-Babel over our domain."""

    @cached_property
    def domain_instance(self) -> PoDomain:
        """The one domain there is."""
        return PoDomain()


def init_language(app: Flask) -> None:
    """Let every page speak the reader's language, and remember a choice."""
    PoBabel(app, default_locale="vi", default_timezone="Asia/Ho_Chi_Minh", locale_selector=chosen_language)
    app.after_request(_remember_choice)
    app.jinja_env.globals.update(language=language, language_link=language_link)


def language() -> str:
    """The language of this page: "vi" or "en"; Vietnamese where no one reads."""
    locale = get_locale()
    return "vi" if locale is None else str(locale.language)


def chosen_language() -> str:
    """What the address asks for, else what the cookie remembers, else Vietnamese."""
    for asked in (request.args.get("lang"), request.cookies.get(COOKIE)):
        if asked in LANGUAGES:
            return asked
    return "vi"


def _(text: str, **values: Any) -> str:
    """The text in the reader's language, with the values put in."""
    return str(_gettext(text, **values))


def ngettext(one: str, many: str, num: int, **values: Any) -> str:
    """The text for that number; Vietnamese says both alike."""
    return str(_ngettext(one, many, num, **values))


def lazy(text: str) -> str:
    """A text that is put into the reader's language when a page shows it: for labels and tables in modules."""
    return cast("str", _lazy_gettext(text))


def language_link(other: str) -> str:
    """This page in the other language; a page that only answers a form leads to the front page."""
    if request.method in ("GET", "HEAD") or _can_be_opened(request.path):
        args: dict[str, Any] = request.args.to_dict(flat=False) if request.method in ("GET", "HEAD") else {}
        return f"{request.path}?{urlencode(args | {'lang': [other]}, doseq=True)}"
    return f"/?lang={other}"


@cache
def english() -> Translations:
    """All rooms' English texts as one catalogue."""
    return translations_of(merged(sorted((TRANSLATIONS / "en").glob("*.po"))))


def merged(paths: list[Path]) -> Catalog:
    """One catalogue out of several .po files."""
    whole = Catalog(locale="en", domain="messages")
    for path in paths:
        with path.open("rb") as file:
            for message in read_po(file, locale="en"):
                if message.id:
                    whole[message.id] = message
    return whole


def translations_of(catalog: Catalog) -> Translations:
    """The catalogue in the form that gettext reads."""
    compiled = BytesIO()
    write_mo(compiled, catalog)
    compiled.seek(0)
    return Translations(compiled)


def _remember_choice(response: Response) -> Response:
    asked = request.args.get("lang")
    if asked in LANGUAGES and request.cookies.get(COOKIE) != asked:
        response.set_cookie(
            COOKIE, asked, max_age=YEAR_SECONDS, httponly=True, samesite="Lax", secure=request.is_secure
        )
    return response


def _can_be_opened(path: str) -> bool:
    try:
        current_app.url_map.bind("").match(path, method="GET")
    except HTTPException:
        return False
    return True


_ORIGINAL = NullTranslations()
