"""Attacks and faults, tried by the hundred: ``python -m bench.reliability`` writes docs/reliability.md."""
