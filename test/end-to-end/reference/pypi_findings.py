"""Which OSV records hold for Python packages, as JSON: [name, version, id], sorted; versions as `packaging` orders them.

Usage: pypi_findings.py ALL_ZIP < PACKAGES
PACKAGES is a JSON list of objects with `name` and `version`.

Evaluated as https://ossf.github.io/osv-schema/#evaluation says.
"""

import json
import sys
import zipfile

from packaging.utils import canonicalize_name
from packaging.version import InvalidVersion, Version


def read_records(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            record = json.loads(archive.read(name))
            if not record.get("withdrawn"):
                yield record


def parse(version):
    try:
        return Version(version)
    except InvalidVersion:
        return None


def is_listed(version, listed):
    return any(other == version or (parse(other) is not None and parse(other) == parse(version)) for other in listed)


def is_in_range(version, events):
    limits = [event["limit"] for event in events if "limit" in event]
    if limits and "*" not in limits and not any(version < Version(limit) for limit in limits):
        return False
    ordered = [(kind, text) for event in events for kind, text in event.items() if kind != "limit"]
    ordered.sort(key=lambda event: (event[1] != "0", Version(event[1])))
    vulnerable = False
    for kind, text in ordered:
        if kind == "introduced" and (text == "0" or version >= Version(text)):
            vulnerable = True
        elif kind == "fixed" and version >= Version(text):
            vulnerable = False
        elif kind == "last_affected" and version > Version(text):
            vulnerable = False
    return vulnerable


def is_affected(version, affected):
    if is_listed(version, affected.get("versions") or []):
        return True
    ranges = [one for one in affected.get("ranges") or [] if one["type"] in ("ECOSYSTEM", "SEMVER")]
    return any(is_in_range(Version(version), one["events"]) for one in ranges)


def identifiers_of(record, neighbours):
    """Its CVEs, or those that its aliases lead to, or its own id."""
    names = [record["id"], *(record.get("aliases") or []), *(record.get("upstream") or [])]
    cves = {name for name in names if name.startswith("CVE-")}
    if cves:
        return cves
    same = [record["id"]]
    for name in same:
        if not name.startswith("CVE-"):
            same.extend(sorted(neighbours.get(name, set()) - set(same)))
    return {name for name in same if name.startswith("CVE-")} or {record["id"]}


def main():
    packages = json.load(sys.stdin)
    records = list(read_records(sys.argv[1]))
    neighbours = {}
    by_name = {}
    for record in records:
        for alias in record.get("aliases") or []:
            neighbours.setdefault(record["id"], set()).add(alias)
            neighbours.setdefault(alias, set()).add(record["id"])
        for affected in record.get("affected") or []:
            package = affected.get("package") or {}
            if package.get("ecosystem") == "PyPI":
                by_name.setdefault(canonicalize_name(package["name"]), []).append((record, affected))
    found = set()
    for package in packages:
        name = canonicalize_name(package["name"])
        for record, affected in by_name.get(name, []):
            if is_affected(package["version"], affected):
                found.update((name, package["version"], identifier) for identifier in identifiers_of(record, neighbours))
    json.dump(sorted(found), sys.stdout)


main()
