"""The explorer: pages in a browser for people who never see a terminal."""
