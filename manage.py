#!/usr/bin/env python3
"""The one door: `python3 manage.py up`, `python3 manage.py test`, and every other command.

It runs with any Python 3: an old one gets a sentence instead of a syntax error, so nothing else is imported before.
"""

import sys

OLDEST_PYTHON = (3, 11)


def refusal_of(version: "tuple[int, ...]") -> str:
    """Return the sentence for a Python that is too old, else an empty text."""
    if version[:2] >= OLDEST_PYTHON:
        return ""
    return "Lockstep needs Python 3.11 or newer; this is Python {}.{}.".format(*version[:2])


def main() -> int:
    """Run one command; return the exit status."""
    refusal = refusal_of(sys.version_info[:2])
    if refusal:
        sys.stderr.write(refusal + "\n")
        return 1
    from planning.bootstrap import door

    return door.run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
