"""A file a page."""
