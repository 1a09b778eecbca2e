"""Every write to messages."""
