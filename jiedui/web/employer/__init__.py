"""The door of employers."""
