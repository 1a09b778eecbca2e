"""`python -m jiedui.clockwork.terminal`, where the console script is not installed."""

from jiedui.clockwork.terminal import leave

leave()
