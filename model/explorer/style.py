"""What a style sheet says in the visitor's language in place of words that Streamlit has in English alone."""

from __future__ import annotations

import json

import streamlit as st

from model.explorer.levers.toml_text import MOST_BYTES
from model.explorer.own.workbook import MEGABYTES
from model.explorer.words import _, number

_SHEET = """<style>
[data-testid=stMainBlockContainer] {{ padding-left: 2.5rem; padding-right: 2.5rem; padding-top: 4rem }}
[data-testid=stMain] button p, [data-testid=stMetricLabel] p {{ white-space: normal }}
[data-testid=stMultiSelect] [role=group]:has(> [data-testid=stMultiSelectTagsContainer]) {{ height: auto;
  max-height: none }}
[data-testid=stMultiSelectTagsContainer] {{ height: auto; min-width: 0; flex: 1; overflow: visible; mask: none }}
[data-testid=stMultiSelectTagsContainer] > span {{ display: flex; flex-wrap: wrap; min-width: 0; padding: .3rem 0 }}
[data-testid=stMultiSelectTagsContainer] [data-tag] {{ max-width: 100% }}
@media (max-width: 1000px) {{
  [data-testid=stSidebar] {{ width: 172px !important; min-width: 172px !important }}
  [data-testid=stSidebarContent] {{ padding-left: 0; padding-right: 0 }}
  [data-testid=stMainBlockContainer] {{ padding-left: 1.25rem; padding-right: 1.25rem }}
  [data-testid=stHorizontalBlock] {{ gap: .6rem }}
  [data-testid=stColumn] [data-testid=stMarkdown] p {{ font-size: .9rem; overflow-wrap: normal }}
  [data-testid=stHorizontalBlock]:has(> [data-testid=stColumn] [data-testid=stVegaLiteChart]) {{ flex-wrap: wrap }}
  [data-testid=stColumn]:has([data-testid=stVegaLiteChart]) {{ min-width: 100% }}
  .jk-t {{ font-size: .8rem !important }}
  .jk-t th, .jk-t td {{ padding: .35rem .3rem !important }}
}}
[data-testid=stFileUploaderDropzone] button[data-testid=stBaseButton-secondary] p {{ font-size: 0; line-height: 1.5 }}
[data-testid=stFileUploaderDropzone] button[data-testid=stBaseButton-secondary] p::after {{
  content: {choose}; font-size: .875rem }}
[data-testid=stFileUploaderDropzoneInstructions] * {{ font-size: 0 }}
[data-testid=stFileUploaderDropzoneInstructions]::after {{ content: {limits}; font-size: .875rem }}
.st-key-own_in [data-testid=stFileUploaderDropzoneInstructions]::after {{ content: {book} }}
[data-testid=stFileChip] [role=alert] {{ position: static; clip: auto; clip-path: none; width: auto; height: auto;
  margin: 0; overflow: visible; white-space: normal; font-size: 0 }}
[data-testid=stFileChip] [role=alert]::after {{ content: {refused}; font-size: .875rem; line-height: 1.4 }}
.st-key-own_in [data-testid=stFileChip] [role=alert]::after {{ content: {no_book} }}
</style>"""


def sheet() -> None:
    """Put the sheet on the page."""
    most = number(MOST_BYTES / 1e6)
    words = {
        "choose": _("Choose a file"),
        "limits": _("TOML, at most {most} MB", most=most),
        "refused": _("This file is not taken: a TOML file of at most {most} MB is.", most=most),
        "book": _("XLSX, at most {most} MB", most=MEGABYTES),
        "no_book": _("This file is not taken: a workbook (.xlsx) of at most {most} MB is.", most=MEGABYTES),
    }
    # In a style sheet a string is written as in JSON, as long as nothing in it closes the sheet.
    st.html(_SHEET.format(**{key: json.dumps(text, ensure_ascii=False) for key, text in words.items()}))
