"""What the planned beds need besides staff of wards: area, guards; and emergency teams."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from model.scenario.audit.finding import Finding, Severity, basis, clause, number, percent, words
from model.scenario.audit.plan import Plan
from model.scenario.targets import Stated
from model.scenario.values import Title

AREAS: tuple[tuple[str, Title], ...] = (
    ("ward_area", words("病房净使用面积", "net ward area")),
    ("outdoor_area", words("室外活动场地", "outdoor area")),
)


def areas(plan: Plan) -> Iterator[Finding]:
    """Ward and outdoor area for the planned beds, by the plan's own figures per bed and level."""
    day = plan.last_day
    beds = plan.planned("open_beds", day)
    if beds is None or not beds.firm:
        return
    by_level = plan.beds_by_level(day)
    for key, name in AREAS:
        norms = {level: item for level in (1, 2, 3) if (item := plan.stated(f"{key}_per_bed_m2_level"
                                                                            f"{level}"))}
        if not norms:
            continue
        low, zh, en = _area(beds.value, by_level, norms)
        given = plan.stated(f"{key}_m2")
        if given is not None and given.value >= low:
            continue
        severity: Severity = "note" if given is None else "shortfall"
        has_zh = "方案未给出现有或规划面积" if given is None else (
            f"方案为 {number(given.value, 0)} m²,缺 {number(low - given.value, 0)} m²")
        has_en = "the plan gives no area, existing or planned" if given is None else (
            f"the plan gives {number(given.value, 0)} m², {number(low - given.value, 0)} short")
        yield Finding(
            key, severity,
            words(f"计划床位所需{name.zh}" + ("未列明" if given is None else "不足"),
                  f"The {name.en} for the planned beds is " + ("not named" if given is None else "short")),
            words(f"{zh};{has_zh}", f"{en}; {has_en}"),
            basis(*(clause(n.clause) for n in norms.values()), beds.clause,
                  clause(given.clause) if given else ""),
            stated=given.value if given else None, required=low, unit="m2")


def _area(beds: float, by_level: Mapping[int, float] | None,
          norms: dict[int, Stated]) -> tuple[float, str, str]:
    """Return the least area with the arithmetic; a level without a figure takes the next lower one's."""
    def per_bed(level: int) -> float:
        return norms[max((n for n in norms if n <= level), default=min(norms))].value

    if by_level:
        share = beds / (sum(by_level.values()) or 1.0)
        terms = [(n * share, per_bed(level)) for level, n in sorted(by_level.items()) if n > 0]
        total = sum(n * a for n, a in terms)
        text = " + ".join(f"{number(n, 0)} × {number(a)} m²" for n, a in terms) + f" = {number(total, 0)} m²"
        return total, text, text
    low, high = min(n.value for n in norms.values()), max(n.value for n in norms.values())
    if low == high:
        text = f"{number(beds, 0)} × {number(low)} m² = {number(beds * low, 0)} m²"
        return beds * low, text, text
    amount = f"{number(beds, 0)} × {number(low)}"
    return (beds * low,
            f"{amount} m²(全按最低级)= {number(beds * low, 0)} m² 至 {number(beds, 0)} × {number(high)} "
            f"m²(全按较高级)= {number(beds * high, 0)} m²",
            f"{amount} m² (all at the lowest level) = {number(beds * low, 0)} m² to {number(beds, 0)} × "
            f"{number(high)} m² (all at the higher) = {number(beds * high, 0)} m²")


FAR_APART = 2.0
"""Two ways of counting guards that differ this many times leave open what is asked."""


def security(plan: Plan) -> Iterator[Finding]:
    """Guards by share of staff or by beds, whichever the plan names."""
    day = plan.last_day
    by_share, by_beds = plan.stated("security_share_of_staff"), plan.stated("beds_per_security_guard")
    beds, doctors, nurses = (plan.planned(r, day) for r in ("open_beds", "psychiatrists", "nurses"))
    whole = plan.planned("health_staff", day)
    ways: list[tuple[float, str, str]] = []
    if by_share is not None:
        parts = [p for p in (doctors, nurses) if p is not None]
        if whole is not None and whole.firm:
            parts = [whole]
        if parts:
            staff = sum(p.value for p in parts)
            text = f"{number(staff, 0)} × {percent(by_share.value)} = {number(staff * by_share.value, 0)}"
            ways.append((staff * by_share.value, f"医务人员 {text} 名", f"medical staff {text}"))
    if by_beds is not None and by_beds.value > 0 and beds is not None and beds.firm:
        text = f"{number(beds.value, 0)} ÷ {number(by_beds.value)} = {number(beds.value / by_beds.value, 0)}"
        ways.append((beds.value / by_beds.value, f"床位 {text} 名", f"beds {text}"))
    if not ways:
        return
    least, most = min(w[0] for w in ways), max(w[0] for w in ways)
    given = plan.stated("security_staff")
    if given is not None and given.value >= least:
        return
    zh, en = ";或 ".join(w[1] for w in ways), "; or ".join(w[2] for w in ways)
    apart = most > least * FAR_APART
    if apart:
        zh += f":两种算法相差 {number(most / least)} 倍,“或”字使要求落到较低者"
        en += f": the two differ {number(most / least)} times, and the “or” leaves the lower required"
    if given is None:
        zh, en = zh + ";方案未给出保安人数", en + "; the plan gives no number of guards"
    else:
        zh += f";方案为 {number(given.value, 0)} 名,缺 {number(least - given.value, 0)} 名"
        en += f"; the plan gives {number(given.value, 0)}, {number(least - given.value, 0)} short"
    sources = [clause(s.clause) for s in (by_share, by_beds, given) if s is not None]
    yield Finding(
        "security_staff", "note" if given is None else "shortfall",
        words("保安人员:两种标准相差很大" if apart else "所需保安人员",
              "Guards: the two standards lie far apart" if apart else "Guards for the planned beds and "
                                                                      "staff"),
        words(zh, en), basis(*sources), stated=given.value if given else None, required=least, unit="guards")


def emergency_teams(plan: Plan) -> Iterator[Finding]:
    """Members of the emergency teams: one team for the city, one for each county."""
    city, county = plan.stated("emergency_team_city"), plan.stated("emergency_team_county")
    if city is None and county is None:
        return
    given = plan.stated("emergency_team_members")
    in_city, in_county = city.value if city else 0.0, county.value if county else 0.0
    required = in_city + in_county * plan.counties
    if given is not None and given.value >= required:
        return
    doctors = plan.planned("psychiatrists", plan.last_day)
    zh = f"市级 {number(in_city)} + {plan.counties} 个县 × {number(in_county)} = {number(required, 0)} 人"
    en = (f"city {number(in_city)} + {plan.counties} counties × {number(in_county)} = "
          f"{number(required, 0)} people")
    if doctors is not None and doctors.value > 0 and doctors.firm:
        share = number(100 * required / doctors.value, 0)
        zh += f",相当于计划 {number(doctors.value, 0)} 名精神科医师的 {share}%"
        en += f", as many as {share}% of the {number(doctors.value, 0)} psychiatrists planned"
    zh += ";方案未给出现有人数" if given is None else f";方案为 {number(given.value, 0)} 人"
    en += "; the plan names no members" if given is None else f"; the plan gives {number(given.value, 0)}"
    yield Finding(
        "emergency_teams", "note" if given is None else "shortfall",
        words("心理救援应急队伍所需人员", "Members of the emergency teams"), words(zh, en),
        basis(*(clause(s.clause) for s in (city, county, given) if s is not None)),
        stated=given.value if given else None, required=required, unit="people")
