"""A chart for a page: real text in the page's typeface, named and described, with nothing that its policy refuses."""

import html
import re

from reportlab.graphics import renderSVG
from reportlab.graphics.shapes import Drawing

from nscl_grants.documents.fonts import BOLD

_STYLE = re.compile(r"\s*([a-z-]+)\s*:\s*([^;]+)")
_RGB = re.compile(r"rgb\(([\d.]+)%,([\d.]+)%,([\d.]+)%\)")
_KEPT = ("fill", "stroke", "stroke-width", "stroke-dasharray", "font-size", "text-anchor")


def svg(drawing: Drawing, uid: str, title: str, description: str) -> str:
    """The drawing for a page: real text in the page's typeface, no style attributes, a name and a description."""
    drawn = renderSVG.drawToString(drawing)
    body = drawn[drawn.index("<g") : drawn.rindex("</svg>")]
    body = re.sub(r"<defs>.*?</defs>", "", body, flags=re.DOTALL)
    body = re.sub(r'\s(?:id|transform="translate\(0,\s*0\)")="[^"]*"', "", body)
    body = re.sub(r'style="([^"]*)"', lambda found: _attributes(found[1]), body)
    names = f'<title id="{uid}-t">{html.escape(title)}</title><desc id="{uid}-d">{html.escape(description)}</desc>'
    size = f'width="{drawing.width:g}" height="{drawing.height:g}" viewBox="0 0 {drawing.width:g} {drawing.height:g}"'
    return f'<svg class="chart" role="img" aria-labelledby="{uid}-t {uid}-d" {size}>{names}{body}</svg>'


def _attributes(style: str) -> str:
    """What a style attribute says, as attributes of SVG, which the page's policy allows."""
    found = {name: _RGB.sub(_hex, value.strip()) for name, value in _STYLE.findall(style)}
    kept = [f'{name}="{found[name]}"' for name in _KEPT if name in found]
    if found.get("font-family") == BOLD:
        kept.append('font-weight="600"')
    return " ".join(kept)


def _hex(found: re.Match[str]) -> str:
    return "#" + "".join(f"{round(float(share) * 2.55):02x}" for share in found.groups())
