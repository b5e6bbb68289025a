"""The reading pane: what the outlet wrote, what is left of it, and why."""
