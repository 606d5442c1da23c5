"""Small words that pages share and that no definitions file owns: how long ago, with what browser."""

from datetime import datetime, timedelta

from nscl_grants.web.language import _, ngettext

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def ago(moment: datetime, now: datetime) -> str:
    """How long ago something was, roughly: "3 phút trước"; "hơn một ngày trước" for all that is older."""
    passed = now - moment
    if passed < MINUTE:
        return _("vừa xong")
    if passed < HOUR:
        minutes = passed // MINUTE
        return ngettext("%(num)d phút trước", "%(num)d phút trước", minutes)
    if passed < timedelta(days=1):
        hours = passed // HOUR
        return ngettext("%(num)d giờ trước", "%(num)d giờ trước", hours)
    return _("hơn một ngày trước")


def browser_name(agent: str | None) -> str:
    """A browser and its system, as people know them: "Firefox, Windows"."""
    said = agent or ""
    name = next((name for sign, name in _BROWSERS if sign in said), _("Trình duyệt khác"))
    system = next((name for sign, name in _SYSTEMS if sign in said), "")
    return f"{name}, {system}" if system else name


# The order matters: Chrome calls itself Safari too, and Edge calls itself both.
_BROWSERS = (
    ("Edg", "Edge"),
    ("coc_coc", "Cốc Cốc"),
    ("OPR", "Opera"),
    ("SamsungBrowser", "Samsung Internet"),
    ("Firefox", "Firefox"),
    ("Chrome", "Chrome"),
    ("CriOS", "Chrome"),
    ("Safari", "Safari"),
)
_SYSTEMS = (
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)
