"""Compares versions of Python packages, a pair a line, as `packaging` does."""

import functools
import sys

from packaging.version import InvalidVersion, Version


@functools.cache
def parse(text):
    try:
        return Version(text)
    except InvalidVersion:
        return None


for line in sys.stdin:
    a, b = (parse(version) for version in line.rstrip("\n").split("\t"))
    print("?" if a is None or b is None else (a > b) - (a < b))
