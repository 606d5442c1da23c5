"""What of the budget board an address asks for, and the same as tables for a file."""

from collections.abc import Sequence
from dataclasses import dataclass

from nscl_grants.definitions.house import House, house_of
from nscl_grants.documents.table_file import Cell as TableCell
from nscl_grants.documents.table_file import TableFile
from nscl_grants.domain.ledger.accounts import Place
from nscl_grants.domain.money import Money, total
from nscl_grants.domain.plan import BudgetLine
from nscl_grants.reports.board import FROM_PAID_TO_FREE, Board, Cell
from nscl_grants.web.access import db, now
from nscl_grants.web.filters import in_language, moment, word
from nscl_grants.web.language import _
from nscl_grants.web.moments import AsOf


@dataclass(frozen=True, slots=True)
class View:
    """A year and a line of the board, as they stand at a moment."""

    books: Board
    year: int
    line: BudgetLine
    at: AsOf

    @property
    def address(self) -> dict[str, str | int]:
        """The same view, in an address."""
        return {"year": self.year, "line": self.line.key, **self.at.address}

    @property
    def until(self) -> dict[str, str | int]:
        """What leads from a figure to its postings: the moment, or the posting that the figures of now rest on."""
        return dict(self.at.address) or {"until": self.books.seq}


def board_tables(house: House, view: View) -> Sequence[TableFile]:
    """Lines by years as the board has them, then every state of the chosen year."""
    plan, books, year = house.plan, view.books, view.year
    others = [other for other in plan.years if other != year]
    notes = (_("Số liệu đến bút toán %(seq)s, %(moment)s. Đơn vị: đồng.", seq=books.seq, moment=_recorded(books)),)
    by_year = TableFile(
        title=_("Dòng ngân sách theo năm"),
        head=(
            *(_("Dòng"), _("Nội dung"), _("%(year)s: còn lại chưa phân bổ", year=year)),
            *(_("%(year)s: dự toán giao", year=year), *(str(other) for other in others), _("Cả kỳ")),
        ),
        rows=[_board_row(view, line, others) for line in plan.lines],
        total=_board_total(house, view, others),
        notes=notes,
        made_at=books.recorded_at or now(),
    )
    states = (*FROM_PAID_TO_FREE, Place.CARRIED_IN)
    by_state = TableFile(
        title=_("Trạng thái tiền năm %(year)s", year=year),
        head=(_("Dòng"), _("Nội dung"), *(word(f"money.{place}") for place in states), _("Dự toán giao")),
        rows=[_state_row(line.key, in_language(line.short), books.cell(line.key, year), states) for line in plan.lines],
        total=_state_row("", _("Cộng"), books.together([line.key for line in plan.lines], (year,)), states),
        notes=notes,
        made_at=books.recorded_at or now(),
    )
    return (by_year, by_state)


def shown_far(books: Board, keys: Sequence[str], year: int) -> list[Money]:
    """What the table shows of a year that is not the chosen one: what was given, else what is planned."""
    cells = [books.cell(key, year) for key in keys]
    return [cell.given or cell.planned for cell in cells]


def _board_row(view: View, line: BudgetLine, others: Sequence[int]) -> Sequence[TableCell]:
    now_cell = view.books.cell(line.key, view.year)
    far = [view.books.cell(line.key, other) for other in others]
    whole = view.books.together((line.key,), house_of(db()).plan.years)
    return (
        *(line.key, in_language(line.short), now_cell.free, now_cell.given),
        *(cell.given or cell.planned for cell in far),
        whole.planned,
    )


def _board_total(house: House, view: View, others: Sequence[int]) -> Sequence[TableCell]:
    keys = [line.key for line in house.plan.lines]
    whole = view.books.together(keys, (view.year,))
    return (
        *("", _("Cộng"), whole.free, whole.given),
        *(total(shown_far(view.books, keys, other)) for other in others),
        view.books.together(keys, house.plan.years).planned,
    )


def _state_row(key: str, name: str, cell: Cell, states: Sequence[Place]) -> Sequence[TableCell]:
    return (key, name, *(cell.money(place) for place in states), cell.allotted)


def _recorded(books: Board) -> str:
    return moment(books.recorded_at)
