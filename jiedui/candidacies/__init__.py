"""The thread: one worker standing for one vacancy."""
