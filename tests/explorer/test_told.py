"""What the code below the pages words in English is told in the language of the page: why a plan cannot be, sources."""

from __future__ import annotations

import json
import re
from typing import Any

import pytest

from model.explorer import draft, evidence
from model.explorer.words import reason
from model.scenario.loading import ScenarioError, load

ENGLISH = re.compile(r"[a-z]{2,} [a-z]{2,}")
TARGET = {"measure": "open_beds", "at_least": 1, "date": "2025-01-01", "clause": "x"}


def refused(changes: dict[str, Any]) -> ScenarioError:
    with pytest.raises(ScenarioError) as error:
        draft.from_address({"plan": "qujing", "set": json.dumps(changes)})
    return error.value


@pytest.mark.parametrize(("changes", "said"), [
    ({"totals.open_beds": -5}, "totals.open_beds:-5 不满足：0 或以上"),
    ({"split.wards": 1.5}, "0 与 1 之间的比例"),
    ({"split.wards": 0.9}, "比例之和为 1.35，大于 1"),
    ({"horizon.end": "1900-01-01"}, "必须晚于"),
    ({"totals.nurses.steps": [{"date": "2099-01-01", "value": 3}]}, "2099年1月1日"),
    ({"totals.nurses.steps": [{"date": "2025-13-01", "value": 3}]}, "应为日期"),
    ({"totals.opn_beds": 1}, "没有这个键；是否应为 'open_beds'？"),
    ({"targets": [{**TARGET, "measure": "open_bed"}]}, "没有指标 'open_bed'；是否应为 'open_beds'？"),
    ({"targets": [{**TARGET, "date": "2099-01-01"}]}, "日期在规划期之外"),
    ({"hospitals.没有的.open_beds": 3}, "没有名为 '没有的' 的项；已有：曲靖市第三人民医院"),
    ({"institutions": [{"name": "乙", "region": "无", "kind": "day"}]}, "没有名为"),
    ({"referral.recheck": "perhaps"}, "\"perhaps\" 不可用；可用的有：never, at_offer, periodic"),
    ({"horizon.end": "2400-01-01"}, "太大"),
    ({"title.zh": "x"}, "不能改动"), ({"training": [{"name": "<b>"}]}, "标记"),
], ids=str)
def test_why_a_plan_cannot_be_is_told_in_chinese(changes: dict[str, Any], said: str) -> None:
    """Without the server's paths and the command line's options; keys and names stand as they are."""
    told = reason(refused(changes))
    assert said in told and not ENGLISH.search(told)
    assert "--set" not in told and ".toml" not in told


def test_in_english_it_stands_as_the_code_words_it(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("model.explorer.words.language", lambda: "en")
    assert reason(refused({"totals.open_beds": -5})) == "totals.open_beds: -5 is not 0 or more"


@pytest.mark.parametrize("name", ["qujing", "china"])
def test_the_table_of_parameters_has_chinese_sources(name: str) -> None:
    sources = set(evidence.parameter_table(load(name), ())["来源"])
    assert len(sources) > 50 and [text for text in sources if ENGLISH.search(text)] == []
