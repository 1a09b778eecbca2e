"""The ground: refusals, stages, events, locks, sealed fields. A closed list."""
