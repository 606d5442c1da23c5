"""Tables in a coarser unit whose rows and columns still add up: every figure is rounded up or down, never further.

Rounding each figure by itself loses the sums. A table can always be rounded so that all its sums are rounded
sums too (controlled rounding): as long as a figure is broken, its row and column hold another broken one, so
there is a ring of them along which a little is moved until one of them is whole.
"""

from collections.abc import Sequence

Table = list[list[int]]
Cell = tuple[int, int]


def spread(amounts: Sequence[int], unit: int) -> list[int]:
    """The amounts in that unit, adding up to their rounded sum: the largest remainders are rounded up."""
    whole = [amount // unit for amount in amounts]
    missing = (sum(amounts) + unit // 2) // unit - sum(whole)
    by_remainder = sorted(range(len(amounts)), key=lambda nth: (-(amounts[nth] % unit), nth))
    for nth in by_remainder[:missing]:
        whole[nth] += 1
    return whole


def rounded_table(table: Sequence[Sequence[int]], unit: int) -> Table:
    """The table in that unit; the sums of its rows and columns are the true sums, rounded up or down.

    The sums of columns, and the sum of all, are rounded to the nearer side as far as the table allows, so that a
    sum that two tables show reads alike in both.
    """
    if not table:
        return []
    wide = _with_slack([list(row) for row in table], unit)
    _round_sums(wide, unit)
    while ring := _ring(wide, unit):
        _move_along(wide, ring, unit)
    return [[amount // unit for amount in row[:-1]] for row in wide[:-1]]


def _with_slack(table: Table, unit: int) -> Table:
    """One more row and column that make every sum whole."""
    for row in table:
        row.append(-sum(row) % unit)
    table.append([-sum(column) % unit for column in zip(*table, strict=True)])
    return table


def _round_sums(table: Table, unit: int) -> None:
    """Make the slack of each column whole on the side that brings the column's sum to its nearer side, all last."""
    last = len(table) - 1
    rests = [slack % unit for slack in table[last]]
    # What slack takes is missing in the sum of its column, and is in the sum of all.
    upwards = [*(rest * 2 > unit for rest in rests[:-1]), rests[-1] * 2 >= unit]
    for column, up in enumerate(upwards):
        while table[last][column] % unit:
            ring = _ring_through(table, (last, column), unit)
            _move_along(table, ring if up else [*ring[1:], ring[0]], unit)


def _ring_through(table: Table, start: Cell, unit: int) -> list[Cell]:
    """A shortest ring of broken figures that begins with this one and goes along its column first.

    There is one: what is broken in any part of the rows and columns adds up to something whole, so no broken
    figure is the only way between two parts.
    """
    paths, along_column = [[start]], True
    reached: set[tuple[bool, int]] = {(False, start[1])}
    while paths:
        longer: list[list[Cell]] = []
        for path in paths:
            for cell in _broken_beside(table, path[-1], unit, along_column):
                if along_column and cell[0] == start[0]:
                    return [*path, cell]
                node = (True, cell[0]) if along_column else (False, cell[1])
                if node not in reached:
                    reached.add(node)
                    longer.append([*path, cell])
        paths, along_column = longer, not along_column
    raise AssertionError("a broken figure lies on a ring")


def _broken_beside(table: Table, cell: Cell, unit: int, along_column: bool) -> list[Cell]:
    row, column = cell
    if along_column:
        return [(r, column) for r, line in enumerate(table) if r != row and line[column] % unit]
    return [(row, c) for c, amount in enumerate(table[row]) if c != column and amount % unit]


def _ring(table: Table, unit: int) -> list[Cell]:
    """Broken figures that lie in turn in one row and in one column, and come back to where they began."""
    start = next(((r, c) for r, row in enumerate(table) for c, at in enumerate(row) if at % unit), None)
    if start is None:
        return []
    path, along_row = [start], True
    while True:
        row, column = path[-1]
        following = _next_in_row(table, row, column, unit) if along_row else _next_in_column(table, row, column, unit)
        path.append(following)
        along_row = not along_row
        if closed := _closed(path, along_row):
            return closed


def _next_in_row(table: Table, row: int, column: int, unit: int) -> Cell:
    return row, next(c for c, amount in enumerate(table[row]) if c != column and amount % unit)


def _next_in_column(table: Table, row: int, column: int, unit: int) -> Cell:
    return next(r for r, line in enumerate(table) if r != row and line[column] % unit), column


def _closed(path: list[Cell], along_row: bool) -> list[Cell]:
    """The part of the path that is a ring: its next step would stay in a row, or column, it has walked through."""
    axis = 0 if along_row else 1
    for nth in range(len(path) - 3):
        is_a_row_step = nth % 2 == 0
        if is_a_row_step == along_row and path[nth][axis] == path[-1][axis]:
            ring = path[nth + 1 :]
            return ring if len(ring) % 2 == 0 else []
    return []


def _move_along(table: Table, ring: list[Cell], unit: int) -> None:
    """Add to one figure, take from the next, and so on round the ring, until one of them is whole."""
    up = [table[row][column] % unit for row, column in ring[::2]]
    down = [table[row][column] % unit for row, column in ring[1::2]]
    step = min(min(unit - each for each in up), min(down))
    for nth, (row, column) in enumerate(ring):
        table[row][column] += step if nth % 2 == 0 else -step
