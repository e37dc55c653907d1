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
# # 2 · Beds: is 6,000 the answer?
# *床位:6,000 张是答案吗?*
#
# Qujing plans to go from an assumed 2,800 open beds to 6,000. What do they do? The plan is compared with a variant that
# stops at 3,000, **with the same luck**: replication 3 of one has the same people, relapsing on the same days, as
# replication 3 of the other, so the difference is the beds' alone.

# %%
from model import compare, load

found = compare(["qujing", "qujing-beds-3000"], ["occupancy_of_open_beds@2026", "wait_bed_mean_days@2026",
                                                 "treated_outside_county_share@2026"], replications=3)
columns = ["quantity", "difference", "low", "high", "probability_equal"]
found.pairs[columns].round(4)

# %% [markdown]
# `difference` is 3,000 beds minus 6,000. Nothing that happens to patients differs, but for the share treated outside their
# own county; the cost (RMB) differs by a billion.
#
# ## Why: demand
#
# Beds create no demand in this model: admissions come from relapses. So the beds beyond what relapses fill stay empty.

# %%
import matplotlib.pyplot as plt

from model import run

result = run(load("qujing"), replications=2, seed=1, workers=1)
beds = result.staffing.groupby("month", observed=True)[["open_beds", "staffed_beds", "occupied"]].sum() / 2
figure, axes = plt.subplots(figsize=(9, 3), layout="constrained")
for column in beds:
    axes.plot(range(len(beds)), beds[column], label=column.replace("_", " "))
axes.set(xlabel="months since January 2024", ylabel="beds", ylim=(0, None))
axes.legend()
plt.show()
beds.iloc[[0, 11, 23, 35]].round(0)

# %% [markdown]
# 6,000 open, 4,734 with staff to run them, about 2,700 to 2,800 used.
#
# ## How few would do?
#
# The least number of beds with which standardised management is still met with a probability of 90%. The search looks at
# amounts until each is clear, looks at the answer's neighbours (more is not always better), and checks the answer on a
# fresh seed.

# %%
from model import Precision, solve

solved = solve(load("qujing"), "beds=500:3000:500", ["standardised_management_rate"], Precision(0.9, first=3, most=6))
print("least:", solved.amount, "beds; plan:", solved.today)
solved.tried[["amount", "replications", "probability", "status"]]

# %%
solved.effects[["measure", "amount_low", "amount_high", "value_low", "value_high", "moves"]].round(4)

# %% [markdown]
# 1,500 beds would do for *this target*: who finds no bed is visited at home, and visits are what it counts. (With six
# replications no amount is *clear* at 90%; `jingkang solve` takes up to 200.) What happens to those who need a bed is
# another question, and the target does not ask it:

# %%
waits = ["wait_bed_mean_days@2026", "left_waiting_list@2026", "occupancy_of_open_beds@2026"]
plans = [load("qujing", {"totals.open_beds.steps": [{"date": "2024-07-01", "value": beds}]}).model_copy(
    update={"name": f"{beds} beds"}) for beds in (1500, 2500, 3000)]
few = compare(plans, waits, replications=2)
few.scenarios[few.scenarios["quantity"].isin(waits)].pivot_table(index="quantity", columns="scenario", values="mean").round(2)

# %% [markdown]
# With 1,500 beds eleven thousand people a year give up waiting. **A target that is met is not yet a service that works**:
# ask for both, as in `jingkang solve qujing --lever beds --target 'wait_bed_mean_days<=1@2026'`.
#
# **What this rests on.** Today's 2,800 beds and 90% occupancy are assumptions; demand is calibrated to them. If Qujing
# turns patients away today whom no record shows, more beds would be used. Put the city's own numbers in before cutting a
# bed ([notebook 6](06_your_own_city.ipynb)).
#
# **Next:** the staff. [Notebook 3](03_staffing_policies.ipynb).
