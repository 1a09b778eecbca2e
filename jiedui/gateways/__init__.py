"""Every wire that leaves the house: short messages and WeChat, and the page instead of a wire."""
