"""The door of the staff of both counties."""
