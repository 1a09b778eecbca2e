"""The same person in many ledgers: a labelled benchmark of invented Chinese people."""
