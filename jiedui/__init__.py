"""Jiedui 结对: East-West labour cooperation, one road from a wish to a lasting job."""
