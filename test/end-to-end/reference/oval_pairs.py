"""Which definitions of OVAL files hold for which rpm packages, as rpm itself orders their versions.

Usage: oval_pairs.py packages RELEASES FILE...
                             packages to try, as JSON: [[release, name, version, architecture]]
       oval_pairs.py pairs RELEASES FILE...  < PACKAGES
                             what holds of them, as JSON: [[release, name, version, architecture, CVE]], sorted

RELEASES is `suse`, `photon` or `azurelinux`: how the files tell of which release they are. A system has one package:
every definition is asked as a whole whether it holds there. What is signed is signed by its vendor.

Needs rpm's own Python module: apt-get install python3-rpm.
"""

import functools
import gzip
import json
import re
import sys
import xml.etree.ElementTree as ET
import zlib

import rpm

# Of one name: SUSE's kernels have hundreds of flaws at dozens of versions, of which some say enough.
MOST_VERSIONS = {"suse": 3}


def local(element):
    return element.tag.rsplit("}", 1)[-1]


def child(element, name):
    return next((one for one in element if local(one) == name), None)


def labels(text):
    epoch, _, rest = text.rpartition(":")
    version, _, release = rest.partition("-")
    return epoch or "0", version, release or None


@functools.cache
def compare(a, b):
    left, right = labels(a), labels(b)
    if left[2] is None or right[2] is None:
        left, right = (*left[:2], ""), (*right[:2], "")
    return rpm.labelCompare(left, right)


HOLDS = {
    "less than": lambda difference: difference < 0,
    "less than or equal": lambda difference: difference <= 0,
    "greater than": lambda difference: difference > 0,
    "equals": lambda difference: difference == 0,
}


class File:
    def __init__(self, path, releases):
        self.releases = releases
        root = ET.parse(gzip.open(path)).getroot()
        self.sections = {local(section): section for section in root}
        self.objects = {}
        for one in self.sections["objects"]:
            self.objects[one.get("id")] = child(one, "name").text
        self.states = {one.get("id"): one for one in self.sections["states"]}
        self.tests = {}
        for one in self.sections["tests"]:
            found = self.objects[child(one, "object").get("object_ref")]
            states = [self.states[s.get("state_ref")] for s in one if local(s) == "state"]
            self.tests[one.get("id")] = (found, states, one.get("check") == "none satisfy")
        self.definitions = []
        for one in self.sections["definitions"]:
            criteria = child(one, "criteria")
            if criteria is not None and not self.is_not_applicable(one):
                self.definitions.append((self.cves(one), criteria, self.names(criteria)))

    def is_not_applicable(self, definition):
        return any(local(one) == "patchable" and one.text == "Not Applicable" for one in definition.iter())

    def cves(self, definition):
        told = {one.text for one in definition.iter() if local(one) == "cve"}
        return told or {one.get("ref_id") for one in definition.iter() if local(one) == "reference"}

    def names(self, criteria):
        tests = [one.get("test_ref") for one in criteria.iter() if local(one) == "criterion"]
        return {self.tests[test][0] for test in tests}

    def end(self, field):
        """The version of a state, and the release that it is of where nothing else says so."""
        text = field.text.replace(" ", "")
        if self.releases != "azurelinux":
            return text, None
        found = re.search(r"\.(?:cm|azl)(\d)$", text)
        # A fix without a release is of all its releases.
        if "-" not in text and field.get("operation") == "less than":
            text = text[: found.start()]
        return text, f"{found.group(1)}.0"

    def ends(self):
        """(release, name, version, architectures) of every criterion of a version."""
        for _, criteria, _ in self.definitions:
            releases = self.releases_of(criteria)
            for one in criteria.iter():
                if local(one) != "criterion":
                    continue
                name, states, _ = self.tests[one.get("test_ref")]
                for state in states:
                    field, arch = child(state, "evr"), child(state, "arch")
                    if field is None or "null" in field.text:
                        continue
                    version, release = self.end(field)
                    archs = ["x86_64"] if arch is None else arch.text.strip("()").split("|")
                    for of in [release] if release else releases:
                        yield of, name, version, archs

    def releases_of(self, criteria):
        told = (self.release_of(one.get("comment", "")) for one in criteria.iter() if local(one) == "criterion")
        return {release for release in told if release}

    def release_of(self, comment):
        if self.releases == "photon":
            found = re.match(r"Photon OS (\d+) is installed", comment)
            return found and f"{found.group(1)}.0"
        if self.releases == "suse":
            found = re.match(r"openSUSE Leap (Micro )?(\d+\.\d+)(?: NonFree)? is installed", comment)
            return found and f"{'leap-micro' if found.group(1) else 'leap'}-{found.group(2)}"
        return None

    def holds(self, criteria, package):
        if local(criteria) == "criteria":
            parts = (self.holds(one, package) for one in criteria)
            return all(parts) if criteria.get("operator") == "AND" else any(parts)
        release, name, version, arch = package
        told = self.release_of(criteria.get("comment", ""))
        if told:
            return told == release
        wanted, states, is_negative = self.tests[criteria.get("test_ref")]
        if wanted != name:
            return is_negative
        return all(self.is_state(state, release, version, arch) for state in states) != is_negative

    def is_state(self, state, release, version, arch):
        for field in state:
            kind = local(field)
            if kind == "arch" and not re.fullmatch(field.text, arch):
                return False
            if kind == "evr":
                end, of = self.end(field)
                if "null" in end or (of and of != release) or not HOLDS[field.get("operation")](compare(version, end)):
                    return False
        return True


def packages(files):
    versions, archs = {}, {}
    for file in files:
        for release, name, version, some in file.ends():
            versions.setdefault((release, name), set()).add(version)
            archs.setdefault((release, name), set()).update(some)
    found = set()
    for key, ends in versions.items():
        # Of a distribution with ninety thousand pairs one name of three; which ones is the same each time.
        if files[0].releases == "suse" and zlib.crc32(key[1].encode()) % 3:
            continue
        ordered = sorted(ends)
        most = MOST_VERSIONS.get(files[0].releases, len(ordered))
        for version in ordered[:: -(-len(ordered) // most)]:
            # Every package has a release.
            version = version if "-" in version else f"{version}-1"
            # Many definitions are of some architectures alone.
            for arch in [min(archs[key]), "s390x"]:
                found.add((*key, version, arch))
    return sorted(found)


def pairs(files, wanted):
    found = set()
    for file in files:
        by_name = {}
        for cves, criteria, names in file.definitions:
            for name in names:
                by_name.setdefault(name, []).append((cves, criteria))
        for package in wanted:
            for cves, criteria in by_name.get(package[1], []):
                if file.holds(criteria, package):
                    found.update((*package, cve) for cve in cves)
    return sorted(found)


if __name__ == "__main__":
    what, releases, *paths = sys.argv[1:]
    files = [File(path, releases) for path in paths]
    if what == "packages":
        json.dump(packages(files), sys.stdout)
    else:
        json.dump(pairs(files, [tuple(one) for one in json.load(sys.stdin)]), sys.stdout)
