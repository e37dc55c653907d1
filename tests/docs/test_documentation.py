"""The documentation is whole: every page is in the site, every link leads somewhere, nothing that is generated is stale."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path
from xml.etree import ElementTree

import pytest

from model.care import events
from model.explorer.evidence import sections
from model.messages.limits import WORDS
from model.report.document.parts.assumptions import LIMITS
from model.report.pages import markdown, written
from model.report.pages.rules import timers

ROOT = Path(__file__).resolve().parents[2]
DOCS = ROOT / "docs"


def _build(source: Path, site: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, "-m", "sphinx", "-q", "-W", "--keep-going", "-c", str(source / "docs"), str(source), str(site)]
    return subprocess.run(command, capture_output=True, text=True, check=False)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The site, built strictly: a broken link or anchor, or a page that the navigation lacks, fails here."""
    folder = tmp_path_factory.mktemp("site")
    done = _build(ROOT, folder)
    assert done.returncode == 0, done.stderr
    return folder


def test_every_page_of_the_project_is_in_the_site(site: Path) -> None:
    written_by_runs = {"results", "site", "build"}
    folders = [each for each in ROOT.iterdir() if each.is_dir() and each.name not in written_by_runs]
    pages = [*ROOT.glob("*.md"), *(page for each in folders if each.name[0] != "." for page in each.rglob("*.md"))]
    assert len(pages) > 15
    for page in pages:
        below = page.relative_to(ROOT)
        assert (site / below.with_suffix(".html")).is_file(), f"{below} is not in the site"
    assert (site / "index.html").is_file(), "who opens the site finds its first page"


def test_the_site_needs_no_network(site: Path) -> None:
    """Scripts, styles, fonts and pictures come from the site itself; links for people to follow may lead anywhere."""
    fetched = re.compile(r"""<(?:script|img|iframe|source)[^>]+src=["'](?:https?:)?//|<link[^>]+rel=["']stylesheet["'][^>]+href=["'](?:https?:)?//""")
    for page in site.rglob("*.html"):
        assert not fetched.search(page.read_text("utf-8")), page.name
    for style in (site / "_static").rglob("*.css"):
        assert not re.search(r"url\(['\"]?(?:https?:)?//|@import", style.read_text("utf-8")), style.name


BROKEN = {
    "nowhere.md": "[a page](nowhere.md)",
    "a-heading-that-is-not": "[an anchor](../README.md#a-heading-that-is-not)",
    "model/nothing.py": "[a file](../model/nothing.py)",
    "figures/nothing.svg": "![a figure](figures/nothing.svg)",
}


def test_what_is_broken_fails_the_build(tmp_path: Path) -> None:
    """The real configuration, on two pages with every kind of fault, and a third that the navigation lacks."""
    docs = tmp_path / "source" / "docs"
    shutil.copytree(DOCS / "_static", docs / "_static")
    shutil.copytree(DOCS / "_templates", docs / "_templates")
    conf = (DOCS / "conf.py").read_text("utf-8")
    nav = re.compile(r"^NAV:.*?^\}", re.DOTALL | re.MULTILINE)
    assert nav.search(conf)
    (docs / "conf.py").write_text(nav.sub('NAV = {"All": ("README",)}', conf), encoding="utf-8")
    (docs.parent / "README.md").write_text("# Read me\n\n## A heading\n\n[sound](docs/index.md#index)\n", encoding="utf-8")
    (docs / "index.md").write_text("# Index\n\n" + "\n\n".join(BROKEN.values()) + "\n", encoding="utf-8")
    (docs / "stray.md").write_text("# Stray\n", encoding="utf-8")
    done = _build(docs.parent, tmp_path / "site")
    assert done.returncode != 0
    said = done.stderr.splitlines()
    for name in (*BROKEN, "stray.md"):
        assert [line for line in said if name in line and "WARNING" in line], f"{name} passes"
    assert "README.md" not in "".join(line for line in said if "WARNING" in line and "a-heading" not in line)


def test_nothing_generated_is_stale() -> None:
    stale = [str(path.relative_to(ROOT)) for path, _ in written.stale(DOCS)]
    assert stale == [], "run make pages"


def test_every_generated_part_stands_in_some_page() -> None:
    asked = {name for page in (ROOT / "README.md", *DOCS.rglob("*.md")) for name in re.findall(r"<!-- generated: ([^>]+) -->\n", page.read_text("utf-8"))}
    assert asked == set(written.BLOCKS)


def test_a_stale_part_is_written_anew_and_nothing_else(tmp_path: Path) -> None:
    before = "# Page\n\n<!-- generated: licence -->\nold\n<!-- end -->\n\nmine\n\n<!-- generated: licence -->\n<!-- end -->\n"
    after = written.filled(before)
    assert after.count("Licence: MIT.") == 2
    assert "old" not in after and "\n\nmine\n\n" in after
    assert written.filled(after) == after
    with pytest.raises(KeyError, match="no such part"):
        written.filled("<!-- generated: no such part -->\n<!-- end -->")


def test_the_order_of_events_names_every_kind_once() -> None:
    """Twenty kinds of timers, without a gap, as rule 1.2 lists them."""
    kinds = timers()
    assert [number for number, _, _ in kinds] == list(range(events.LATENESS + 1))
    assert (kinds[events.RELAPSE][1], kinds[events.VISITS_OPENING][1]) == ("relapse", "visits opening")
    assert kinds[events.END][2].startswith("End of a service")
    listed = re.search(r"^> month end .*?(?=\n\n)", (DOCS / "model.md").read_text("utf-8"), re.MULTILINE | re.DOTALL)
    assert listed and len(listed[0].split(" ·")) == len(kinds)


ITEMS = (
    "1.1 Purpose of the model", "1.2 Model outputs", "1.3 Experimentation aims", "2.1 Base model overview diagram",
    "2.2 Base model logic", "2.3 Scenario logic", "2.4 Algorithms", "2.5.1 Entities", "2.5.2 Activities",
    "2.5.3 Resources", "2.5.4 Queues", "2.5.5 Entry and exit points", "3.1 Data sources", "3.2 Input parameters",
    "3.3 Pre-processing", "3.4 Assumptions", "4.1 Initialisation", "4.2 Run length", "4.3 Estimation approach",
    "5.1 Software or programming language", "5.2 Random sampling", "5.3 Model execution", "5.4 System specification",
    "6.1 Computer model sharing statement",
)  # fmt: skip


def test_the_description_answers_every_item_of_the_checklist_in_its_order() -> None:
    """The 24 items of STRESS-DES (Monks et al. 2019), each with something below it."""
    parts = re.split(r"^#{2,4} (\d.*)$", (DOCS / "methods/stress-des.md").read_text("utf-8"), flags=re.MULTILINE)
    found = {head: text.strip() for head, text in zip(parts[1::2], parts[2::2], strict=True) if head in ITEMS}
    assert tuple(found) == ITEMS
    assert [head for head, text in found.items() if len(text) < 60] == []


@pytest.mark.parametrize("language", ["methods", "zh"])
def test_the_page_of_limits_says_every_limit_and_what_follows(language: str) -> None:
    page = (DOCS / language / "limits.md").read_text("utf-8")
    limits = [key for key in WORDS if key.startswith("limit.") and key.count(".") == 1]
    for key in limits:
        for word in (key, f"{key}.name", f"{key}.so"):
            said = WORDS[word][0 if language == "zh" else 1]
            assert (markdown.chinese(said) if language == "zh" else said) in page, word
    assert set(LIMITS) <= set(limits), "a report says nothing that the page does not"


def test_the_explorer_shows_the_limits_of_the_rules_page_without_the_marks_of_generation() -> None:
    english, chinese = sections("en"), sections("zh")
    assert "**Crises as a cause.**" in english["What the model does not know"]
    assert "**肇事肇祸作为原因。**" in chinese["模型不知道什么"]
    assert "<!--" not in "".join((*english.values(), *chinese.values()))


def test_chinese_is_set_with_wide_signs_and_links_and_english_are_left_alone() -> None:
    assert markdown.chinese("数(人)按权重,分摊:见下") == "数\uff08人\uff09按权重\uff0c分摊\uff1a见下"
    untouched = "see [this](a.md), `x, y`: 1,000 (or so)"
    assert markdown.chinese(untouched) == untouched
    assert markdown.chinese("[参数](a.md),再看") == "[参数](a.md)\uff0c再看"


@pytest.mark.parametrize("name", ["pathway", "architecture"])
def test_figures_are_drawings_that_need_nothing_else(name: str) -> None:
    drawing = (DOCS / "figures" / f"{name}.svg").read_text("utf-8")
    assert ElementTree.fromstring(drawing).tag.endswith("svg")
    assert "href" not in drawing and "@import" not in drawing


def test_the_pathway_names_rules_that_exist() -> None:
    """The numbers in the figure are those of the model page, and every chapter on care is in it."""
    drawing = (DOCS / "figures/pathway.svg").read_text("utf-8")
    shown = {n for text in re.findall(r'class="r">([\d. -]+)<', drawing) for n in re.split(r"[ -]", text)}
    page = (DOCS / "model.md").read_text("utf-8")
    rules = set(re.findall(r"^\*\*(\d+\.\d+) ", page, re.MULTILINE)) | set(re.findall(r"^## (\d+)\. ", page, re.MULTILINE))
    assert shown <= rules, sorted(shown - rules)
    assert {rule.split(".")[0] for rule in shown} >= {"2", "3", "4", "5", "6", "7", "8"}


def test_the_architecture_shows_the_folders_that_there_are() -> None:
    drawing = (DOCS / "figures/architecture.svg").read_text("utf-8")
    folders = {path.parent.name for path in (ROOT / "model").glob("*/__init__.py")}
    experiments = {path.parent.name for path in (ROOT / "model/experiments").glob("*/__init__.py")}
    assert [name for name in sorted(folders) if f"model/{name}/" not in drawing] == []
    assert [name for name in sorted(experiments) if f"{name}/" not in drawing] == []
