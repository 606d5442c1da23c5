"""When two organisations may be one: their names say the same once the legal form is left out."""

LEGAL_FORMS = (
    "lien hiep hop tac xa",
    "trach nhiem huu han",
    "mot thanh vien",
    "doanh nghiep tu nhan",
    "hop tac xa",
    "cong ty",
    "co phan",
    "hai thanh vien tro len",
    "lien hiep htx",
    "tnhh",
    "mtv",
    "dntn",
    "htx",
    "cp",
)
"""As they stand in a folded name, the longer before those that they contain."""


def bare_name(folded_name: str) -> frozenset[str]:
    """The words that are left of a folded name without its legal form; what is nothing but a form stays whole."""
    text = f" {folded_name} "
    for form in LEGAL_FORMS:
        text = text.replace(f" {form} ", " ")
    return frozenset(text.split() or folded_name.split())
