"""Compares versions that are lists of numbers, a pair a line, as Haskell's Data.Version and R's package_version do."""

import re
import sys


def key(version):
    parts = re.split("[.-]", version)
    return [int(part) for part in parts] if all(part.isdigit() for part in parts) else None


for line in sys.stdin:
    a, b = (key(version) for version in line.rstrip("\n").split("\t"))
    print("?" if a is None or b is None else (a > b) - (a < b))
