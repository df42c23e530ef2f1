"""Which OSV records hold for which packages, by an order of versions that the ecosystem itself has.

Usage: osv_pairs.py ZIP ECOSYSTEM COMMAND...

Answers with JSON: {"packages": [[name, version]], "pairs": [[name, version, id]], "edges": number,
                    "unreadable": [[name, version]]}.

The versions to try are the ends of all ranges, what lies right below and right above them, where mistakes show, and some
of those that records list; all of them where there are few records. `edges` counts the pairs whose version is such an
end, or right beside one, of the record; `unreadable` are packages that a range speaks of that has no versions for ends.
COMMAND reads lines `a TAB b` and answers each with -1, 0, 1, or `?` where one is no version.

Evaluated as https://ossf.github.io/osv-schema/#evaluation says.
"""

import functools
import json
import re
import subprocess
import sys
import zipfile

# Of one package, where there are thousands of records: of its ends, of what lies beside them, and of what is listed.
SOME = {"Go": (3, 3, 1), "Maven": (8, 8, 3), "PyPI": (3, 3, 1), "crates.io": (8, 8, 3)}


def lower(name):
    return name.lower()


# Where two names are one package, and records write it in several ways. PyPI: PEP 503.
NORMALIZED = {
    "Go": lower,
    "NuGet": lower,
    "Packagist": lower,
    "PyPI": lambda name: re.sub(r"[-_.]+", "-", name).lower(),
}


def bumped(version):
    """The same with the next patch: 1.2.4 of 1.2.3."""
    found = re.fullmatch(r"(.*?)(\d+)", version)
    return f"{found[1]}{int(found[2]) + 1}" if found else version


def lowered(version):
    found = re.fullmatch(r"(.*?)(\d+)", version)
    return f"{found[1]}{int(found[2]) - 1}" if found and int(found[2]) > 0 else version


def of_semver(version):
    """Nothing lies between 1.2.3 and 1.2.4-0, nor between 1.2.3-rc.1 and 1.2.3-rc.1.0."""
    core = re.split("[-+]", version)[0]
    yield f"{core}-0"
    yield lowered(core)
    yield f"{version}.0" if "-" in version and "+" not in version else f"{bumped(core)}-0"


def of_pypi(version):
    yield f"{version}.dev0"
    yield f"{version}.post0"
    yield f"{version}.0.1"
    yield f"{version}+local"
    yield lowered(version)


def of_gem(version):
    yield f"{version}.a"
    yield f"{version}.1"
    yield f"{version}.0"
    yield lowered(version)


def of_maven(version):
    yield f"{version}-SNAPSHOT"
    yield f"{version}-rc1"
    yield f"{version}.1"
    yield f"{version}-1"
    yield f"{version}.Final"
    yield f"{version}-redhat-00001"
    yield lowered(version)


def of_composer(version):
    yield f"{version}-dev"
    yield f"{version}-RC1"
    yield f"{version}-p1"
    yield f"v{version}"
    yield bumped(version)
    yield lowered(version)


def of_nuget(version):
    yield f"{version}-0"
    yield f"{version}-rc.1"
    yield f"{version}.0"
    yield f"{version}.1"
    yield bumped(version)
    yield lowered(version)


def of_numbers(version):
    yield f"{version}.0"
    yield lowered(version)
    yield bumped(version)


BESIDE = {
    "Go": of_semver,
    "Hackage": of_numbers,
    "Maven": of_maven,
    "NuGet": of_nuget,
    "Packagist": of_composer,
    "PyPI": of_pypi,
    "RubyGems": of_gem,
    "crates.io": of_semver,
    "npm": of_semver,
}


def read_records(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            record = json.loads(archive.read(name))
            if not record.get("withdrawn"):
                yield record


def affected_of(record, ecosystem):
    normalize = NORMALIZED.get(ecosystem, str)
    for affected in record.get("affected") or []:
        package = affected.get("package") or {}
        if package.get("ecosystem") == ecosystem:
            yield normalize(package["name"]), affected


class Affected:
    """What one record says of one package."""

    def __init__(self, record, affected, ecosystem):
        self.id = record["id"]
        self.listed = affected.get("versions") or []
        self.ranges = [one["events"] for one in affected.get("ranges") or [] if one["type"] in ("SEMVER", "ECOSYSTEM")]
        self.ends = {
            version
            for events in self.ranges
            for event in events
            for kind, version in event.items()
            if kind != "limit" and version != "0"
        }
        self.edges = self.ends | {one for end in self.ends for one in BESIDE[ecosystem](end)}


def spread(versions, most):
    return versions[:: max(1, -(-len(versions) // most))]


def tried(said, ecosystem):
    ends = sorted({one for affected in said for one in affected.ends})
    edges = sorted({one for affected in said for one in affected.edges} - set(ends))
    listed = sorted({one for affected in said for one in affected.listed} - set(ends) - set(edges))
    if ecosystem in SOME:
        ends, edges, listed = (spread(*one) for one in zip((ends, edges, listed), SOME[ecosystem], strict=True))
    return sorted({one for one in [*ends, *edges, *listed] if not re.search(r"[\t\n]", one)})


class Order:
    """Answers of the command, all asked for at once."""

    def __init__(self, command, questions):
        ordered = sorted(questions)
        text = "".join(f"{a}\t{b}\n" for a, b in ordered)
        answers = subprocess.run(command, input=text, capture_output=True, text=True, check=True).stdout.split()
        assert len(answers) == len(ordered), f"{len(ordered)} questions, {len(answers)} answers"
        self.answers = dict(zip(ordered, answers, strict=True))

    def compare(self, a, b):
        return int(self.answers[(a, b)])

    def is_version(self, text):
        return self.answers[(text, text)] != "?"


def sorted_events(order, events):
    """The beginning first; None where one cannot be compared. Of two at one version the one that is written first."""
    flat = [(kind, text) for event in events for kind, text in event.items() if kind != "limit"]
    rest = [(kind, text) for kind, text in flat if text != "0"]
    if not all(order.is_version(text) for _, text in rest):
        return None
    rest.sort(key=functools.cmp_to_key(lambda a, b: order.compare(a[1], b[1])))
    return [(kind, text) for kind, text in flat if text == "0"] + rest


def in_range(order, version, events):
    vulnerable = False
    for kind, text in events or ():
        if kind == "introduced" and (text == "0" or order.compare(version, text) >= 0):
            vulnerable = True
        elif kind == "fixed" and order.compare(version, text) >= 0:
            vulnerable = False
        elif kind == "last_affected" and order.compare(version, text) > 0:
            vulnerable = False
    return vulnerable


def questions_of(said, versions):
    for version in versions:
        yield version, version
    for affected in said:
        for end in affected.ends:
            yield from ((version, end) for version in versions)
            yield from ((end, other) for other in affected.ends)
        for listed in affected.listed:
            yield from ((version, listed) for version in versions)


def main(path, ecosystem, *command):
    by_name = {}
    for record in read_records(path):
        for name, affected in affected_of(record, ecosystem):
            by_name.setdefault(name, []).append(Affected(record, affected, ecosystem))
    versions = {name: tried(said, ecosystem) for name, said in by_name.items()}
    order = Order(command, {one for name, said in by_name.items() for one in questions_of(said, versions[name])})

    packages, pairs, edges, unreadable = [], [], 0, set()
    for name, said in sorted(by_name.items()):
        some = [version for version in versions[name] if order.is_version(version)]
        packages += [(name, version) for version in some]
        found = {}
        for affected in said:
            ranges = [sorted_events(order, events) for events in affected.ranges]
            for version in some:
                is_listed = any(one == version or order.answers[(version, one)] == "0" for one in affected.listed)
                if is_listed or any(in_range(order, version, events) for events in ranges):
                    pair = (name, version, affected.id)
                    found[pair] = found.get(pair, False) or version in affected.edges
                elif None in ranges:
                    unreadable.add((name, version))
        pairs += sorted(found)
        edges += sum(found.values())
    json.dump(
        {"packages": packages, "pairs": pairs, "edges": edges, "unreadable": sorted(unreadable)},
        sys.stdout,
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
