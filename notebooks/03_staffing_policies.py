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
# # 3 · Staffing policies
# *人员配置*
#
# A bed without a nurse is furniture. The beds that can be run are the least of four numbers: those that are open, and those
# that the psychiatrists, the nurses and all health staff carry. What staff carry is what today's staff carry, not the
# norm; the norms ask for more staff a bed.

# %%
from model import load, run
from model.measures.headline import headline

plan = load("qujing")
result = run(plan, replications=3, seed=1, workers=1)
seen = headline(result.staffing, "2025-12")
print(f"{seen.open_beds:,.0f} open; {seen.staffed:,.0f} can be staffed as practised today, {seen.at_norm:,.0f} at the norm; "
      f"{seen.binding} bind since {seen.since} and leave {seen.lost:,.0f} beds without staff")

# %% [markdown]
# ## More nurses?
#
# The variant `qujing-staffed` has the 2,100 nurses and 420 psychiatrists that 6,000 beds need. All beds can then be run:

# %%
staffed = run(load("qujing-staffed"), replications=3, seed=1, workers=1)
then = headline(staffed.staffing, "2025-12")
print(f"{then.staffed:,.0f} of {then.open_beds:,.0f} can be staffed")

# %% [markdown]
# But which *target* needs them? Each resource in turn is without limit, with the same luck; what gains exactly 0 limits
# nobody.

# %%
from model import explain

why = explain(plan, replications=2)
why.gains[["target", "resource", "gain", "closed", "probability_met_without_limit"]].round(4)

# %% [markdown]
# Neither missed target is a matter of beds, psychiatrists or nurses. Reported prevalence depends on screening alone;
# regular medication is missed with every resource unlimited.
#
# ## How psychiatrists spend their hours
#
# Psychiatrists see patients on wards, in the clinic and at home, and train. The split is a policy.

# %%
import pandas as pd

rows = {}
for clinic in (0.20, 0.35, 0.50):
    wards = plan.split.wards.value + plan.split.clinic.value - clinic
    policy = load("qujing", {"split.clinic": clinic, "split.wards": round(wards, 6)})
    tried = run(policy, replications=2, seed=1, workers=1)
    city = tried.indicators[(tried.indicators["region"] == "") & (tried.indicators["period"].astype(str) == "2025")]
    means = city.groupby("measure", observed=True)["value"].mean()
    rows[f"{clinic:.0%} clinic"] = means[["clinic_utilisation", "wait_assessment_mean_days", "staffed_beds"]]
pd.DataFrame(rows).round(3)

# %% [markdown]
# More clinic hours, fewer hours on wards: waits for an assessment are short either way, because the clinic has hours to
# spare; the beds that psychiatrists can carry fall only where they, and not the nurses, bind.
#
# ## Community workers: where the cliff is
#
# Visits go by deadline. A team that has more visits than hours is late with *every* visit, so standardised management does
# not decline; it falls. How many patients a worker has is not in the plan (assumed: 80, range 40 to 200).

# %%
import matplotlib.pyplot as plt

loads = (40, 80, 100, 120, 140, 160, 200)
managed = []
for patients in loads:
    tried = run(load("qujing", {"home.registered_per_worker": patients}), replications=1, seed=1, workers=1)
    row = tried.targets[tried.targets["measure"] == "standardised_management_rate"].iloc[0]
    managed.append(row["mean"])
figure, axes = plt.subplots(figsize=(7, 3), layout="constrained")
axes.plot(loads, [100 * share for share in managed], "o-")
axes.axhline(90, color="black", linestyle="--", linewidth=0.8)
axes.set(xlabel="registered patients a community worker", ylabel="standardised management in 2025, %", ylim=(0, 100))
plt.show()
for patients, share in zip(loads, managed, strict=True):
    print(f"{patients:4} patients a worker: {share:6.1%}")

# %% [markdown]
# The number to find out first, in any city that wants to trust this target.
#
# **Next:** many points at once, and what is not known. [Notebook 4](04_sweep_sensitivity_and_a_cluster.ipynb).
