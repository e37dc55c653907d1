"""The class of admissions from outside the registry in a region (rule 2.2), the same for both engines."""

from __future__ import annotations

import math

from model.care import beds as bed_rules
from model.care import events
from model.engines.inputs import ClassInput, Inputs, StageInput
from model.engines.rules import Rules

HOSPITAL_POINT, OUT = 1, -1


def other_admissions(inputs: Inputs, rules: Rules, region: int) -> ClassInput:
    """Return the class: one stay in hospital, elective, at the rate that keeps their number at the start."""
    return ClassInput(
        events.OTHER_ADMISSIONS_STREAM,
        "other admissions",
        region,
        [(-math.inf, inputs.regions[region].other_admissions_per_day)],
        HOSPITAL_POINT,
        bed_rules.ELECTIVE,
        rules.patience[bed_rules.ELECTIVE],
        {HOSPITAL_POINT: StageInput(HOSPITAL_POINT, (1.0,), (OUT,), (inputs.dist["other"],))},
    )
