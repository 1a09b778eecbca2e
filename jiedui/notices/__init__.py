"""The words of every message, and to whom."""
