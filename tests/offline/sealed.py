"""``python sealed.py ARGUMENTS...``: run the command where any network socket kills the process that asks for it.

A seccomp filter outlives exec and is inherited by every child, so that the
reader, its coordinator, its workers and its engines all run under it.
"""

from __future__ import annotations

import sys

from reader.guard import deadly

if __name__ == "__main__":
    if not deadly():
        sys.exit("this system has no seccomp")
    from reader.cli import main

    sys.argv[0] = "wirereader"
    sys.exit(main())
