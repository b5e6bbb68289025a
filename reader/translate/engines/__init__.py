"""The neural engines. Nothing here is imported but inside an engine's own process."""
