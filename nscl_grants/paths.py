"""Where the top-level folders lie, in a checkout or in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).parent
_WHEEL_TOP = PACKAGE / "_top"
TOP = _WHEEL_TOP if _WHEEL_TOP.is_dir() else PACKAGE.parent

WORKFLOWS = TOP / "workflows"
FORMS = TOP / "forms"
TEMPLATES = TOP / "templates"
PLANS = PACKAGE / "plans"
WORDS = PACKAGE / "definitions" / "words"
STATIC = PACKAGE / "web" / "static"
TRANSLATIONS = PACKAGE / "translations"
MIGRATIONS = PACKAGE / "db" / "migrations"
