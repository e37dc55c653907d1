"""The instants at which capacity or staff may change (rule 7.1), the same for both engines."""

from __future__ import annotations

from model.engines.inputs import Inputs
from model.scenario.apportion import steps_of


def instants_of_change(inputs: Inputs) -> list[float]:
    """Return the times, in order, strictly inside the run: month starts and every dated step."""
    times = set(inputs.month_starts)
    schedules = [
        *(steps for h in inputs.hospitals for steps in (h.open_beds, h.psychiatrists, h.nurses, h.health_staff)),
        *(steps for i in inputs.institutions for steps in (i.places, i.staff)),
        *(r.workers for r in inputs.regions),
        steps_of(inputs.scenario.registry.screening, inputs.scenario.horizon.start),
    ]
    for steps in schedules:
        times.update(t for t, _ in steps)
    return sorted(t for t in times if inputs.first < t < inputs.end)
