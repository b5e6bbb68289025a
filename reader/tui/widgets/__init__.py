"""The parts of the screen; each draws its own lines and repaints only those that changed."""
