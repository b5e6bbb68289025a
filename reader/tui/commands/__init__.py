"""Everything a person can do, one class each; see `reader.tui.commands.base`."""
