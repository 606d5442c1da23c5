"""The page of promises is true: every rule has its line, and every file and test that it names exists."""

import ast
import re
from functools import cache
from pathlib import Path

from nscl_grants.paths import PACKAGE

TESTS = Path(__file__).parent
TOP = TESTS.parent
PAGE = (TOP / "docs" / "trust.md").read_text(encoding="utf-8")
RULES = re.findall(r"^\| (I\d+) \|(.*)$", PAGE, re.MULTILINE)
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)


@cache
def functions_of(path: str) -> frozenset[str]:
    """The test functions of one file, whatever runs or skips them."""
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return frozenset(
        node.name for node in tree.body if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    )


def test_every_rule_has_its_line() -> None:
    assert [rule for rule, _ in RULES] == [f"I{n}" for n in range(1, 21)]


def test_every_rule_has_a_test_or_says_that_it_is_not_held_yet() -> None:
    assert [rule for rule, line in RULES if "::test_" not in line and "not held yet" not in line] == []


def test_every_test_that_is_named_exists() -> None:
    assert len(NAMED) > 50
    assert [f"{path}::{name}" for path, name in NAMED if name not in functions_of(path)] == []


def test_every_file_that_is_named_exists() -> None:
    named = re.findall(r"`([\w/]+(?:\.py|/patches))`", PAGE)

    assert [path for path in named if not ((PACKAGE / path).exists() or (TOP / path).exists())] == []
