"""What moves without a hand: the only code that sees a queue or the clock."""
