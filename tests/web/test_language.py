"""The pages speak Vietnamese, and English completely."""

import re
from collections import defaultdict
from pathlib import Path

import pytest
from babel.messages.catalog import Message
from babel.messages.pofile import read_po
from flask import Flask
from flask.testing import FlaskClient

from nscl_grants.paths import TRANSLATIONS
from nscl_grants.web.language import COOKIE, _, lazy, ngettext
from tests.web.msgids import MsgId, spoken

ENGLISH = sorted((TRANSLATIONS / "en").glob("*.po"))
PLACEHOLDER = re.compile(r"%(?:\(\w+\))?[a-z%]")


def entries(path: Path) -> list[Message]:
    """The entries of a .po file, without its head."""
    with path.open("rb") as file:
        return [message for message in read_po(file, locale="en") if message.id]


def key(message: Message) -> MsgId:
    """The entry's text as the extraction names it."""
    return tuple(message.id) if isinstance(message.id, list | tuple) else str(message.id)


def texts(of: object) -> tuple[str, ...]:
    """One text, or a singular and a plural."""
    return tuple(of) if isinstance(of, list | tuple) else (str(of),)


def test_everything_the_pages_say_is_said_in_english_too() -> None:
    known = {key(message) for path in ENGLISH for message in entries(path) if all(texts(message.string))}

    missing = {msgid: where for msgid, where in spoken().items() if msgid not in known}

    assert not missing, "\n".join(f"{where}: {msgid!r} has no English" for msgid, where in missing.items())


@pytest.mark.parametrize("path", ENGLISH, ids=lambda path: path.stem)
def test_every_english_text_is_used(path: Path) -> None:
    said = spoken()

    unused = [key(message) for message in entries(path) if key(message) not in said]

    assert not unused, f"{path.name} translates what no page says any more: {unused}"


def test_two_files_never_translate_one_text_differently() -> None:
    translations: dict[MsgId, set[object]] = defaultdict(set)
    for path in ENGLISH:
        for message in entries(path):
            translations[key(message)].add(texts(message.string))

    assert not {msgid: said for msgid, said in translations.items() if len(said) > 1}


def test_a_translation_keeps_every_placeholder() -> None:
    for path in ENGLISH:
        for message in entries(path):
            wanted = set(PLACEHOLDER.findall(texts(message.id)[-1]))
            for said in texts(message.string):
                assert set(PLACEHOLDER.findall(said)) == wanted, f"{path.name}: {message.id!r}"


def test_a_page_speaks_vietnamese_unless_asked(client: FlaskClient) -> None:
    page = client.get("/login")

    assert '<html lang="vi">' in page.text
    assert "<h1>Đăng nhập</h1>" in page.text


def test_the_address_chooses_english_and_a_cookie_remembers_it(client: FlaskClient) -> None:
    first = client.get("/login?lang=en")
    second = client.get("/login")

    assert "<h1>Sign in</h1>" in first.text
    assert '<html lang="en">' in second.text


def test_a_language_nobody_speaks_here_is_not_remembered(client: FlaskClient) -> None:
    page = client.get("/login?lang=fr")

    assert '<html lang="vi">' in page.text
    assert client.get_cookie(COOKIE) is None


def test_the_other_language_is_one_link_away_and_keeps_the_question(client: FlaskClient) -> None:
    page = client.get("/login?next=/account")

    assert 'href="/login?next=%2Faccount&amp;lang=en" lang="en" hreflang="en"' in page.text


def test_after_a_refused_form_the_link_leads_to_a_page_that_opens(client: FlaskClient, csrf: str) -> None:
    page = client.post("/login", data={"csrf_token": csrf})

    assert 'href="/login?lang=en"' in page.text


def test_numbers_agree_with_their_nouns_in_english(app: Flask) -> None:
    with app.test_request_context("/?lang=en"):
        assert ngettext("%(num)d phút trước", "%(num)d phút trước", 1) == "1 minute ago"
        assert ngettext("%(num)d phút trước", "%(num)d phút trước", 2) == "2 minutes ago"


def test_a_lazy_text_waits_for_its_reader(app: Flask) -> None:
    label = lazy("Tài khoản")

    with app.test_request_context("/?lang=en"):
        assert str(label) == "Account"
    with app.test_request_context("/"):
        assert str(label) == _("Tài khoản") == "Tài khoản"
