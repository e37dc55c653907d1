"""Pages of the documentation that say what the code says: written anew from it, so that no fact is stated twice.

`written.PAGES` are whole pages; `written.BLOCKS` are parts of pages that are otherwise written by hand.
``python -m model.report.pages`` writes both; a test fails while one is stale.
"""
