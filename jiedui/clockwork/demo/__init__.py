"""An invented county pair to try everything on: people, employers, ads, one finished run."""
