"""What the pages say: every text in templates and web modules that gettext looks up."""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from babel.messages.extract import extract_from_file

from nscl_grants.paths import PACKAGE, TEMPLATES

KEYWORDS = {"_": None, "gettext": None, "lazy": None, "ngettext": (1, 2)}
MsgId = str | tuple[str, ...]


@cache
def spoken() -> dict[MsgId, str]:
    """Each text, and where it is said first."""
    found: dict[MsgId, str] = {}
    for path, line, msgid in _said():
        found.setdefault(msgid, f"{path.name}:{line}")
    return found


def _said() -> Iterator[tuple[Path, int, MsgId]]:
    for path in sorted(TEMPLATES.rglob("*.html")):
        yield from _said_in(path, "jinja2", {"newstyle_gettext": "true", "silent": "false"})
    for path in sorted((PACKAGE / "web").rglob("*.py")):
        yield from _said_in(path, "python", {})


def _said_in(path: Path, method: str, options: dict[str, str]) -> Iterator[tuple[Path, int, MsgId]]:
    for line, msgid, _, _ in extract_from_file(method, path, keywords=KEYWORDS, options=options):
        yield path, line, msgid
