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
# # 5 · The two engines, and the validation
# *两个引擎与验证*
#
# The model is written twice. One engine is SimPy: processes that read like the rules. The other is compiled and about
# seventy times as fast. They must write the **same event log**, times to the last bit; a rule that one of them got wrong
# would show at once.

# %%
import numpy as np

from model import load
from model.engines.choice import simulate
from model.engines.difference import COLUMNS, first_difference

plan = load("qujing", {"scale": 0.02})
logs = {}
for engine in ("simpy", "compiled"):
    parts = []
    simulate(engine, plan, 1, 0, log=parts.append)
    logs[engine] = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
print(f"{len(logs['simpy']['time']):,} events; first difference:", first_difference(logs["simpy"], logs["compiled"]))

# %% [markdown]
# `None`: not one bit differs. The tests do this for every plan and for random plans that reach every rule.
#
# ## Against exact answers
#
# Two engines may share an error of thought. Queueing theory gives exact answers for small systems, and the model, with its
# ordinary rules, has to reproduce them. Four beds, patients arriving at random, stays of random length: Erlang's M/M/4.

# %%
from math import factorial

from model import run
from model.experiments.validating.exact_cases import cases

servers, arrivals, stay = 4, 0.25, 10.0
offered = arrivals * stay
tail = offered**servers / factorial(servers) * servers / (servers - offered)
delayed = tail / (sum(offered**n / factorial(n) for n in range(servers)) + tail)
expected = delayed * stay / (servers - offered)
print(f"Erlang C by hand: mean wait {expected:.5f} days")

case = next(case for case in cases() if case.name == "erlang-4")
numerators, denominators = [], []
wait = case.quantities[0].of
run(load(case.path), 40, 1, workers=1, each=lambda output: (numerators.append(wait(output)[0]), denominators.append(wait(output)[1])))
days, admitted = np.array(numerators), np.array(denominators)
ratio = days.sum() / admitted.sum()
error = np.sqrt(((days - ratio * admitted) ** 2).sum() / (len(days) - 1) / len(days)) / admitted.mean()
print(f"simulated, 40 replications of years: {ratio:.3f} ± {error:.3f} days (standard error); z = {(ratio - expected) / error:+.2f}")

# %% [markdown]
# All cases, as they were last computed at full length (`make validate`):

# %%
import pandas as pd

from model.explorer.validation import kept

known = kept()
table = pd.DataFrame(known["exact"])
print(f"{(~table['within']).sum()} of {len(table)} comparisons beyond three standard errors "
      f"(of a faultless model {known['false_alarms_expected']:.1f} on average)")
table.groupby("case", sort=False).agg(comparisons=("z", "size"), furthest=("z", lambda z: z.abs().max())).round(2)

# %% [markdown]
# ## Against what is known of such services
#
# Theory says nothing about whether patients behave like this. Qujing's base year stands beside published ranges; rows that
# a parameter was calibrated to prove little, those *held out* were not looked at while calibrating.

# %%
face = pd.DataFrame(known["face"])
face[["measure", "value", "low", "high", "within", "held_out"]].round(3)

# %% [markdown]
# What was *not* done: the model was never compared with a city's own records. That is what the last notebook prepares.
#
# **Next:** [your own city](06_your_own_city.ipynb).
