"""The doors people and machines use: the only code that sees a request."""
