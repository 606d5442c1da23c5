"""A paper of years ago is drawn again from its kept facts and version, and says what it said."""

import json
import os
from pathlib import Path

import pytest

from nscl_grants.documents.facts import to_json
from nscl_grants.documents.kinds import KINDS
from nscl_grants.documents.press import DRAWN_BY, draw_paper
from tests.documents.measure import text_of
from tests.documents.samples import MORNING, OFFICE, samples

KEPT = Path(__file__).parent / "kept"
"""Facts as an installation keeps them, one file for each kind and version, with the text that was drawn from them."""

VERSIONS = [(key, version) for key, kind in KINDS.items() for version in kind.versions]


def test_every_version_of_every_kind_is_drawn_and_kept() -> None:
    assert set(DRAWN_BY) == set(VERSIONS)


@pytest.mark.parametrize(("key", "version"), VERSIONS)
def test_a_kept_paper_still_says_what_it_said(key: str, version: int) -> None:
    path = KEPT / f"{key}.{version}.json"
    if os.environ.get("NSCL_ACCEPT") and not path.exists():
        facts = to_json(samples()[key])
        kept = {"facts": facts, "text": _text(key, version, facts)}
        path.write_text(json.dumps(kept, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    kept = json.loads(path.read_text(encoding="utf-8"))

    assert _text(key, version, kept["facts"]) == kept["text"]


def _text(key: str, version: int, facts: dict[str, object]) -> str:
    drawn = draw_paper(key, version, facts, code="-", address="-", author=OFFICE.agency, made_at=MORNING)
    return text_of(drawn.content)
