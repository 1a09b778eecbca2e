"""The worker's own phone."""
