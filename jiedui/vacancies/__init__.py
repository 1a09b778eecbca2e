"""Postings and their versions, law findings, head-count, validity."""
