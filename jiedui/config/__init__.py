"""How the house is wired: settings, addresses, the server entry."""
