"""What stands in the files: the run's own numbers, the plan's own words, in both languages."""

from html.parser import HTMLParser
from pathlib import Path
from unicodedata import normalize

import docx
import numpy as np
import openpyxl
import pytest
from docx.oxml.ns import qn

from model.messages import WORDS
from model.report.document.blocks import Table, cell
from model.report.document.paper import paper_of
from model.report.document.source import Run, read_run
from model.report.document.write import write_report
from model.scenario.audit import audit

LANGUAGES = ("zh", "en")
VERDICTS = {"zh": ("预计达到", "有风险", "难以达到"), "en": ("expected to be met", "in doubt", "unlikely to be met")}


@pytest.fixture(scope="module")
def run(folder: Path) -> Run:
    return read_run(folder)


@pytest.fixture(scope="module", params=LANGUAGES)
def language(request: pytest.FixtureRequest) -> str:
    return str(request.param)


@pytest.fixture(scope="module")
def word(run: Run, language: str, tmp_path_factory: pytest.TempPathFactory) -> "docx.document.Document":
    path = tmp_path_factory.mktemp("word") / "report.docx"
    write_report(run, None, "docx", language, path)
    return docx.Document(str(path))


@pytest.fixture(scope="module")
def book(run: Run, language: str, tmp_path_factory: pytest.TempPathFactory) -> openpyxl.Workbook:
    path = tmp_path_factory.mktemp("book") / "report.xlsx"
    write_report(run, None, "xlsx", language, path)
    return openpyxl.load_workbook(path)


def _tables(document: "docx.document.Document") -> list[list[list[str]]]:
    return [[[c.text for c in row.cells] for row in table.rows] for table in document.tables]


def _verdict(probability: float, language: str) -> str:
    good, doubt, bad = VERDICTS[language]
    return good if probability >= 0.9 else doubt if probability >= 0.5 else bad


# --- Word ------------------------------------------------------------------------------------------------


def test_the_first_table_is_the_verdict_on_every_target(word, run: Run, language: str) -> None:
    head, *rows = _tables(word)[0]
    assert len(rows) == len(run.targets) == 8
    for row, (_, target) in zip(rows, run.targets.iterrows(), strict=True):
        assert target[f"title_{language}"].split("(")[0] in row[0].replace("（", "(")
        assert row[1] == target["period"]
        assert row[5] == _verdict(target["probability_met"], language)


def test_what_the_plan_promises_is_quoted_as_it_stands(word, run: Run) -> None:
    """Its signs too: those of the report's own Chinese are made full-width, those of a quotation never."""
    cells = {c for table in _tables(word) for row in table for c in row}
    for clause in run.scenario.targets:
        assert f"“{clause.clause}”" in cells


def test_every_assumption_is_listed_with_its_source(word, run: Run, language: str) -> None:
    """K first: 186 of them in Qujing's plan by count of the parameters' page; in Chinese in a Chinese report."""
    from model.messages import source_in
    from model.scenario.parameters import parameters_of

    known = [p for p in parameters_of(run.scenario) if p.grade == "K"]
    tables = [t for t in _tables(word) if len(t[0]) == 5 and len(t) - 1 == len(known)]
    assert len(tables) == 1
    assert [row[4] for row in tables[0][1:]] == [source_in(p.source, language) for p in known]
    headings = [p.text for p in word.paragraphs if p.style.name == "Heading 2"]
    grades = [h for h in headings if h[:1] in "KDF" and h[1:2] in ":："]
    assert [h[0] for h in grades] == ["K", "D", "F"]
    assert str(len(known)) in grades[0]


def test_the_report_says_what_it_left_out(word, language: str) -> None:
    said = {p.text for p in word.paragraphs}
    skipped = WORDS["report.skipped"][LANGUAGES.index(language)]
    assert any(text.replace("，", ",") == skipped for text in said)


def test_few_replications_and_a_part_of_the_population_are_said(word, language: str) -> None:
    """Three replications of a fiftieth: whoever reads the first page alone has to know."""
    texts = [p.text for p in word.paragraphs]
    assert any("3" in t and ("不宜据此决策" in t or "too wide to decide on" in t) for t in texts)
    assert any("2%" in t and ("模拟规模" in t or "(scale)" in t) for t in texts)


def test_chinese_has_a_font_that_has_chinese(word) -> None:
    for name in ("Normal", "Title", "Heading 1", "Heading 2"):
        fonts = word.styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) in ("宋体", "黑体")
        # A theme's font would be taken first.
        assert fonts.get(qn("w:eastAsiaTheme")) is None


def test_heads_repeat_and_pages_are_numbered(word, run: Run) -> None:
    longest = max(word.tables, key=lambda table: len(table.rows))
    assert longest.rows[0]._tr.trPr.find(qn("w:tblHeader")) is not None
    foot = word.sections[0].footer.paragraphs[0]
    fields = [e.text for e in foot._p.iter(qn("w:instrText"))]
    assert fields == ["PAGE", "NUMPAGES"]
    assert run.digest[:16] in foot.text


def test_pictures_have_words(word) -> None:
    described = [e.get("descr") for e in word.element.body.iter(qn("wp:docPr"))]
    assert len(described) >= 4
    assert all(described)


# --- HTML ------------------------------------------------------------------------------------------------


class _Reader(HTMLParser):
    """Collects texts of cells and every address; notices what is not closed."""

    VOID = ("meta", "img", "br", "link", "hr", "col")

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[str] = []
        self.addresses: list[str] = []
        self.cells: list[str] = []

    def handle_starttag(self, tag, attributes):
        self.tags.append(tag)
        self.addresses += [value for name, value in attributes if name in ("src", "href")]
        if tag == "td":
            self.cells.append("")
        if tag not in self.VOID:
            self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        if "td" in self.open:
            self.cells[-1] += data


def test_a_page_needs_nothing_else(run: Run, language: str, tmp_path: Path) -> None:
    path = tmp_path / "report.html"
    write_report(run, None, "html", language, path)
    text = path.read_text(encoding="utf-8")
    reader = _Reader()
    reader.feed(text)
    assert not reader.open
    assert "script" not in reader.tags and "link" not in reader.tags
    assert all(a.startswith(("data:image/png;base64,", "#")) for a in reader.addresses)
    assert "url(" not in text.split("</style>")[0]
    paper = paper_of(run, None, language)
    expected = [cell(c).text for b in paper.blocks if isinstance(b, Table) for row in b.rows for c in row]
    assert reader.cells == expected


def test_words_of_a_plan_are_no_markup(folder: Path, run: Run, tmp_path: Path) -> None:
    """A clause may hold any sign; in a page it stays text."""
    targets = run.targets.assign(clause="<script>alert(1)</script>")
    changed = Run(run.scenario, targets, run.indicators, run.staffing, 3, 7, run.digest, run.versions, run.date)
    path = tmp_path / "report.html"
    write_report(changed, None, "html", "en", path)
    assert "<script" not in path.read_text(encoding="utf-8")


# --- Excel -----------------------------------------------------------------------------------------------


def _sheet(book: openpyxl.Workbook, name: str, language: str):
    return book[WORDS[f"report.sheet.{name}"][LANGUAGES.index(language)]]


def test_targets_are_numbers_as_they_were_written(book, run: Run, language: str) -> None:
    sheet = _sheet(book, "targets", language)
    for n, (_, target) in enumerate(run.targets.iterrows(), 2):
        names = ("bound", "mean", "low", "high", "probability_met", "probability_low", "probability_high")
        # A workbook keeps sixteen digits.
        expected = [pytest.approx(target[name], rel=1e-14) for name in names]
        assert [sheet.cell(n, c).value for c in range(4, 11)] == expected
        assert sheet.cell(n, 12).value == _verdict(target["probability_met"], language)
        assert sheet.cell(n, 14).value == target["clause"]


@pytest.mark.parametrize(("name", "length"), [("months", 7), ("years", 4)])
def test_indicators_are_means_over_replications(book, run: Run, language: str, name: str, length: int) -> None:
    from model.measures import MEASURES

    sheet = _sheet(book, name, language)
    periods = [c.value for c in sheet[1]][3:]
    assert periods and all(len(p) == length for p in periods)
    title = MEASURES["standardised_management_rate"].title
    words = title.zh if language == "zh" else title.en
    county = "马龙区" if language == "zh" else "Malong"
    rows = [row for row in sheet.iter_rows(min_row=2) if row[0].value == words and row[2].value == county]
    assert len(rows) == 1
    of = run.indicators
    chosen = of[(of["measure"] == "standardised_management_rate") & (of["region"] == "马龙区")]
    expected = chosen.groupby(chosen["period"].astype(str))["value"].mean()
    for target, period in zip(rows[0][3:], periods, strict=True):
        assert target.value == pytest.approx(expected[period], rel=1e-12)
        assert target.number_format == "0.0%"


def test_sheets_can_be_worked_with(book, language: str) -> None:
    for name in ("targets", "months", "years", "staffing", "parameters", "audit", "beds"):
        sheet = _sheet(book, name, language)
        assert sheet.freeze_panes and sheet.auto_filter.ref
    assert _sheet(book, "targets", language)._charts
    assert _sheet(book, "beds", language)._charts


def test_what_the_audit_rests_on_stands_with_it(book, word, run: Run, language: str) -> None:
    """The clauses as they stand, the sources in the report's language: on the sheet and in the document."""
    from model.messages import sources_in

    findings = audit(run.scenario)
    sheet = [row[3] for row in _sheet(book, "audit", language).iter_rows(min_row=2, values_only=True)]
    assert sheet == [sources_in(finding.sources, language) for finding in findings]
    assert any(("名护士" if language == "zh" else "nurses, ") in text for text in sheet)
    cells = [c for table in _tables(word) for row in table for c in row]
    for finding in (f for f in findings if f.severity != "note"):
        # In a Chinese document the report's own signs are full-width.
        told = normalize("NFKC", sources_in(finding.sources, language))
        assert any(normalize("NFKC", c.partition("\n")[2]).endswith(told) for c in cells), told


def test_staffing_is_of_the_whole_population(book, run: Run, language: str) -> None:
    """A fiftieth was simulated; 6,000 beds are promised."""
    sheet = _sheet(book, "beds", language)
    rows = {row[0]: row[1] for row in sheet.iter_rows(min_row=2, values_only=True) if row[0]}
    assert rows["2025-12"] == pytest.approx(6000, rel=0.02)


def test_a_probability_that_is_not_certain_does_not_read_as_if_it_were(run: Run, tmp_path: Path) -> None:
    """The number stays as it is; Excel would round 99.7% to 100% and 0.2% to 0%."""
    chances = [0.997, 0.002, 1.0, 0.0, 0.95, 0.1, 0.6, 0.9]
    targets = run.targets.assign(probability_met=chances)
    changed = Run(run.scenario, targets, run.indicators, run.staffing, 3, 7, run.digest, run.versions, run.date)
    write_report(changed, None, "xlsx", "en", tmp_path / "report.xlsx")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["Targets"]
    cells = [sheet.cell(n, 8) for n in range(2, 10)]
    assert [cell.value for cell in cells] == chances
    assert [cell.number_format for cell in cells] == ['">99%"', '"<1%"', *["0%"] * 6]


def test_native_charts_say_what_their_axes_are(book, language: str) -> None:
    for name in ("targets", "beds"):
        for chart in _sheet(book, name, language)._charts:
            said = [axis.title.tx.rich.p[0].r[0].t for axis in (chart.x_axis, chart.y_axis)]
            assert all(said) and all(("\u4e00" <= text[0] <= "\u9fff") == (language == "zh") for text in said), said


def test_no_text_becomes_a_formula(run: Run, tmp_path: Path) -> None:
    """Text of a plan that begins like a formula is shown, not computed."""
    targets = run.targets.assign(clause='=HYPERLINK("x")')
    changed = Run(run.scenario, targets, run.indicators, run.staffing, 3, 7, run.digest, run.versions, run.date)
    path = tmp_path / "report.xlsx"
    write_report(changed, None, "xlsx", "en", path)
    sheet = openpyxl.load_workbook(path)["Targets"]
    assert sheet.cell(2, 14).data_type == "s"
    assert sheet.cell(2, 14).value.endswith('=HYPERLINK("x")')


def test_what_was_not_observed_is_blank(run: Run, tmp_path: Path) -> None:
    targets = run.targets.assign(mean=np.nan, probability_met=np.nan)
    changed = Run(run.scenario, targets, run.indicators, run.staffing, 3, 7, run.digest, run.versions, run.date)
    for kind in ("xlsx", "docx", "html"):
        write_report(changed, None, kind, "zh", tmp_path / f"report.{kind}")
    sheet = openpyxl.load_workbook(tmp_path / "report.xlsx")["目标"]
    assert sheet.cell(2, 5).value is None
    assert sheet.cell(2, 12).value == "无法判断"
    reader = _Reader()
    reader.feed((tmp_path / "report.html").read_text(encoding="utf-8"))
    cells = {c.text for table in docx.Document(str(tmp_path / "report.docx")).tables for row in table.rows for c in row.cells}
    assert not any(c.lower().split() and "nan" in c.lower().split() for c in {*reader.cells, *cells})
