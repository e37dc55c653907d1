"""The words of choices: what a parameter that is no number can be, as a plan writes it, for people."""

from __future__ import annotations

WORDS: dict[str, tuple[str, str]] = {
    "choice.true": ("是", "yes"),
    "choice.false": ("否", "no"),
    "choice.on": ("开启", "on"),
    "choice.none": ("关闭", "off"),
    # when: hospitals of other counties, willingness asked again
    "choice.at_once": ("立即", "at once"),
    "choice.after": ("等候若干天后", "after some days of waiting"),
    "choice.never": ("从不", "never"),
    "choice.at_offer": ("提供名额时", "when a place is offered"),
    "choice.periodic": ("等候期间定期评估", "again and again while waiting"),
    # ratios of staff to beds, detection
    "choice.calibrated": ("按实际配比校准", "as practised today"),
    "choice.given": ("按规划所写", "as the plan writes them"),
    "choice.norm": ("按配备标准", "the norm"),
    "choice.balanced": ("与在册减少数相抵", "as many as the registry loses"),
    # training
    "choice.skills": ("进修培训", "training of skills"),
    "choice.conversion": ("转岗培训", "conversion to psychiatry"),
    "choice.community_workers": ("社区精防人员", "community workers"),
    "choice.psychiatrists": ("精神科医师", "psychiatrists"),
    "choice.nurses": ("护士", "nurses"),
    "choice.outside": ("其他科医师", "doctors from outside"),
    # patients: where they come in, how urgently, by what their number goes
    "choice.clinic": ("门诊", "clinic"),
    "choice.hospital": ("住院", "hospital"),
    "choice.day": ("日间康复", "day rehabilitation"),
    "choice.supported": ("支持性居住", "supported living"),
    "choice.home_support": ("居家支持", "home support"),
    "choice.out": ("离开模型", "out of the model"),
    "choice.emergency": ("急诊", "emergency"),
    "choice.green": ("绿色通道", "green channel"),
    "choice.urgent": ("紧急", "urgent"),
    "choice.elective": ("择期", "elective"),
    "choice.region": ("每个区县", "a county"),
    "choice.residents_1000": ("每千常住人口", "1,000 residents"),
    "choice.registered_1000": ("每千在册患者", "1,000 registered"),
    # days
    "choice.mon": ("周一", "Monday"),
    "choice.tue": ("周二", "Tuesday"),
    "choice.wed": ("周三", "Wednesday"),
    "choice.thu": ("周四", "Thursday"),
    "choice.fri": ("周五", "Friday"),
    "choice.sat": ("周六", "Saturday"),
    "choice.sun": ("周日", "Sunday"),
}


def worded(text: str, chinese: bool) -> str:
    """Return a choice, or several with commas between, in words; what is no choice (a name, a date) as it is."""
    keys = [f"choice.{word}" for word in text.split(", ")]
    if not all(key in WORDS for key in keys):
        return text
    return ("、" if chinese else ", ").join(WORDS[key][0 if chinese else 1] for key in keys)
