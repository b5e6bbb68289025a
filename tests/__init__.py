"""Tests: what a user relies on, room by room."""
