"""Regions, occupations, certificate types: what everybody else refers to."""
