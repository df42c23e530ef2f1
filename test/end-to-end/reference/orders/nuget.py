"""Compares NuGet packages' versions, a pair a line: a port of what the manual says, since no NuGet is to be had here.

https://learn.microsoft.com/en-us/nuget/concepts/package-versioning#version-ordering
"""

import re
import sys

FORM = re.compile(r"^(\d+)(?:\.(\d+))?(?:\.(\d+))?(?:\.(\d+))?(?:-([0-9A-Za-z.-]+))?(?:\+[0-9A-Za-z.-]+)?$")


def key(version):
    match = FORM.match(version)
    if match is None:
        return None
    numbers = tuple(int(number or 0) for number in match.groups()[:4])
    if match[5] is None:
        return numbers, (1,)
    labels = ((0, int(part), "") if part.isdigit() else (1, 0, part.lower()) for part in match[5].split("."))
    return numbers, (0, tuple(labels))


for line in sys.stdin:
    a, b = (key(version) for version in line.rstrip("\n").split("\t"))
    print("?" if a is None or b is None else (a > b) - (a < b))
