"""Bulk runs: who is put forward for which vacancy, who is not, and why."""
