"""Measurements of the product beside its peers: correct first, timed second."""
