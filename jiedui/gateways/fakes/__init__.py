"""Stand-ins for the providers on this machine: real servers that check what a provider checks.

Each is written from the provider's documentation and shares no line with the client beside it,
so that a mistake in one of them shows. Tests start them, and whoever wants to watch a courier at
work without a contract with anybody.
"""
