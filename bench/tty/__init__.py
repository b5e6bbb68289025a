"""Measure a full-screen program from outside, through a pseudo-terminal.

The program runs in a terminal that this package plays: it answers the queries
that real terminals answer, sends keys one at a time, notes when every byte
comes back, and parses the stream with pyte to know what is on the screen and
when. A relay can add delay and limit the bandwidth both ways, so that times
are those a person at the far end of an SSH connection would see. See
``python -m bench.tty --help``.
"""
