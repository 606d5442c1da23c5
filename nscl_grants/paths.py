"""Where the top-level folders lie, in a checkout or in an installed wheel."""

from pathlib import Path

PACKAGE = Path(__file__).parent
_WHEEL_TOP = PACKAGE / "_top"
_INSTALLED = _WHEEL_TOP.is_dir()
TOP = _WHEEL_TOP if _INSTALLED else PACKAGE.parent

WORKFLOWS = TOP / "workflows"
FORMS = TOP / "forms"
TEMPLATES = TOP / "templates"
PLANS = PACKAGE / "plans"
WORDS = PACKAGE / "definitions" / "words"
GUIDES = PACKAGE / "definitions" / "guides"
PROTECTIONS = PACKAGE / "definitions" / "protections.toml"
STATIC = PACKAGE / "web" / "static"
TRANSLATIONS = PACKAGE / "translations"
MIGRATIONS = PACKAGE / "db" / "migrations"

INSTANCE = (Path.cwd() if _INSTALLED else TOP) / "instance"
"""What belongs to one installation: beside the code in a checkout, in the folder one stands in otherwise."""
