"""Forms as a browser finds them: which pages somebody can reach, and what each form there would send."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser
from urllib.parse import quote_plus, urljoin, urlsplit

from flask import Flask
from flask.testing import FlaskClient
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

NAMED_BY_WORDS = frozenset(
    {"what", "trigger", "role", "name", "section_name", "document_name", "kind", "part", "listed"}
)
"""Arguments of an address that choose another page; all others choose another thing for the same page."""
NOT_OPENED = frozenset({"static", "account.logout"})
NOT_SENT = frozenset({"account.logout", "account.end_session", "account.end_other_sessions"})
"""Forms with nothing to fill in, after which nobody would be here to fill in the next."""
Pairs = list[tuple[str, str]]


@dataclass
class FoundForm:
    """A form of a page that writes: where it is sent, what it carries, and what a person may fill in."""

    page: str
    action: str
    carried: Pairs = field(default_factory=list)
    """Hidden fields, and the button that is pressed: what no hand touches."""
    typed: dict[str, str] = field(default_factory=dict)
    """Every field that somebody fills in or chooses from, as the page offers it."""
    chosen: set[str] = field(default_factory=set)
    """Those of them for which the page offers what there is to choose from: no browser sends anything else."""
    files: list[str] = field(default_factory=list)

    def sent_with(self, changed: dict[str, str]) -> Pairs:
        """What would be sent with these fields filled in otherwise."""
        return [*self.carried, *({**self.typed, **changed}).items()]


class _Reader(HTMLParser):
    """Collects the forms and the links of one page."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.page, self.forms, self.links = page, list[FoundForm](), list[str]()
        self._form: FoundForm | None = None
        self._select, self._area = "", ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "a" and "href" in has and "download" not in has:
            self.links.append(urljoin(self.page, has["href"]))
        elif tag == "form" and has.get("method", "").lower() == "post":
            self._form = FoundForm(self.page, urljoin(self.page, has.get("action", "")))
            self.forms.append(self._form)
        elif self._form is not None:
            self._field(tag, has, self._form)

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""

    def handle_data(self, data: str) -> None:
        if self._form is not None and self._area:
            self._form.typed[self._area] += data

    def _field(self, tag: str, has: dict[str, str], form: FoundForm) -> None:
        name, kind = has.get("name", ""), has.get("type", "text")
        if tag == "option" and self._select:
            if "selected" in has or not form.typed[self._select]:
                form.typed[self._select] = has.get("value", "")
        elif not name:
            return
        elif tag == "select":
            self._select = name
            form.chosen.add(name)
            form.typed[name] = ""
        elif tag == "textarea":
            self._area = name
            form.typed[name] = ""
        elif tag == "button" or kind == "submit":
            if not any(carried == name for carried, _ in form.carried):
                form.carried.append((name, has.get("value", "")))
        elif kind == "hidden":
            form.carried.append((name, has.get("value", "")))
        elif kind == "file":
            form.files.append(name)
        elif tag == "input":
            is_choice = kind in ("radio", "checkbox")
            if is_choice:
                form.chosen.add(name)
            if not is_choice or "checked" in has or name not in form.typed:
                form.typed[name] = has.get("value", "")


def forms_within_reach(app: Flask, browser: FlaskClient, start: str) -> Iterator[FoundForm]:
    """Each kind of form on the pages that links lead to from there, once; two pages of every route are opened.

    Forms are of one kind when one endpoint answers them, they take the same step, and ask for the same fields.
    """
    seen: Counter[str] = Counter()
    known: set[str] = set()
    kinds: set[str] = set()
    ahead = [start]
    while ahead:
        path = ahead.pop()
        route = kind_of(app, path, "GET")
        if path in known or route is None or seen[route] >= 2:
            continue
        known.add(path)
        seen[route] += 1
        reader = read_page(browser.get(path), path)
        for form in reader.forms:
            endpoint = endpoint_of(app, form.action, "POST")
            assert endpoint is not None, f"{path}: a form leads to {form.action}, which takes none"
            kind = f"{endpoint} {trigger_of(app, form.action)} {sorted(form.typed)} {form.files}"
            if kind not in kinds and endpoint not in NOT_SENT:
                kinds.add(kind)
                yield form
        ahead += [local for link in reversed(reader.links) if (local := path_inside(link))]


def read_page(answer: TestResponse, path: str) -> _Reader:
    """The page as its forms and links; a file has none."""
    reader = _Reader(path)
    if answer.mimetype == "text/html":
        reader.feed(answer.text)
    return reader


def endpoint_of(app: Flask, path: str, method: str) -> str | None:
    """The endpoint that answers there."""
    found = _match(app, path, method)
    return None if found is None else found[0]


def trigger_of(app: Flask, path: str) -> object:
    """The step that a form sent there takes; None where it takes none."""
    found = _match(app, path, "POST")
    return None if found is None else found[1].get("trigger")


def kind_of(app: Flask, path: str, method: str) -> str | None:
    """The endpoint and the words that make it another form; None for what is no page of ours."""
    found = _match(app, path, method)
    if found is None or found[0] in NOT_OPENED:
        return None
    return "/".join([found[0], *(str(value) for name, value in sorted(found[1].items()) if name in NAMED_BY_WORDS)])


def path_inside(link: str) -> str | None:
    """The path of a link into the site, without its query."""
    parts = urlsplit(link)
    return parts.path if not parts.scheme and not parts.netloc and parts.path.startswith("/") else None


def encoded(pairs: Pairs) -> bytes:
    """The body that a browser sends; halves of signs, which none would send, go out as their bytes."""
    return "&".join(
        f"{quote_plus(name)}={quote_plus(value.encode('utf-8', 'surrogatepass'))}" for name, value in pairs
    ).encode()


def _match(app: Flask, path: str, method: str) -> tuple[str, dict[str, object]] | None:
    try:
        endpoint, arguments = app.url_map.bind("localhost").match(urlsplit(path).path, method)
    except (HTTPException, RequestRedirect):
        return None
    return str(endpoint), dict(arguments)
