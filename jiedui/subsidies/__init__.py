"""Subsidies: which public schemes may concern somebody."""
