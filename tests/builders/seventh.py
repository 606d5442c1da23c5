"""The province's plan in a folder of its own, with a seventh procedure and an eighth laid beside the six."""

import shutil
from pathlib import Path

from nscl_grants.definitions.plan import DEFAULT_PLAN

ADDED = Path(__file__).parent.parent / "plans" / "seventh"


def a_plan_with_more(folder: Path) -> Path:
    """What an office would do by hand: copy the plan's folder, add to two files, and put its own beside them."""
    plan = Path(shutil.copytree(DEFAULT_PLAN, folder / "plan"))
    for name in ("procedures.toml", "norms.toml"):
        ours = (plan / name).read_text(encoding="utf-8")
        (plan / name).write_text(f"{ours}\n{(ADDED / name).read_text(encoding='utf-8')}", encoding="utf-8")
    for name in ("workflows", "forms"):
        shutil.copytree(ADDED / name, plan / name)
    return plan
