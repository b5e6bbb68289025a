"""The terminal interface: the only room that loads Textual."""
