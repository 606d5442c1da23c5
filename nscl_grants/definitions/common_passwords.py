"""The passwords that are guessed first."""

from functools import cache

from nscl_grants.paths import PACKAGE


@cache
def common_passwords() -> frozenset[str]:
    """All of them in lower case, and the words that people put figures around."""
    lines = (PACKAGE / "definitions" / "common_passwords.txt").read_text(encoding="utf-8").splitlines()
    return frozenset(line for line in lines if line and not line.startswith("#"))
