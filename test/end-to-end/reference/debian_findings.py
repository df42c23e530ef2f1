"""Which CVEs of Debian's advisory lists an unpacked Debian root is open to, as JSON: [package, version, id], sorted.

Usage: debian_findings.py ROOT SECURITY_TRACKER

Packages come from dpkg-query, versions are compared by dpkg. An advisory that names no CVE counts under its own id.
"""

import functools
import json
import re
import subprocess
import sys


def installed(root):
    """(binary package, its version, source package, its version) of all but config-files and not-installed."""
    fields = "${db:Status-Status}\t${Package}\t${Version}\t${source:Package}\t${source:Version}\n"
    command = ["dpkg-query", f"--admindir={root}/var/lib/dpkg", "-W", "-f", fields]
    answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    for line in answer.splitlines():
        status, *package = line.split("\t")
        if status not in ("config-files", "not-installed"):
            yield tuple(package)


def codename(root):
    with open(f"{root}/etc/os-release", encoding="utf-8") as lines:
        values = dict(line.rstrip("\n").split("=", 1) for line in lines if "=" in line)
    return values["VERSION_CODENAME"].strip('"')


def advisories(path):
    """(id, CVEs, [(release, source, fixed version or mark)]) for each advisory of a list."""
    with open(path, encoding="utf-8") as file:
        blocks = re.split(r"\n(?=\[)", file.read())
    for block in blocks:
        head = re.match(r"\[[^\]]*\]\s+(D[SL]A-\S+)", block)
        if not head:
            continue
        cves = re.findall(r"CVE-\d+-\d+", " ".join(re.findall(r"^\s+\{(.*)\}", block, re.MULTILINE)))
        lines = re.findall(r"^\s+\[(\S+)\]\s+-\s+(\S+)\s+(\S+)", block, re.MULTILINE)
        yield head.group(1), cves, lines


@functools.cache
def is_older(a, b):
    return subprocess.run(["dpkg", "--compare-versions", a, "lt", b], check=False).returncode == 0


def is_open(version, fixed):
    if fixed == "<not-affected>":
        return False
    # Support has ended or nobody will fix it: there is no safe version.
    if fixed in ("<end-of-life>", "<unfixed>", "<no-dsa>", "<postponed>", "<ignored>"):
        return True
    # Nobody knows yet.
    if fixed == "<undetermined>":
        return False
    return is_older(version, fixed)


def main():
    root, tracker = sys.argv[1:]
    release = codename(root)
    by_source = {}
    for name in ("DSA", "DLA"):
        for identifier, cves, lines in advisories(f"{tracker}/data/{name}/list"):
            for line_release, source, fixed in lines:
                if line_release == release:
                    by_source.setdefault(source, []).append((cves or [identifier], fixed))
    found = set()
    for package, version, source, source_version in installed(root):
        for identifiers, fixed in by_source.get(source, []):
            if is_open(source_version, fixed):
                found.update((package, version, identifier) for identifier in identifiers)
    json.dump(sorted(found), sys.stdout)


main()
