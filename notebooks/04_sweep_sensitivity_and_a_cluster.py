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
# # 4 · A sweep, what is not known, and a cluster
# *批量模拟、不确定性与集群*
#
# A *sweep* simulates a plan at many points into a dataset that is asked in SQL. To be quick, this notebook simulates a
# tenth of Qujing's people; [a small scale changes rates](../README.md#limits), so the numbers here show the tools, not
# the city. Amounts are always those of the whole city, whatever the scale.

# %%
import tempfile
from pathlib import Path

import pandas as pd

from model import Dataset, load, sweep
from model.experiments.sweeping.design import DesignFile, of_plans

design = DesignFile.model_validate({
    "plans": ["qujing"], "set": ["scale=0.1"], "replications": 2, "seed": 1, "wanted": ["occupancy@2025"],
    "design": "latin_hypercube", "points": 12, "design_seed": 1,
    "levers": [{"lever": "totals.open_beds", "low": 3000, "high": 6000, "step": 1},
               {"lever": "totals.nurses", "low": 600, "high": 1400, "step": 1}],
})  # fmt: skip
folder = Path(tempfile.mkdtemp())
result = sweep(of_plans([load("qujing", {"scale": 0.1})], design), folder / "sweep", workers=1)
sql = """
    select point, any_value(totals_open_beds) as beds, any_value(totals_nurses) as nurses,
           round(avg(occupancy_2025), 3) as occupancy, round(avg(regular_medication_rate_2025_12_31_value), 4) as medication
    from runs group by point order by beds limit 6
"""
with Dataset(folder / "sweep").query(sql) as (names, rows):
    table = pd.DataFrame(rows, columns=names)
table

# %% [markdown]
# Interrupted, the same command goes on where it stopped and computes no finished row twice. Asked again, nothing is left
# to do:

# %%
again = sweep(of_plans([load("qujing", {"scale": 0.1})], design), folder / "sweep", workers=1)
print("complete:", again.complete, "· rows computed now:", again.computed)

# %% [markdown]
# ## On a cluster
#
# The same on [Dask](https://distributed.dask.org): `cluster="local"` starts one here, `cluster="tcp://…"` uses yours. The
# rows are the same to the last bit, whoever computes them.

# %%
import logging

logging.getLogger("distributed").setLevel(logging.ERROR)
on_dask = sweep(of_plans([load("qujing", {"scale": 0.1})], design), folder / "dask", workers=2, cluster="local")
print("identical:", on_dask.runs().equals(result.runs()))

# %% [markdown]
# ## Two kinds of uncertainty
#
# P(met) of a run covers chance. Most inputs have a range as well: each draw takes all of them anew, and a policy or promise
# stays. How much of the doubt is not knowing, and how much luck?

# %%
from model import uncertain

found = uncertain(load("qujing", {"scale": 0.1}), draws=20, replications=2)
found.outputs[["output", "mean", "probability_met", "probability_low", "probability_high", "share_knowing"]].round(3)

# %%
best = found.parameters[found.parameters["output"].str.startswith("standardised")].head(4)
best[["title_en", "correlation", "low", "high", "q_value"]].round(3)

# %% [markdown]
# Twenty draws are a taste; a hundred tell (`jingkang uncertainty qujing`). What they tell: nearly all of the doubt about
# Qujing's targets is *not knowing*, and more replications of the same inputs do not help. Local data do.
#
# ## One parameter at a time

# %%
from model import About, tornado

swing = tornado(load("qujing", {"scale": 0.1}), 2, about=About(parameters=("home.registered_per_worker", "home.keep_regular_share")))
swing.table[swing.table["output"].str.startswith(("standardised", "regular"))][
    ["output", "title_en", "at_low", "at_value", "at_high"]
].round(3)

# %% [markdown]
# **Next:** why believe any of it? [Notebook 5](05_the_two_engines_and_the_validation.ipynb).
