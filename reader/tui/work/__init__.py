"""What the screen does, apart from how it looks: one module for each kind of work."""
