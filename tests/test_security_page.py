"""What SECURITY.md promises is there: every test and every file that it names exists."""

import ast
import re

from nscl_grants.paths import PACKAGE
from tests.test_trust import TESTS, TOP

PAGE = (TOP / "SECURITY.md").read_text(encoding="utf-8")
NAMED = re.findall(r"`([\w/]+\.py)::(\w+)`", PAGE)
FILES = re.findall(r"`((?:actions|config|db|definitions|domain|outside|web|app|documents)[\w/]*\.(?:py|toml))`", PAGE)


def test_every_test_that_is_named_exists() -> None:
    assert len(NAMED) > 40
    missing = [f"{path}::{name}" for path, name in NAMED if name not in _names_in(path)]
    assert missing == []


def test_every_file_that_is_named_exists() -> None:
    assert len(FILES) > 30
    assert [path for path in FILES if not (PACKAGE / path).exists()] == []


def _names_in(path: str) -> set[str]:
    tree = ast.parse((TESTS / path).read_text(encoding="utf-8"))
    return {node.name for node in tree.body if isinstance(node, ast.FunctionDef | ast.ClassDef)}
