"""Every wire that leaves the house. None is laid yet."""
