"""The tabs above a page: each front names its own, and each reader sees those of their roles.

A front's module has `TABS = (Tab(...), ...)`. A tab may count what waits behind it; the count is asked for while
the page is drawn, in the page's own reading session.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Literal

from flask import Flask, current_app, g, request, url_for

from nscl_grants.domain.actor import APPLICANT, Actor
from nscl_grants.web.access import home, settings, visitor
from nscl_grants.web.faults import faults
from nscl_grants.web.language import _, language
from nscl_grants.web.paging import page_link
from nscl_grants.web.words import browser_name

Bar = Literal["public", "firm", "staff", "foot"]


@dataclass(frozen=True)
class Tab:
    """One link in a bar: its page, its words (`lazy("Hồ sơ")`), and whom it is for."""

    endpoint: str
    label: str
    bar: Bar
    rank: int = 50
    """The lower, the further left."""
    roles: frozenset[str] = frozenset()
    """Who sees it; none means everybody to whom the bar is shown."""
    count: Callable[[Actor], int] | None = None
    counts: str = ""
    """The unit of the count for those who hear it: "việc"."""
    covers: tuple[str, ...] = ()
    """Endpoints, or blueprints, on whose pages this tab is the current one too."""


@dataclass(frozen=True, slots=True)
class ShownTab:
    """A tab as one reader sees it on one page."""

    endpoint: str
    label: str
    current: Literal["page", "true"] | None
    count: int | None
    counts: str


def init_nav(app: Flask, tabs: Sequence[Tab]) -> None:
    """Give the layouts their tabs."""
    app.extensions["nscl_tabs"] = tuple(sorted(tabs, key=lambda tab: tab.rank))
    app.jinja_env.globals.update(
        tabs=tabs_of, home=home, beginning=beginning, office_name=office_name, page_link=page_link
    )
    app.jinja_env.filters.update(faults=faults, browser_name=browser_name)


def office_name() -> str:
    """The office that runs this service, in the reader's language."""
    config = settings()
    return config.office_name_en if language() == "en" else config.office_name


def tabs_of(bar: Bar) -> tuple[ShownTab, ...]:
    """The tabs of a bar for this reader, from left to right."""
    actor = visitor()
    every: tuple[Tab, ...] = current_app.extensions["nscl_tabs"]
    return tuple(_shown(tab, actor) for tab in every if tab.bar == bar and _may_see(tab, actor))


def _may_see(tab: Tab, actor: Actor | None) -> bool:
    return not tab.roles or (actor is not None and actor.holds(*tab.roles))


def _shown(tab: Tab, actor: Actor | None) -> ShownTab:
    # What was refused counts nothing: whoever tries a thousand doors does not have the work counted as often.
    count = tab.count(actor) if tab.count and actor and not g.get("failed") else None
    return ShownTab(tab.endpoint, tab.label, _is_current(tab), count, tab.counts)


def _is_current(tab: Tab) -> Literal["page", "true"] | None:
    if request.endpoint == tab.endpoint:
        return "page"
    return "true" if {request.endpoint, request.blueprint} & set(tab.covers) else None


def beginning() -> tuple[str, str]:
    """Where the reader goes to apply, and what the button there says; who works here goes back to their work."""
    actor = visitor()
    if actor is None:
        return url_for("coming_in.ask"), _("Đăng ký tổ chức")
    return (
        (url_for("applicant.begin"), _("Bắt đầu hồ sơ")) if actor.holds(APPLICANT) else (home(), _("Về Việc của tôi"))
    )
