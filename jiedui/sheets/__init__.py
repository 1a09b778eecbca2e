"""Spreadsheets in and out: books, raw cells, layouts, review."""
