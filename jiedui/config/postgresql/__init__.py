"""Django's PostgreSQL, with the second wall (accounts/rls.py)."""
