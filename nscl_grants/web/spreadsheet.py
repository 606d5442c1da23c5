"""Tables for spreadsheets: what begins like a formula is text, whoever wrote it."""

_BEGINS_A_FORMULA = ("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠")


def safe(cell: object) -> str:
    """The cell as text; an apostrophe before it keeps a spreadsheet from computing it (OWASP, CSV injection)."""
    text = "" if cell is None else str(cell)
    if isinstance(cell, int):
        return text
    return f"'{text}" if text.lstrip(" \u00a0").startswith(_BEGINS_A_FORMULA) else text
