"""Compares versions of apk packages, a pair a line, as apk-tools 3 does.

Written after apk-tools' own description of versions (doc/apk-package.5.scd, "pkgver") and of how it compares them: a
version is taken apart into parts of a kind, and parts are compared one by one until they differ in value or kind.
"""

import sys

BEFORE = ["alpha", "beta", "pre", "rc"]
AFTER = ["cvs", "svn", "git", "hg", "p"]
DIGITS = "0123456789"

# In this order a version may go on: what ends, or goes on with a later kind, is the older one.
FIRST, NUMBER, LETTER, SUFFIX, SUFFIX_NUMBER, HASH, REVISION, END = range(8)


def take(text, at, allowed):
    end = at
    while end < len(text) and text[end] in allowed:
        end += 1
    return text[at:end], end


def parts_of(text):
    """The parts, or None where it is no version."""
    digits, at = take(text, 0, DIGITS)
    if not digits:
        return None
    parts = [(FIRST, digits)]
    kind = FIRST
    while at < len(text):
        char = text[at]
        if char == "." and kind in (FIRST, NUMBER):
            digits, at = take(text, at + 1, DIGITS)
            if not digits:
                return None
            kind = NUMBER
            parts.append((NUMBER, digits))
        elif char in "abcdefghijklmnopqrstuvwxyz" and kind in (FIRST, NUMBER):
            kind = LETTER
            parts.append((LETTER, char))
            at += 1
        elif char == "_" and kind <= SUFFIX_NUMBER:
            word, at = take(text, at + 1, "abcdefghijklmnopqrstuvwxyz")
            if word not in BEFORE + AFTER:
                return None
            kind = SUFFIX
            parts.append((SUFFIX, word))
            digits, at = take(text, at, DIGITS)
            if digits:
                kind = SUFFIX_NUMBER
                parts.append((SUFFIX_NUMBER, digits))
        elif char == "~" and kind <= SUFFIX_NUMBER:
            word, at = take(text, at + 1, DIGITS + "abcdef")
            if not word:
                return None
            kind = HASH
            parts.append((HASH, word))
        elif text.startswith("-r", at) and kind < REVISION:
            digits, at = take(text, at + 2, DIGITS)
            if not digits:
                return None
            kind = REVISION
            parts.append((REVISION, digits))
        else:
            return None
    return [*parts, (END, "")]


def sign(a, b):
    return (a > b) - (a < b)


def compare_values(kind, a, b):
    if kind == SUFFIX:
        every = [*BEFORE, *AFTER]
        return sign(every.index(a), every.index(b))
    as_text = kind in (LETTER, HASH) or (kind == NUMBER and (a[0] == "0" or b[0] == "0"))
    return sign(a, b) if as_text else sign(int(a), int(b))


def compare(a, b):
    left, right = parts_of(a), parts_of(b)
    if left is None or right is None:
        return None
    for (kind, value), (other_kind, other) in zip(left, right):
        if kind != other_kind:
            if kind == SUFFIX and value in BEFORE:
                return -1
            if other_kind == SUFFIX and other in BEFORE:
                return 1
            return sign(other_kind, kind)
        if kind == END:
            return 0
        difference = compare_values(kind, value, other)
        if difference:
            return difference
    return 0


if __name__ == "__main__":
    for line in sys.stdin.read().splitlines():
        answer = compare(*line.split("\t"))
        print("?" if answer is None else answer)
