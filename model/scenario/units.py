"""The units of the schema in Chinese."""

from __future__ import annotations

CHINESE: dict[str, str] = {
    "": "", "RMB": "元", "RMB a year": "元/年", "arrivals a day": "人次/日", "attempts": "次",
    "batches a year": "批/年", "beds": "张", "beds per 10,000": "张/万人", "clients": "人",
    "contacts a month": "次/月", "date": "日期", "days": "天",
    "days; clinic: working hours": "天(门诊:工作小时)", "deaths per 1,000 person-years": "例/千人年",
    "events per person-year": "次/人年", "hour of the day": "时", "hours": "小时", "hours a month": "小时/月",
    "hours a year": "小时/年", "institutions": "个", "moves per 1,000 person-years": "人次/千人年",
    "nurses": "人", "nurses per bed": "护士/床", "offers per 1,000 registered a year": "人次/千在册患者·年",
    "patients": "人", "patients per worker": "患者/人", "per 1,000 residents": "‰(常住人口)",
    "places": "个(名额)", "probability": "概率", "probability per missed deadline": "概率(每次漏访)",
    "probability per visit": "概率(每次随访)", "ratio": "比值", "regions": "个",
    "registered per 1,000 residents": "‰(常住人口)", "requests": "人次", "residents": "人", "risk grade": "级",
    "share": "比例", "share a month": "比例/月", "share a year": "比例/年",
    "share a year after discharge": "比例(出院后一年)", "share of admissions": "占入院比例",
    "share of attempts": "占随访尝试比例", "share of episodes": "占发作比例", "share of hours": "占工时比例",
    "share of irregular takers": "占不规律服药者比例", "share of long stays": "占长期住院比例",
    "share of occupied beds": "占使用床位比例", "share of places": "占名额比例",
    "share of referrals": "占转介比例", "share of registered": "占在册患者比例",
    "share of registered at home": "占居家在册患者比例", "share of relapses": "占复发比例",
    "share of staff": "占人员比例", "share of staffed beds": "占有人员床位比例",
    "share of visits": "占随访比例", "staff": "人", "staff a year": "人/年", "staff per bed": "人/床",
    "townships": "个(乡镇)", "visits a year": "次/年", "visits per institution a year": "次/机构·年",
    "workers": "人", "working days": "工作日",
}  # fmt: skip
