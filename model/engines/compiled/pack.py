"""Inputs and rules as the tables of the compiled engine."""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from model.care import distributions, events
from model.care import recorder as levels
from model.care.draws import pack_identity
from model.care.recorder import Recorder
from model.engines.compiled import layout
from model.engines.compiled.layout import CLASS_ARRIVALS, INCIDENCE, NOBODY, OUTPATIENTS, TABLES, WORLD
from model.engines.inputs import ClassInput, HospitalInput, Inputs, Opening, RegionInput
from model.engines.other_admissions import other_admissions
from model.engines.recording import year_starts
from model.engines.rules import Rules
from model.scenario.apportion import Steps, steps_of

TRAINED = {"psychiatrists": 0, "nurses": 1, "community_workers": 3, "outside": -1}
STAFF = ("psychiatrists", "nurses", "health_staff")


class Tables:
    """The tables of one replication and what keeps their memory alive."""

    def __init__(self, inputs: Inputs, rules: Rules, recorder: Recorder) -> None:
        self.inputs, self.rules = inputs, rules
        self.world: NDArray[Any] = np.zeros(1, WORLD)
        self._alive: list[NDArray[Any]] = [recorder.counts]
        self._steps: list[tuple[float, float]] = []
        self._ids: list[int] = []
        self._numbers: list[float] = []
        for name in layout.GROWING:
            self.world[0]["free_" + name] = NOBODY
        self._scalars()
        self._rules()
        self._queues = 0
        self._places()
        self._streams()
        self._training()
        self._recorder(recorder)
        self._finish()

    # --- small helpers ---------------------------------------------------------------------------------------

    def _keep(self, array: NDArray[Any]) -> int:
        """Keep an array alive and return its address."""
        self._alive.append(array)
        return int(array.ctypes.data)

    def _floats(self, values: list[float]) -> int:
        return self._keep(np.array([*values, 0.0], dtype=np.float64))

    def _step_rows(self, steps: Steps) -> tuple[int, int]:
        first = len(self._steps)
        self._steps += steps
        return first, len(steps)

    def _id_rows(self, values: tuple[int, ...]) -> tuple[int, int]:
        first = len(self._ids)
        self._ids += values
        return first, len(values)

    def _queue(self) -> int:
        self._queues += 1
        return self._queues - 1

    def _table(self, name: str, n: int) -> NDArray[Any]:
        array: NDArray[Any] = np.zeros(max(n, 1), TABLES[name])
        self.world[0][name] = self._keep(array)
        return array

    # --- parts -------------------------------------------------------------------------------------------------

    def _scalars(self) -> None:
        w, i = self.world[0], self.inputs
        w["now"], w["first"], w["end"], w["weekday0"] = i.first, i.first, i.end, i.weekday0
        w["regions"], w["hospitals"], w["institutions"] = len(i.regions), len(i.hospitals), len(i.institutions)
        w["months"], w["years"] = len(i.months), len(i.years)
        w["month"] = 0 if i.first >= 0.0 else -1
        w["next_start"] = 0 if i.first < 0.0 else 1
        w["month_starts_at"] = self._floats(i.month_starts)
        w["month_shares_at"] = self._floats(i.month_shares)
        w["year_of_month_at"] = self._keep(np.array([*i.year_of_month, 0], dtype=np.int64))
        w["year_starts_at"] = self._floats(year_starts(i))
        w["times_at"], w["times"] = self._floats(i.instants), len(i.instants)
        w["rows_address"], w["rows"] = self._keep(np.ascontiguousarray(i.rows)), len(i.rows)
        w["points_address"], w["points"] = self._keep(np.append(i.points, 0.0)), len(i.points)
        for name in layout.DISTRIBUTIONS:
            w["dist_" + name] = i.dist[name]
        w["mean_short"], w["mean_long"] = (
            float(distributions.mean(i.rows, i.points, i.dist[name])) for name in ("short", "long")
        )
        w["screening_at"], w["screening_steps"] = self._step_rows(
            steps_of(i.scenario.registry.screening, i.scenario.horizon.start)
        )
        workforce = i.scenario.workforce
        for k, name in enumerate((*STAFF, "community_workers")):
            w["hired"][k] = getattr(workforce, name).hired_per_year.value
            w["leaving_share"][k] = getattr(workforce, name).leaving_share_per_year.value
        w["scale"] = i.scenario.scale.value
        w["residents_at"] = self._floats([r.residents for r in i.regions])
        w["cities_at"] = self._keep(np.array([r.city for r in i.regions], dtype=np.int64))
        w["heads_at"] = self._floats([0.0] * max(len(i.regions), len(i.hospitals)))
        w["free_chunk"], w["open_bucket"], w["retired"] = NOBODY, -1, NOBODY
        w["part_inverse"] = 1.0
        w["buckets"] = int(i.end - i.first) + 2
        w["first_day"] = math.floor(i.first)
        w["days"] = math.floor(i.end) - math.floor(i.first) + 2
        # Behind the days of the calendar stand the days of the teams, and behind those the parts of the open day.
        w["parts_at"] = int(w["buckets"]) + int(w["days"]) * len(i.regions)
        self._table("bucket", int(w["parts_at"]) + layout.MOST_PARTS)["head"] = NOBODY
        w["log_limit"] = 1 << 62

    def _rules(self) -> None:
        w, r = self.world[0], self.rules
        for name in layout.RULES.names or ():
            w["rules"][name] = getattr(r, name)
        w["diagnoses"] = len(r.diagnosis_shares)
        w["diagnosis_shares_at"] = self._floats(list(r.diagnosis_shares))
        w["diagnosis_ratio_at"] = self._floats(list(r.diagnosis_ratio))

    def _places(self) -> None:
        i, w = self.inputs, self.world[0]
        hospitals, regions, institutions = len(i.hospitals), len(i.regions), len(i.institutions)
        # Pools are numbered in this order; the number is part of their identity.
        self._pools = self._table("pool", 3 * hospitals + institutions + regions)
        w["pools"] = 3 * hospitals + institutions + regions
        w["cities"] = i.cities
        w["listed_at"], _ = self._id_rows((0,) * max(i.cities, 1))
        teams_of: list[list[int]] = [[] for _ in i.hospitals]
        first_team = 3 * hospitals + institutions
        for r in i.regions:
            if r.clinic >= 0:
                teams_of[r.clinic].append(first_team + r.index)
        table = self._table("hospital", hospitals)
        for h in i.hospitals:
            self._hospital(table[h.index], h, tuple(teams_of[h.index]))
        table = self._table("institution", institutions)
        for k in i.institutions:
            row = table[k.index]
            row["region"], row["kind"], row["queue"] = k.region, k.kind, self._queue()
            row["places_at"], row["places_steps"] = self._step_rows(k.places)
            row["staff_at"], row["staff_steps"] = self._step_rows(k.staff)
            row["team"] = 3 * hospitals + k.index
            self._pool(row["team"], i.institution_hours)
        table = self._table("region", regions)
        for r in i.regions:
            self._region(table[r.index], r, first_team + r.index)

    def _pool(self, number: int, opening: Opening) -> Any:
        row = self._pools[number]
        row["entity"] = events.entity(events.POOL_ENTITY, int(number))
        row["opens_at"], row["hours_per_day"], row["mask"] = opening.opens_at, opening.hours_per_day, opening.mask
        row["queue"], row["joint_queue"], row["joint_pool"] = self._queue(), NOBODY, NOBODY
        row["level"], row["place"], row["region"] = -1, -1, -1
        row["held_from"], row["held_until"] = math.inf, -math.inf
        row["due_capacity"] = row["due_opening"] = row["watched"] = math.inf
        return row

    def _hospital(self, row: Any, h: HospitalInput, teams: tuple[int, ...]) -> None:
        row["region"], row["written_in"], row["city"], row["queue"] = h.region, h.written_in, h.city, self._queue()
        row["beds_at"], row["beds_steps"] = self._step_rows(h.open_beds)
        for k, name in enumerate(STAFF):
            row["staff_at"][k], row["staff_steps"][k] = self._step_rows(getattr(h, name))
        row["beds_each"] = (h.beds_per_psychiatrist, h.beds_per_nurse, h.beds_per_health_staff)
        row["norm_beds_each"] = (h.norm_beds_per_psychiatrist, h.norm_beds_per_nurse, h.norm_beds_per_health_staff)
        row["clinic_share"], row["joint_share"] = h.clinic_share, h.joint_share
        row["assistance_share"] = h.assistance_share
        row["clinic"], row["joint"], row["assistance"] = 3 * h.index, 3 * h.index + 1, 3 * h.index + 2
        clinic = self._pool(row["clinic"], self.inputs.clinic_hours)
        clinic["ends"], clinic["outpatients"] = 2 * h.index, 2 * h.index + 1
        clinic["is_clinic"], clinic["level"], clinic["place"] = True, levels.CLINIC_BUSY, h.index
        joint = self._pool(row["joint"], self.inputs.clinic_hours)
        joint["is_joint"] = True
        joint["teams_at"], joint["teams"] = self._id_rows(teams)
        self._pool(row["assistance"], self.inputs.clinic_hours)

    def _region(self, row: Any, r: RegionInput, team: int) -> None:
        for name in ("copies", "city", "registered", "clinic", "primary", "start_joint_wait"):
            row[name] = getattr(r, name)
        row["hospitals_at"], row["hospitals"] = self._id_rows(r.hospitals)
        row["others_at"], row["others"] = self._id_rows(r.others)
        row["own_at"], row["own"] = self._id_rows(r.own)
        for kind in range(3):
            row["institutions_at"][kind], row["institutions"][kind] = self._id_rows(r.institutions[kind])
        row["workers_at"], row["workers_steps"] = self._step_rows(r.workers)
        row["team"], row["case_queue"], row["undetected_queue"] = team, self._queue(), self._queue()
        row["undetected"], row["base"], row["since"] = r.undetected, r.screening_rate, self.inputs.first
        row["due_detection"] = row["due_arrival"] = row["due_expiry"] = math.inf
        row["until_at"] = len(self._numbers)
        self._numbers += [-math.inf] * r.primary
        at = self._pool(team, self.inputs.team_hours)
        at["is_team"], at["level"], at["place"], at["region"] = True, levels.TEAM_BUSY, r.index, r.index
        at["joint_queue"] = self._queue()
        at["joint_pool"] = 3 * r.clinic + 1 if r.clinic >= 0 else NOBODY
        at["next_day"] = math.floor(self.inputs.first)

    # --- streams and classes -------------------------------------------------------------------------------------

    def other_class(self, region: int) -> int:
        """Return the number of the class of admissions from outside the registry in a region."""
        return len(self.inputs.classes) + region

    def _streams(self) -> None:
        i, r = self.inputs, self.rules
        specs = [*i.classes, *(other_admissions(i, r, k.index) for k in i.regions)]
        self._branches: list[tuple[int, int]] = []
        table = self._table("class", len(specs))
        for row, spec in zip(table, specs, strict=False):
            self._class(row, spec)
        rows: list[dict[str, Any]] = []

        def add(kind: int, stream: int, region: RegionInput, rate: Steps, number: int, spec: int = -1) -> None:
            identity = pack_identity(stream, region.origin, number * region.copies + region.copy)
            rows.append(
                {
                    "entity": events.entity(events.REGION_ENTITY, region.index, 16 + stream),
                    "kind": kind,
                    "region": region.index,
                    "spec": spec,
                    "identity": int(identity),
                    "copies": region.copies,
                    "edges": len(rate) - 1,
                    "edges_at": self._floats([t for t, _ in rate[1:]]),
                    "ratios_at": self._floats([v for _, v in rate]),
                    "flat_rate": rate[0][1],
                    "last": i.first,
                    "pool": 3 * region.clinic if kind == OUTPATIENTS else NOBODY,
                    "due": math.inf,
                }
            )

        for k in i.regions:
            if k.outpatients_per_day > 0.0 and k.clinic >= 0 and r.assessment:
                add(OUTPATIENTS, events.OUTPATIENT_STREAM, k, [(-math.inf, k.outpatients_per_day)], 0)
            if k.other_admissions_per_day > 0.0:
                other, already = self.other_class(k.index), sum(n for _, n in k.start_others)
                add(CLASS_ARRIVALS, events.OTHER_ADMISSIONS_STREAM, k, specs[other].rate, already, other)
            incidence = k.undetected * (r.death_rate + k.screening_rate)
            if incidence > 0.0:
                add(INCIDENCE, events.UNDETECTED_STREAM, k, [(-math.inf, incidence)], k.undetected)
        for number, c in enumerate(i.classes):
            add(CLASS_ARRIVALS, c.stream, i.regions[c.region], c.rate, 0, number)
        table = self._table("stream", len(rows))
        for at, values in zip(table, rows, strict=False):
            for name, value in values.items():
                at[name] = value
        self.world[0]["streams"] = len(rows)
        for h in i.hospitals:
            row = self._pools[3 * h.index]
            coming = tuple(s for s, values in enumerate(rows) if values["pool"] == 3 * h.index)
            row["streams_at"], row["streams"] = self._id_rows(coming)

    def _class(self, row: Any, spec: ClassInput) -> None:
        row["stream"], row["region"], row["entry"] = spec.stream, spec.region, spec.entry
        row["priority"], row["patience"] = spec.priority, spec.patience
        for point, stage in spec.stages.items():
            row["branch_at"][point], row["branches"][point] = len(self._branches), len(stage.to)
            self._branches += zip(stage.to, stage.service, strict=True)
            row["probabilities_at"][point] = self._floats(list(stage.probabilities))

    def _training(self) -> None:
        table = self._table("training", len(self.inputs.training))
        for row, t in zip(table, self.inputs.training, strict=False):
            row["number"], row["conversion"], row["who"] = t.number, t.conversion, TRAINED[t.profession]
            row["region"], row["hospital"], row["size"] = t.region, t.hospital, t.size
            row["length"], row["lag"], row["times"] = t.length, t.lag, len(t.times)
            row["times_at"] = self._floats(list(t.times))
        self.world[0]["trainings"] = len(self.inputs.training)

    # --- the end ---------------------------------------------------------------------------------------------------

    def _recorder(self, recorder: Recorder) -> None:
        w = self.world[0]
        arrays: dict[str, NDArray[Any]] = {
            "staff_notes": recorder.staff,
            "pathway_days": recorder.pathways.days,
            "pathway_people": recorder.pathways.people,
        }
        for name in layout.TALLIES:
            w["tally_" + name] = self._keep(arrays[name] if name in arrays else getattr(recorder, name))
        w["places"], w["widest"] = recorder.places, recorder.widest
        w["keep_log"] = recorder.keep_log
        # A whole log has one order; otherwise a clinic needs the calendar only for what concerns others.
        self._pools["own_clock"] = self._pools["is_clinic"] & (not recorder.keep_log)

    def _finish(self) -> None:
        table = self._table("step", len(self._steps))
        table["time"][: len(self._steps)] = [t for t, _ in self._steps]
        table["value"][: len(self._steps)] = [v for _, v in self._steps]
        self._table("id", len(self._ids))["value"][: len(self._ids)] = self._ids
        self._table("number", len(self._numbers))["value"][: len(self._numbers)] = self._numbers
        table = self._table("branch", len(self._branches))
        table["to"][: len(self._branches)] = [to for to, _ in self._branches]
        table["service"][: len(self._branches)] = [row for _, row in self._branches]
        self._table("queue", self._queues)
        self._table("line", 2 * len(self.inputs.hospitals))
        self.world[0]["lines"] = 2 * len(self.inputs.hospitals)
        self.world[0]["queues"] = self._queues
