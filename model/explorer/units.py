"""Units of parameters in words, as a table of all parameters shows them: shares as shares, not as percentages."""

from __future__ import annotations

from model.explorer.levers.dials import unit_words
from model.explorer.words import _


def parameter_unit(unit: str) -> str:
    """Return the unit of a parameter in the session's language."""
    return _shares().get(unit) or unit_words(unit)


def _shares() -> dict[str, str]:
    return {
        "date": _("date"), "share": _("share"), "probability": _("probability"), "ratio": _("ratio"),
        "share of hours": _("share of hours"), "share of visits": _("share of visits"),
        "share of registered": _("share of registered"),
        "share of registered at home": _("share of registered at home"),
        "share of irregular takers": _("share of irregular takers"), "share of attempts": _("share of attempts"),
        "probability per visit": _("probability per visit"),
        "probability per missed deadline": _("probability per missed deadline"),
        "share a year after discharge": _("share a year after discharge"),
        "share of relapses": _("share of relapses"), "share of episodes": _("share of episodes"),
        "share of staffed beds": _("share of staffed beds"), "share of admissions": _("share of admissions"),
        "share of long stays": _("share of long stays"), "share of occupied beds": _("share of occupied beds"),
        "share of referrals": _("share of referrals"), "share a month": _("share a month"),
        "share of staff": _("share of staff"), "share of places": _("share of places"),
        "share a year": _("share a year"), "staff per bed": _("staff per bed"),
        "nurses per bed": _("nurses per bed"), "beds per 10,000": _("beds per 10,000"),
    }
