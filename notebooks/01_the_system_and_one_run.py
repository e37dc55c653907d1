# ---
# jupyter:
#   jupytext:
#     text_representation:
#       extension: .py
#       format_name: percent
#   kernelspec:
#     display_name: Python 3
#     language: python
#     name: python3
# ---

# %% [markdown]
# # 1 · The system, and one run
# *系统与一次模拟*
#
# In 2024 the city of Qujing wrote a plan: 6,000 psychiatric beds by the end of 2025, five psychiatrists for every 100,000
# residents, 900 nurses, and shares of registered patients who are managed, visited, examined and take their medicine. This
# notebook asks the plain question: **will it?** It takes a minute.

# %%
from model import audit, load, run

plan = load("qujing")
print(plan.title.en)
print(f"{len(plan.regions)} counties, {sum(r.residents.value for r in plan.regions):,.0f} residents, "
      f"{plan.horizon.start} to {plan.horizon.end}")

# %% [markdown]
# ## What it promises
#
# Every target quotes the sentence of the plan that states it.

# %%
import pandas as pd

pd.set_option("display.max_colwidth", 60)
pd.DataFrame(
    [(t.measure, t.at_least if t.at_least is not None else t.at_most, t.date, t.clause) for t in plan.targets],
    columns=["measure", "at least", "by", "the plan's words"],
)

# %% [markdown]
# ## Before anything is simulated: does it fit together?
#
# The audit only does arithmetic: the plan against itself, against the norms, against today.

# %%
for finding in audit(plan):
    if finding.severity != "note":
        print(f"[{finding.severity}] {finding.title.en}")

# %% [markdown]
# One of them in full. The plan's staff can run fewer beds than it opens:

# %%
staffed = next(f for f in audit(plan) if f.check == "staffable_beds")
print(staffed.arithmetic.en)

# %% [markdown]
# ## Five futures
#
# A *replication* is one future: every registered patient of the nine counties moves through home, hospital and
# rehabilitation for three years, held back by beds, staff and waits. Five of them say how much is luck.

# %%
result = run(plan, replications=5, seed=1, workers=1)
table = result.targets[["title_en", "period", "bound", "mean", "low", "high", "probability_met", "worst_county"]]
table.round(3)

# %% [markdown]
# Six targets are met in every future and two in none. Luck hardly matters here: the range of each value is narrow. That the
# *inputs* may be wrong is another question ([notebook 4](04_sweep_sensitivity_and_a_cluster.ipynb)).
#
# ## What holds the beds back
#
# By month, in how many of the ten hospitals each resource limits the beds that can be run:

# %%
from model.measures import bottleneck

binding = bottleneck(result.staffing)
binding.pivot_table(index="month", columns="resource", values="hospitals", observed=False).iloc[[0, 5, 6, 12, 24, 35]]

# %% [markdown]
# Until June 2024 the beds themselves; from July on, nurses, everywhere.
#
# ## The course of the year
#
# Rates of management begin anew every January, because they count the visits of a calendar year.

# %%
import matplotlib.pyplot as plt

city = result.indicators[result.indicators["region"] == ""]
monthly = city[city["period"].astype(str).str.len() == 7]
figure, axes = plt.subplots(1, 2, figsize=(10, 3), layout="constrained")
for panel, (measure, bound, title) in zip(
    axes,
    [("standardised_management_rate", 0.9, "standardised management"), ("regular_medication_rate", 0.8, "regular medication")],
    strict=True,
):
    course = monthly[monthly["measure"] == measure].groupby(monthly["period"].astype(str))["value"].mean()
    panel.plot(range(len(course)), 100 * course.to_numpy())
    panel.axhline(100 * bound, color="black", linestyle="--", linewidth=0.8)
    panel.set(title=f"{title}: share of registered patients", xlabel="months since January 2024", ylabel="%")
plt.show()

# %% [markdown]
# ## One patient
#
# Aggregates are made of people. The log tells every one's story; here is somebody who was admitted in the first future.

# %%
from model.care import log as L
from model.experiments.following.journeys import KINDS, Ask, Follow

small = load("qujing", {"scale": 0.05})
followed = Follow()(Ask(small, seed=1, replication=0))
kind = [k.name for k in KINDS].index("admitted")
person = followed["who"][followed["kind"] == kind][0]
rows = followed["entity"] == person
wanted = {L.RELAPSED, L.ASSESSED, L.BED_REQUESTED, L.ADMITTED, L.DISCHARGED, L.REFERRAL_OFFERED, L.REHABILITATION_STARTED}
for time, event, value in zip(followed["time"][rows], followed["event"][rows], followed["value"][rows], strict=True):
    if int(event) in wanted:
        print(f"day {time:7.1f}  {L.EVENT_NAMES[int(event)]:22} {value:8.2f}")

# %% [markdown]
# The explorer (`make app`) shows such journeys as timelines, with every event in words.
#
# **Next:** is 6,000 the right number of beds? [Notebook 2](02_beds_is_6000_the_answer.ipynb).
