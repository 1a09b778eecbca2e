"""Messages to people, and how each was delivered."""
