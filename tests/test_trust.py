"""The page of promises is true: every rule has its line, and every test that it names exists."""

import ast
import re
from pathlib import Path

TESTS = Path(__file__).parent
PAGE = (TESTS.parent / "docs" / "trust.md").read_text(encoding="utf-8")


def names_of_tests() -> set[str]:
    """The names of all test functions and methods below this folder."""
    trees = (ast.parse(path.read_text(encoding="utf-8")) for path in TESTS.rglob("test_*.py"))
    return {
        node.name
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.FunctionDef) and node.name.startswith("test_")
    }


def test_every_rule_has_its_line() -> None:
    assert re.findall(r"^\| (I\d+) \|", PAGE, re.MULTILINE) == [f"I{n}" for n in range(1, 21)]


def test_every_test_that_is_named_exists() -> None:
    named = set(re.findall(r"`(test_\w+)`", PAGE))

    assert named - names_of_tests() == set()
    assert len(named) > 30
