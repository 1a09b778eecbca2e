"""The door open to everybody: what this is, signing in and out, the language."""
