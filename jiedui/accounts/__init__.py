"""Organisations, dated pairings, staff and their roles; who may see what."""
