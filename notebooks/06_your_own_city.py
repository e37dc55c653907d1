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
# # 6 · Your own city
# *您自己的城市*
#
# A plan of your own, without touching code: a workbook is filled in, read, audited, simulated. Lengths of stay come from the
# hospital's own records. Everything here is made up: the city of Linjiang (临江市) does not exist.
#
# ## A workbook to fill in

# %%
import os
import subprocess
import sys
import tempfile
from pathlib import Path

folder = Path(tempfile.mkdtemp())


def jingkang(*words):
    """Run the command line, as in a terminal, and show what it says."""
    command = [sys.executable, "-c", "from model.cli import main; main()", *map(str, words), "--lang", "en"]
    plain = {**os.environ, "NO_COLOR": "1", "TTY_COMPATIBLE": "0", "COLUMNS": "96"}  # plain text, a page wide
    done = subprocess.run(command, capture_output=True, text=True, env=plain)
    print((done.stdout + done.stderr).replace(str(folder), "…").strip())


jingkang("template", folder / "plan.xlsx")

# %% [markdown]
# Filled in by hand, of course. A notebook has no hands, so a few lines write into the same cells: the first row of each
# sheet holds the keys, the entries begin in the fourth.

# %%
from openpyxl import load_workbook

book = load_workbook(folder / "plan.xlsx")


def sheet(word):
    return next(page for page in book if word in page.title)


def write(word, row, **values):
    page = sheet(word)
    for cell in page[1]:
        if cell.value in values:
            page.cell(row, cell.column).value = values[cell.value]


def at(word, key):
    return next(cell.row for cell in sheet(word)["A"] if cell.value == key)


write("Plan", at("Plan", "title.zh"), value="临江市精神卫生规划")
write("Plan", at("Plan", "horizon.start"), value="2025-01-01")
write("Plan", at("Plan", "horizon.end"), value="2027-01-01")
write("Counties", 4, name="城关区", residents=620_000)
write("Counties", 5, name="南岸县", residents=410_000)
write("Hospitals", 4, name="临江市精神病院", level=3)
write("Rehabilitation", 4, name="城关日间康复站", region="城关区", kind="day", places=60)
for key, value in (("totals.open_beds", 700), ("totals.psychiatrists", 40), ("totals.nurses", 160)):
    write("Totals", at("Totals", key), value=value)
write("Targets", 4, measure="standardised_management_rate", at_least="90%", date="2026-12-31", clause="规范管理率90%以上")
write("Targets", 5, measure="occupancy", at_most="93%", date="2026-12-31", clause="床位使用率不超过93%")
book.save(folder / "plan.xlsx")
jingkang("import", folder / "plan.xlsx", "-o", folder / "linjiang.toml")

# %% [markdown]
# ## A mistake, and what is said of it
#
# Every mistake is told at once, with sheet, cell, what is wrong and what is allowed, and nothing is written:

# %%
write("Hospitals", 4, region="城管区")
write("Targets", 5, at_most="about ninety")
book.save(folder / "wrong.xlsx")
jingkang("import", folder / "wrong.xlsx", "-o", folder / "wrong.toml")
print("written:", (folder / "wrong.toml").exists())

# %% [markdown]
# ## The audit, and the targets

# %%
jingkang("audit", folder / "linjiang.toml")

# %%
from model import load, run

result = run(load(folder / "linjiang.toml"), replications=5, seed=1, workers=1)
result.targets[["title_en", "period", "bound", "mean", "probability_met"]].round(3)

# %% [markdown]
# ## Lengths of stay from the hospital's records
#
# The assumed length of stay is replaced by the city's own. This extract is made up too, with known truth: short stays with a
# median of 32 days, 12% long stays with a median of 330.

# %%
jingkang("fit", folder / "stays.csv", "--example", "--seed", "2")
jingkang("fit", folder / "stays.csv", "--extends", folder / "linjiang.toml", "--out", folder / "stays")

# %% [markdown]
# The fit wrote a plan that extends the first with the new numbers, their intervals and their source:

# %%
print((folder / "stays" / "stays.toml").read_text(encoding="utf-8")[:900].replace(str(folder), "…"))

# %%
fitted = run(load(folder / "stays" / "stays.toml"), replications=5, seed=1, workers=1)


def of(found, measure):
    """The mean of a measure in 2026."""
    city = found.indicators[(found.indicators["region"] == "") & (found.indicators["period"].astype(str) == "2026")]
    return city.loc[city["measure"] == measure, "value"].mean()


for measure in ("mean_length_of_stay_days", "occupancy", "wait_bed_mean_days"):
    print(f"{measure:26} assumed {of(result, measure):8.2f}   from the records {of(fitted, measure):8.2f}")

# %% [markdown]
# ## What to replace next
#
# The assumptions of grade K with the widest ranges, from `jingkang tornado` or the explorer's page *Evidence*; and the
# city's own observed indicators, to which `jingkang calibrate` narrows them ([your own data](../docs/local-data.md)).
# Then write the report: `jingkang report RUN --lang zh --out report.docx` ([reports](../docs/reports.md)).
