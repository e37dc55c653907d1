"""The results: targets, the headline, how things go over time, where, and what binds."""

from __future__ import annotations

from typing import Any

import streamlit as st

from model.explorer import downloads, draft, headline, live
from model.explorer.charts import bottleneck, counties, courses, flows, look, targets
from model.explorer.running import Run
from model.explorer.words import _, escaped, number, of
from model.measures import MEASURES
from model.measures import flows as flow_counts
from model.measures.places import Places
from model.scenario.schema import Scenario

REPLICATIONS = live.REPLICATIONS
PANELS: dict[str, tuple[str, ...]] = {
    "beds": ("staffed_beds", "occupancy", "admissions_per_1000_registered", "blocked_bed_share"),
    "waits": ("waiting_bed", "wait_bed_mean_days", "wait_bed_p90_days", "wait_assessment_mean_days"),
    "referrals": ("waiting_rehabilitation", "wait_rehabilitation_mean_days", "rehabilitation_clients",
                  "rehabilitation_place_occupancy"),
    "rates": ("standardised_management_rate", "regular_medication_rate", "face_to_face_rate", "examination_rate"),
}


def page() -> None:
    """Show the page."""
    held = draft.current()
    scenarios = held.scenarios()
    scenario = list(scenarios.values())[-1]
    st.title(_("Results"))
    changes = _("{n} changes", n=len(held.changes)) if held.changes else _("as written")
    st.caption(f"{escaped(of(scenario.title))} · {escaped(held.name) + ' · ' if held.name else ''}{changes}")
    live.show("run", scenarios, live.wanted(REPLICATIONS), lambda run: _shown(run, held.base))


# --- what there is ---------------------------------------------------------------------------------------


def _shown(run: Run, base: str) -> None:
    scenario = list(run.scenarios.values())[-1]
    names = list(run.scenarios)
    last = run.summary(names[-1])
    for name in names:
        if said := headline.sentence(run.scenarios[name], run.summary(name).staffing):
            prefix = f"{escaped(name[:1].upper() + name[1:])}: " if len(names) > 1 else ""
            st.markdown(f"#### {prefix}{said}" if name == names[-1] else f":gray[{prefix}{said}]")
    st.header(_("Targets"))
    if last.targets.empty:
        st.write(_("The plan states no target in numbers."))
    else:
        st.write(targets.sentence(last.targets))
        plan = run.summary(names[0]).targets if len(names) > 1 else None
        st.html(targets.table(scenario, last.targets, plan))
        st.caption(_("After {n} replications. Expected to be met: in at least 90% of them; in doubt: in at least half; "
                     "unlikely: in fewer. The interval covers chance, not that inputs may be wrong.",
                     n=number(run.together)))
    views = {"beds": _("Beds"), "waits": _("Waits"), "referrals": _("Referrals"), "rates": _("Rates"),
             "any": _("Any measure"), "counties": _("By county"), "flow": _("Flow between stages"),
             "bottleneck": _("Bottleneck")}
    view = st.segmented_control(_("Show"), list(views), default="beds", required=True, key="results_view",
                                format_func=lambda key: views[key])
    {"counties": _by_county, "flow": _flow, "bottleneck": _bottleneck}.get(str(view), _courses)(run, str(view))
    st.caption(_("The tools at a picture's upper right corner enlarge it and save it as PNG."))
    st.subheader(_("Download"))
    downloads.panel(downloads.of_run(run, base), "results")


def _courses(run: Run, view: str) -> None:
    measures: list[str] = list(PANELS.get(view, ()))
    scenario = list(run.scenarios.values())[-1]
    if view == "any":
        measures = st.multiselect(_("Measures"), list(MEASURES), default=["registered"], key="any_measures",
                                  format_func=lambda key: of(MEASURES[key].title), max_selections=6)
    columns = st.columns(2)
    for place, measure in enumerate(measures):
        frames = {name: courses.frame(one, [seen.reading for seen in run.replications(name)], measure)
                  for name, one in run.scenarios.items()}
        if all(frame.empty for frame in frames.values()):
            words = of(MEASURES[measure].title)
            columns[place % 2].info(_("{measure}: nothing of it happens in this plan.", measure=words))
            continue
        target = next((t for t in scenario.targets if t.measure == measure and t.scope != "every_county"), None)
        with columns[place % 2]:
            courses.show(frames, measure, target, f"course {measure}")


def _by_county(run: Run, view: str) -> None:
    name, scenario = list(run.scenarios.items())[-1]
    able = [n for n, target in enumerate(scenario.targets) if MEASURES[target.measure].by_county]
    if not able or len(Places.from_scenario(scenario).regions) < 2:
        st.info(_("This plan has one county, or no target that is known by county."))
        return
    chosen = st.selectbox(_("Target"), able, key="county_target", format_func=lambda n: _target_words(scenario, n))
    target = scenario.targets[chosen]
    found = counties.frame(scenario, run.replications(name), chosen)
    if found.empty:
        st.info(_("Nothing was observed."))
        return
    if not MEASURES[target.measure].is_count or target.scope == "every_county":
        st.markdown(_("Worst: **{county}**", county=escaped(str(found["county"].iloc[0]))))
    if len(found) > counties.MOST:
        st.caption(_("The {n} worst of {all} counties.", n=counties.MOST, all=number(len(found))))
    look.show(counties.chart(found, target), "counties")


def _target_words(scenario: Scenario, n: int) -> str:
    target = scenario.targets[n]
    return f"{of(target.title or MEASURES[target.measure].title)} ({target.date:%Y-%m})"


def _flow(run: Run, view: str) -> None:
    name, scenario = list(run.scenarios.items())[-1]
    places = Places.from_scenario(scenario)
    year = st.selectbox(_("Year"), places.years, index=min(1, len(places.years) - 1), key="flow_year")
    months = [n for n, of_year in enumerate(places.year_of_month) if places.years[of_year] == year]
    seen = run.replications(name)
    events: Any = sum(one.events[months] for one in seen) / (len(seen) * places.scale)
    period = _("people or times in {year}, mean", year=year)
    drawn = False
    for counted, columns, heading in (
        (flow_counts.hospital(events), flows.HOSPITAL, _("Into and out of hospital")),
        (flow_counts.rehabilitation(events), flows.REHABILITATION, _("Into and out of rehabilitation")),
    ):
        if counted:
            look.show(flows.chart(counted, columns, heading, period), f"flow {heading}")
            drawn = True
    if not drawn:
        st.info(_("Nothing was observed."))


def _bottleneck(run: Run, view: str) -> None:
    name, scenario = list(run.scenarios.items())[-1]
    staffing = run.summary(name).staffing
    if staffing.empty:
        st.info(_("This plan has no hospital."))
        return
    for column, chart, key in zip(st.columns(2), bottleneck.charts(staffing, scenario.scale.value), ("lost", "binds"),
                                  strict=True):
        with column:
            look.show(chart, f"bottleneck {key}")
