"""Charts as pages show them: the drawing, and its figures in words for those who want them."""

from dataclasses import dataclass

from markupsafe import Markup

from nscl_grants.documents.blocks import Picture
from nscl_grants.documents.chart_svg import svg


@dataclass(frozen=True, slots=True)
class Chart:
    """One chart on a page."""

    title: str
    svg: Markup
    figures: list[str]


def charts_of(*pictures: Picture | None) -> list[Chart]:
    """The pictures there are, each under an id of its own."""
    there = [picture for picture in pictures if picture is not None]
    return [chart_of(picture, f"chart{nth}") for nth, picture in enumerate(there, 1)]


def chart_of(picture: Picture, uid: str) -> Chart:
    """One picture under that id."""
    # Every text in the drawing is escaped where it is made.
    drawn = Markup(svg(picture.on_page, uid, picture.title, picture.description))  # noqa: S704
    return Chart(picture.title, drawn, picture.description.split("; "))
