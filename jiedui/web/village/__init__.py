"""The village helper's phone."""
