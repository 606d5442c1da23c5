"""The code of a paper as people type it."""

_CODE_SIGNS, _GROUP_SIGNS = 12, 4


def as_printed(typed: str) -> str:
    """7k3m9qxt2hbd and 7K3M 9QXT 2HBD are 7K3M-9QXT-2HBD; "-" for what holds no sign at all."""
    signs = "".join(sign for sign in typed.upper() if sign.isascii() and sign.isalnum())[:_CODE_SIGNS]
    return "-".join(signs[nth : nth + _GROUP_SIGNS] for nth in range(0, len(signs), _GROUP_SIGNS)) or "-"
