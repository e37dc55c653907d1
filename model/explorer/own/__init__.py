"""Plans of visitors' own: read from a workbook or a file, kept on this server, opened by name."""
