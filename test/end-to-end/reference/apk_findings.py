"""Which flaws Alpine's and Wolfi's own data give packages, at the edges of every fix.

Usage: apk_findings.py packages FEEDS            packages to try, as JSON: [[namespace, release, source, version]]
       apk_findings.py pairs FEEDS < PACKAGES    what holds of them, as JSON: [[namespace, release, source, version, id]]

A package is tried at versions that fixed something, and right below them. FEEDS is a mirror of the feeds.
"""

import gzip
import io
import json
import os
import re
import sys
import tarfile

sys.path.insert(0, os.path.join(os.path.dirname(__file__), "orders"))
from apk import compare, parts_of  # noqa: E402

# Of one package, spread over all of its fixes.
MOST_VERSIONS = 24


def ids_of(entry):
    cves = [f"CVE-{year}-{number}" for year, number in re.findall(r"CVE[-_ ](\d{4})-(\d{4,})", entry)]
    return cves or [w for w in entry.split() if re.fullmatch(r"(XSA|ZBX|wnpa-sec|GHSA)(-\w+)+", w)]


def add_fixes(rules, key, secfixes):
    for version, entries in secfixes.items():
        for entry in entries or []:
            for identifier in ids_of(entry):
                rules.setdefault(key, {}).setdefault(identifier, set()).add(version)


def alpine_rules(feeds, rules):
    root = os.path.join(feeds, "alpine", "secdb")
    for release in os.listdir(root):
        for file in os.listdir(os.path.join(root, release)):
            with open(os.path.join(root, release, file), encoding="utf8") as opened:
                document = json.load(opened)
            for package in document["packages"] or []:
                key = ("alpine", release[1:], package["pkg"]["name"])
                add_fixes(rules, key, package["pkg"]["secfixes"])


def repository_advisories(feeds):
    """Name, aliases and events of each, by lines: the files are all written by one program."""
    with open(os.path.join(feeds, "wolfi", "advisories-main.tar.gz"), "rb") as file:
        archive = tarfile.open(fileobj=io.BytesIO(gzip.decompress(file.read())))
    for member in archive.getmembers():
        if not member.name.endswith(".advisories.yaml"):
            continue
        name, current = None, None
        for line in archive.extractfile(member).read().decode("utf8").splitlines():
            if name is None and line.startswith("  name: "):
                name = line.split(": ", 1)[1].strip("\"'")
            elif line.startswith("  - id: "):
                if current:
                    yield current
                current = (name, [], [])
            elif current and re.match(r"      - (CVE|GHSA)-", line):
                current[1].append(line[8:].strip())
            elif line.startswith("      - timestamp: "):
                current[2].append({"time": line.split(": ", 1)[1].strip("\"'")})
            elif line.startswith("        type: "):
                current[2][-1]["type"] = line.split(": ", 1)[1]
            elif line.startswith("          fixed-version: "):
                current[2][-1]["fixed"] = line.split(": ", 1)[1].strip("\"'")
        if current:
            yield current


def wolfi_rules(feeds, rules):
    advisories = list(repository_advisories(feeds))
    cves = {}
    for _, aliases, _ in advisories:
        named = [a for a in aliases if a.startswith("CVE-")]
        if len(named) == 1:
            for alias in aliases:
                cves.setdefault(alias, set()).update(named)
    canonical = {alias: next(iter(named)) for alias, named in cves.items() if len(named) == 1}

    with open(os.path.join(feeds, "wolfi", "os", "security.json"), encoding="utf8") as file:
        for package in json.load(file)["packages"]:
            key = ("wolfi", "20230201", package["pkg"]["name"])
            found = {}
            add_fixes(found, key, package["pkg"]["secfixes"])
            for identifier, versions in found.get(key, {}).items():
                rules.setdefault(key, {}).setdefault(canonical.get(identifier, identifier), set()).update(versions)
    for name, aliases, events in advisories:
        of_package = rules.setdefault(("wolfi", "20230201", name), {})
        identifier = sorted(canonical.get(alias, alias) for alias in aliases)[0]
        if identifier in of_package:
            continue
        # The last by time; of equals the last that is written.
        last = sorted(enumerate(events), key=lambda one: (one[1]["time"], one[0]))[-1][1]
        if last["type"] == "fixed":
            of_package[identifier] = {last["fixed"]}
        elif last["type"] == "false-positive-determination":
            of_package[identifier] = {"0"}
        else:
            of_package[identifier] = None


def read_rules(feeds):
    """(namespace, release, source package) → flaw → versions that fixed it; None where nothing did."""
    rules = {}
    alpine_rules(feeds, rules)
    wolfi_rules(feeds, rules)
    return rules


def right_below(version):
    before, dash, revision = version.rpartition("-r")
    if dash and int(revision) > 0:
        return f"{before}-r{int(revision) - 1}"
    return before if dash else None


def packages(feeds):
    for key, flaws in sorted(read_rules(feeds).items()):
        fixes = sorted({v for versions in flaws.values() for v in versions or () if v != "0" and parts_of(v)})
        some = fixes[:: max(1, len(fixes) * 2 // MOST_VERSIONS)] or ["1.0-r0"]
        for version in sorted({v for fix in some for v in (fix, right_below(fix)) if v and parts_of(v)}):
            yield [*key, version]


def is_affected(version, fixes):
    if fixes is None:
        return True
    real = [fix for fix in fixes if fix != "0"]
    # What cannot be compared is told as a problem.
    if not all(parts_of(fix) for fix in real):
        return False
    return any(compare(version, fix) < 0 for fix in real)


def pairs(feeds, wanted):
    rules = read_rules(feeds)
    for namespace, release, name, version in wanted:
        for identifier, fixes in sorted(rules[(namespace, release, name)].items()):
            if is_affected(version, fixes):
                yield [namespace, release, name, version, identifier]


if __name__ == "__main__":
    what, feeds = sys.argv[1:]
    answer = packages(feeds) if what == "packages" else pairs(feeds, json.load(sys.stdin))
    json.dump(list(answer), sys.stdout)
