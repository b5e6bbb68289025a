"""What stands between Textual and the line: only what changed is sent, and no more than fits."""
