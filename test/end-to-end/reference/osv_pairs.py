"""Which OSV records hold for which packages, by an order of versions that the ecosystem itself has.

Usage: osv_pairs.py packages ZIP ECOSYSTEM COMMAND...
                             names and versions to try, as JSON: [[name, version]]
       osv_pairs.py pairs ZIP ECOSYSTEM COMMAND...  < PACKAGES
                             what holds of them, as JSON: [[name, version, id]], sorted

The versions to try are the ends of all ranges, where mistakes show, and some of those that records list.
COMMAND reads lines `a TAB b` and answers each with -1, 0, 1, or `?` where one is no version.

Evaluated as https://ossf.github.io/osv-schema/#evaluation says.
"""

import json
import subprocess
import sys
import zipfile

LISTED = 6

# Where two packages never differ by capitals alone, and records write one name in several ways.
WITHOUT_CASE = ("Go", "NuGet", "Packagist")


def read_records(path):
    with zipfile.ZipFile(path) as archive:
        for name in archive.namelist():
            record = json.loads(archive.read(name))
            if not record.get("withdrawn"):
                yield record


def affected_of(record, ecosystem):
    for affected in record.get("affected", []):
        package = affected.get("package", {})
        if package.get("ecosystem") == ecosystem:
            name = package["name"]
            yield name.lower() if ecosystem in WITHOUT_CASE else name, affected


def ranges_of(affected):
    return [r["events"] for r in affected.get("ranges", []) if r["type"] in ("SEMVER", "ECOSYSTEM")]


def ends_of(affected):
    for events in ranges_of(affected):
        for event in events:
            for kind, version in event.items():
                if kind != "limit" and version != "0":
                    yield version


def packages(path, ecosystem, command):
    found = set()
    for record in read_records(path):
        for name, affected in affected_of(record, ecosystem):
            listed = affected.get("versions", [])
            some = listed[:: max(1, len(listed) // LISTED)][:LISTED]
            found.update((name, version) for version in [*ends_of(affected), *some])
    order = Order(command)
    order.learn((version, version) for _, version in found)
    return sorted(one for one in found if order.is_version(one[1]))


class Order:
    """Answers of the command, all asked for at once."""

    def __init__(self, command):
        self.command = command
        self.answers = {}

    def learn(self, questions):
        ordered = sorted(set(questions))
        text = "".join(f"{a}\t{b}\n" for a, b in ordered)
        output = subprocess.run(self.command, input=text, capture_output=True, text=True, check=True).stdout
        answers = output.split()
        assert len(answers) == len(ordered), f"{len(ordered)} questions, {len(answers)} answers"
        self.answers = dict(zip(ordered, answers, strict=True))

    def compare(self, a, b):
        return int(self.answers[(a, b)])

    def is_version(self, text):
        return self.answers[(text, text)] != "?"


def in_range(order, version, events):
    vulnerable = False
    flat = [(kind, text) for event in events for kind, text in event.items() if kind != "limit"]
    # The beginning first; of ends at one version, what is no longer affected comes last.
    starts = [(kind, text) for kind, text in flat if text == "0"]
    rest = [(kind, text) for kind, text in flat if text != "0"]
    if not all(order.is_version(text) for _, text in rest):
        return None
    for i in range(len(rest)):
        for j in range(len(rest) - 1 - i):
            if order.compare(rest[j][1], rest[j + 1][1]) > 0:
                rest[j], rest[j + 1] = rest[j + 1], rest[j]
    for kind, text in starts + rest:
        if kind == "introduced" and (text == "0" or order.compare(version, text) >= 0):
            vulnerable = True
        elif kind == "fixed" and order.compare(version, text) >= 0:
            vulnerable = False
        elif kind == "last_affected" and order.compare(version, text) > 0:
            vulnerable = False
    return vulnerable


def pairs(path, ecosystem, command, wanted):
    by_name = {}
    for record in read_records(path):
        for name, affected in affected_of(record, ecosystem):
            by_name.setdefault(name, []).append((record["id"], affected))
    questions = []
    for name, version in wanted:
        questions.append((version, version))
        for _, affected in by_name.get(name, []):
            for events in ranges_of(affected):
                ends = [text for event in events for kind, text in event.items() if kind != "limit" and text != "0"]
                questions += [(version, end) for end in ends]
                questions += [(a, b) for a in ends for b in ends]
            questions += [(version, listed) for listed in affected.get("versions", [])]
    order = Order(command)
    order.learn(questions)
    found = set()
    for name, version in wanted:
        for identifier, affected in by_name.get(name, []):
            listed = affected.get("versions", [])
            is_listed = any(other == version or order.answers[(version, other)] == "0" for other in listed)
            if is_listed or any(in_range(order, version, events) for events in ranges_of(affected)):
                found.add((name, version, identifier))
    return sorted(found)


if __name__ == "__main__":
    what, path, ecosystem, *command = sys.argv[1:]
    if what == "packages":
        json.dump(packages(path, ecosystem, command), sys.stdout)
    else:
        json.dump(pairs(path, ecosystem, command, [tuple(one) for one in json.load(sys.stdin)]), sys.stdout)
