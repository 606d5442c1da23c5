"""The fixed tables of the guards: places, movements, and which movement may go where."""

MOST = 9_000_000_000_000_000

# unit, place, has_line, has_year, has_case, has_entitlement, at_close, floor, ceiling
_CASE_OPEN = ("held", "committed", "due", "reserved", "in_transit")
_CASE_SETTLED = ("advanced", "paid", "to_recover", "recovered", "written_off")

GROUNDS: list[tuple[str, str, int, int, int | None, int, str, int, int]] = [
    ("VND", "source", 0, 0, 0, 0, "open", 0, 0),
    ("VND", "line", 1, 0, 0, 0, "open", 0, MOST),
    ("VND", "free", 1, 1, 0, 0, "empty", 0, MOST),
    *(("VND", place, 1, 1, 1, 0, "empty", 0, MOST) for place in _CASE_OPEN),
    *(("VND", place, 1, 1, 1, 0, "open", 0, MOST) for place in _CASE_SETTLED),
    ("VND", "lapsed", 1, 1, 0, 0, "open", 0, MOST),
    ("VND", "carried_out", 1, 1, None, 0, "open", 0, MOST),
    ("VND", "carried_in", 1, 1, None, 0, "open", -MOST, 0),
    ("SLOT", "source", 0, 0, 0, 0, "open", 0, 0),
    ("SLOT", "estimate", 1, 1, 0, 0, "frozen", 0, MOST),
    ("SLOT", "free", 1, 1, 0, 0, "empty", 0, MOST),
    ("SLOT", "held", 1, 1, 1, 0, "empty", 0, 1),
    ("SLOT", "committed", 1, 1, 1, 0, "empty", 0, 1),
    ("SLOT", "paid", 1, 1, 1, 0, "open", 0, 1),
    ("SLOT", "lapsed", 1, 1, 0, 0, "open", 0, MOST),
    ("SLOT", "carried_out", 1, 1, None, 0, "open", 0, MOST),
    ("SLOT", "carried_in", 1, 1, None, 0, "open", -MOST, 0),
    ("FRESH", "source", 0, 0, 0, 0, "open", 0, 0),
    ("FRESH", "estimate", 1, 1, 0, 0, "frozen", 0, MOST),
    ("FRESH", "allotted", 1, 1, 0, 0, "frozen", 0, MOST),
    ("ENTITLEMENT", "quota", 0, 0, 0, 1, "open", 0, 0),
    ("ENTITLEMENT", "used", 0, 0, 1, 1, "open", 0, MOST),
]

# kind: moves, has_case, reversible
KINDS: dict[str, tuple[int, int | None, int]] = {
    **dict.fromkeys(("open_year", "close_year"), (0, 0, 0)),
    **dict.fromkeys(("plan", "adjust_plan", "allot", "shrink", "reallocate", "lapse"), (1, 0, 0)),
    "carry_over": (1, None, 0),
    "adjust": (1, None, 0),
    "expire": (1, 1, 0),
    "reverse": (1, 1, 0),
    **dict.fromkeys(
        (
            *("hold", "release", "commit", "fund", "confirm"),
            *("prepare", "void", "instruct", "pay", "pay_advance", "return", "settle", "spend"),
            *("demand", "annul", "receive", "restore", "write_off"),
        ),
        (1, 1, 1),
    ),
}

_PLANNED = ("VND source line", "FRESH source estimate", "SLOT source estimate")
_TAKES = "ENTITLEMENT quota used"
_GIVES_BACK = "ENTITLEMENT used quota"

_WAYS: dict[str, tuple[str, ...]] = {
    "plan": _PLANNED,
    "adjust_plan": (*_PLANNED, "VND line source", "FRESH estimate source", "SLOT estimate source"),
    "allot": ("VND line free", "FRESH estimate allotted", "SLOT estimate free"),
    "shrink": ("VND free line", "FRESH allotted estimate", "SLOT free estimate"),
    "reallocate": ("VND free line", "VND line line", "VND line free", "FRESH allotted allotted"),
    "hold": ("VND free held", "SLOT free held", _TAKES),
    "release": (
        *("VND held free", "VND committed free", "VND due free"),
        *("SLOT held free", "SLOT committed free", _GIVES_BACK),
    ),
    "expire": ("VND held free", "SLOT held free", _GIVES_BACK),
    "commit": ("VND held committed", "VND held free", "SLOT held committed", _GIVES_BACK),
    "fund": ("VND free committed", "SLOT free committed", _TAKES),
    "confirm": ("VND committed due", "VND committed free", _GIVES_BACK),
    "prepare": ("VND due reserved",),
    "void": ("VND reserved due",),
    "instruct": ("VND reserved in_transit",),
    "pay": ("VND in_transit paid", "SLOT committed paid"),
    "pay_advance": ("VND in_transit advanced", "SLOT committed paid"),
    "return": ("VND in_transit due", "VND paid due", "VND advanced due", "SLOT paid committed"),
    "settle": ("VND advanced paid",),
    "spend": ("VND free paid",),
    "demand": (
        *("VND paid to_recover", "VND advanced to_recover", "VND committed free", "VND due free"),
        _GIVES_BACK,
    ),
    "annul": ("VND to_recover paid", "VND to_recover advanced"),
    "receive": ("VND to_recover recovered", "SLOT paid free", _GIVES_BACK),
    "restore": ("VND recovered free",),
    "write_off": ("VND to_recover written_off",),
    "carry_over": (
        *(f"VND {place} carried_out" for place in ("free", "committed", "due")),
        *(f"VND carried_in {place}" for place in ("free", "committed", "due")),
        *(f"SLOT {place} carried_out" for place in ("free", "committed")),
        *(f"SLOT carried_in {place}" for place in ("free", "committed")),
    ),
    "lapse": ("VND free lapsed", "SLOT free lapsed"),
    "adjust": (
        *(f"VND {one} {other}" for one in _CASE_SETTLED for other in _CASE_SETTLED),
        *("SLOT paid paid", _TAKES, _GIVES_BACK),
    ),
}

ROUTES = [(kind, *way.split()) for kind, ways in _WAYS.items() for way in ways]

# kind, unit, place
LIMIT_ROUTES = [
    *((kind, unit, "source") for kind in ("plan", "adjust_plan") for unit in ("VND", "SLOT", "FRESH")),
    *((kind, "FRESH", "allotted") for kind in ("plan", "adjust_plan")),
    *((kind, "ENTITLEMENT", "quota") for kind in ("hold", "fund", "adjust")),
]
