"""What is true of the books at every commit, whatever was done: sums and ceilings of the handbook."""

from collections import Counter
from collections.abc import Iterator, Mapping

from tests.model.world import OPEN, STATES, Case, Figure


def broken_laws(
    figures: Counter[Figure],
    cases: Mapping[str, Case],
    planned: Mapping[tuple[str, int], int],
    counted: Mapping[tuple[str, int], int],
    closed: set[int],
) -> list[str]:
    """Every law that these figures break, in words."""
    return [
        *_money_of_a_year_is_what_it_was_given(figures, planned),
        *_a_line_never_gets_more_than_its_plan(figures, planned),
        *_products_stay_within_their_number(figures, counted),
        *_no_organisation_gets_more_than_its_norm(figures, cases),
        *_what_a_case_was_promised_has_its_quota(figures, cases),
        *(f"{figure} is open in a closed year" for figure in figures if _open_in(figure, closed)),
    ]


def money_of(figures: Counter[Figure], line: str, year: int, *states: str) -> int:
    """What stands in these states of a line in a year."""
    return sum(
        n
        for figure, n in figures.items()
        if figure[0] == "money" and figure[1:3] == (line, year) and figure[3] in states
    )


def _money_of_a_year_is_what_it_was_given(
    figures: Counter[Figure], planned: Mapping[tuple[str, int], int]
) -> Iterator[str]:
    for line, year in planned:
        stands = money_of(figures, line, year, *STATES)
        given = figures["allotted", line, year] + money_of(figures, line, year, "carried_in")
        if stands != given:
            yield f"{line} of {year} has {stands} and was given {given}"


def _a_line_never_gets_more_than_its_plan(
    figures: Counter[Figure], planned: Mapping[tuple[str, int], int]
) -> Iterator[str]:
    if sum(n for figure, n in figures.items() if figure[0] in ("estimate", "allotted")) != sum(planned.values()):
        yield "the estimates are not what the plan gives"
    dealt = sum(n for figure, n in figures.items() if figure[0] == "allotted")
    undealt = sum(n for figure, n in figures.items() if figure[0] == "undealt")
    if dealt + undealt != sum(planned.values()):
        yield f"{dealt} were dealt and {undealt} not, of {sum(planned.values())}"


def _products_stay_within_their_number(
    figures: Counter[Figure], counted: Mapping[tuple[str, int], int]
) -> Iterator[str]:
    for line, year in counted:
        of_year = [
            (figure[3], n) for figure, n in figures.items() if figure[0] == "slots" and figure[1:3] == (line, year)
        ]
        came = sum(n for state, n in of_year if state == "carried_in")
        if sum(n for state, n in of_year if state != "carried_in") != counted[line, year] + came:
            yield f"{line} of {year} has lost or gained a product"


def _no_organisation_gets_more_than_its_norm(figures: Counter[Figure], cases: Mapping[str, Case]) -> Iterator[str]:
    most = {case.right: max(c.limit for c in cases.values() if c.right == case.right) for case in cases.values()}
    for right, limit in most.items():
        used = sum(n for figure, n in figures.items() if figure[0] == "used" and figure[1:4] == right)
        if used > limit:
            yield f"{right} had {used} of {limit}"


def _what_a_case_was_promised_has_its_quota(figures: Counter[Figure], cases: Mapping[str, Case]) -> Iterator[str]:
    for case in cases.values():
        states = Counter[str]()
        for figure, n in figures.items():
            if figure[0] == "money" and figure[4] == case.name:
                states[str(figure[3])] += n
        promised = sum(states[state] for state in (*OPEN, "advanced", "paid"))
        if promised + states["to_recover"] + states["written_off"] > figures["used", *case.right, case.name]:
            yield f"{case.name} has more money than entitlement"
        slots = sum(
            n
            for figure, n in figures.items()
            if figure[0] == "slots" and figure[4] == case.name and figure[3] in _TAKEN
        )
        if case.counted and (slots > 1 or (promised and slots != 1)):
            yield f"{case.name} has {promised} and {slots} products"


_TAKEN = ("held", "committed", "paid")


def _open_in(figure: Figure, closed: set[int]) -> bool:
    open_slots = ("free", "held", "committed")
    return (figure[0] == "money" and figure[2] in closed and figure[3] in OPEN) or (
        figure[0] == "slots" and figure[2] in closed and figure[3] in open_slots
    )
