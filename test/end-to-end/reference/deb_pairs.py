"""Which flaws packages of Ubuntu and Debian have, by the sources' own data and apt's order of versions.

Usage: deb_pairs.py osv ZIP               Ubuntu's records in OSV, all releases
       deb_pairs.py tracker TAR RELEASE…  Ubuntu's CVE tracker, of some releases: 18.04=bionic
       deb_pairs.py lists FOLDER          Debian's lists of advisories

Answers with JSON: {"packages": [[distribution, release, source, version]],
                    "pairs": [[distribution, release, source, version, id, fix, fix for subscribers]]}.

Tried is each source package at the ends of what is said of it, right below them, and in the version that the package
of everybody had before one for subscribers was made of it. Some source packages are taken, each with few of its versions:
all together would take an hour.
"""

import collections
import json
import re
import subprocess
import sys
import tarfile
import zipfile
import zlib

import apt_pkg

apt_pkg.init()

# Of one source package in one release.
MOST_VERSIONS = 2

# Of how many source packages one is taken: all together have a million pairs.
ONE_OF = 3
ONE_KERNEL_OF = 64

# (distribution, release, source) -> id -> [(pocket, state, fix)]
SAYS = collections.defaultdict(lambda: collections.defaultdict(list))


def osv(path):
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            record = json.loads(archive.read(entry))
            if record.get("withdrawn") or not record["id"].startswith("UBUNTU-"):
                continue
            for affected in record["affected"]:
                words = affected["package"]["ecosystem"].split(":")
                pocket = "esm" if "Pro" in words else ""
                release = next(word for word in words if re.fullmatch(r"\d\d\.\d\d", word))
                events = [event for run in affected["ranges"] for event in run["events"]]
                fixes = [event["fixed"] for event in events if "fixed" in event]
                says = SAYS["ubuntu", release, affected["package"]["name"]]
                for identifier in record["upstream"]:
                    says[identifier].append((pocket, "affected", fixes[0] if fixes else None))


def tracker(path, *releases):
    pockets = {}
    for release in releases:
        number, name = release.split("=")
        pockets[name] = (number, "")
        for archive in ("esm-infra", "esm-apps"):
            pockets[f"{archive}/{name}"] = (number, "esm")
        for archive in ("fips-updates", "fips"):
            pockets[f"{archive}/{name}"] = (number, archive)
    status = re.compile(r"^([a-z/-]+)_([^:]+):\s*([A-Za-z-]+)(?:\s*\((.*?)\)?)?\s*$")
    with subprocess.Popen(["zstd", "-dc", path], stdout=subprocess.PIPE) as unpacked:
        with tarfile.open(fileobj=unpacked.stdout, mode="r|") as archive:
            for member in archive:
                name = member.name.rsplit("/", 1)[-1]
                if not member.isfile() or not name.startswith("CVE-"):
                    continue
                text = archive.extractfile(member).read().decode("utf-8", "replace")
                if re.search(r"^Description:\n \*\* ?REJECT", text, re.MULTILINE):
                    continue
                identifier = name if re.fullmatch(r"CVE-\d{4}-\d{4,}", name) else f"UBUNTU-{name}"
                for line in text.split("\n"):
                    match = status.match(line)
                    if match and match[1] in pockets:
                        release, pocket = pockets[match[1]]
                        told = state_of(match[3], (match[4] or "").strip().lower())
                        fix = (match[4] or "").strip() if match[3] == "released" else None
                        if told:
                            SAYS["ubuntu", release, match[2]][identifier].append((pocket, told, fix or None))


def state_of(word, note):
    if word == "DNE":
        return None
    if word != "ignored":
        return "not-affected" if word == "not-affected" else "affected"
    if "was not-affected" in note:
        return "not-affected"
    return "ended" if re.search(r"(?:^|, )(?:end of|superseded|replaced|eol)", note) else "affected"


def lists(folder):
    codenames = {"buster": "10", "bullseye": "11", "bookworm": "12", "trixie": "13", "stretch": "9", "jessie": "8"}
    for name in ("DSA", "DLA"):
        with open(f"{folder}/{name}/list", encoding="utf-8") as file:
            blocks = re.split(r"\n(?=\[)", file.read())
        # What is written twice is one advisory.
        for block in blocks:
            head = re.match(r"\[[^\]]*\]\s+(D[SL]A-\S+)", block)
            if not head:
                continue
            cves = re.findall(r"CVE-\d{4}-\d{4,}", " ".join(re.findall(r"^\s+\{(.*)\}", block, re.MULTILINE)))
            for codename, source, fix in re.findall(r"^\s+\[(\S+)\]\s+-\s+(\S+)\s+(\S+)", block, re.MULTILINE):
                if codename not in codenames or fix == "<undetermined>":
                    continue
                told = {"<not-affected>": "not-affected", "<end-of-life>": "affected"}.get(fix, "affected")
                fixed = None if fix.startswith("<") else fix
                for identifier in cves or [head[1]]:
                    SAYS["debian", codenames[codename], source][identifier].append(("", told, fixed))


def versions_of(key, says):
    ends = sorted({fix for told in says.values() for _, _, fix in told if fix and re.fullmatch(r"[\w.+~:-]+", fix)})
    tries = set()
    for end in ends[:: max(1, len(ends) // MOST_VERSIONS)][:MOST_VERSIONS]:
        tries.update((end, f"{end}~"))
        plain = re.sub(r"[~+]esm\d+$", "", end)
        if plain != end:
            tries.add(plain)
    is_kernel = key[2].startswith("linux")
    if zlib.crc32(":".join(key).encode()) % (ONE_KERNEL_OF if is_kernel else ONE_OF):
        return []
    return sorted(tries)[: 2 if is_kernel else 3 * MOST_VERSIONS] or ["1.0-1"]


def is_below(version, fix):
    return fix is None or apt_pkg.version_compare(version, fix) < 0


def hit(told, version):
    """The highest fix of what holds, "" where one of it has none to show; None where nothing holds."""
    fixes = [fix for _, state, fix in told if state != "not-affected" and is_below(version, fix)]
    if not fixes:
        return None
    best = ""
    for fix in fixes:
        if fix and (not best or apt_pkg.version_compare(fix, best) > 0):
            best = fix
    return best


def verdict(told, version):
    """(fix, fix for subscribers), or None."""
    by_pocket = collections.defaultdict(list)
    for entry in told:
        by_pocket[entry[0]].append(entry)
    own = []
    if re.search("fips", version, re.IGNORECASE):
        own += ["fips-updates", "fips"]
    if re.search(r"[~+.]esm\d", version):
        own.append("esm")
    for pocket in own:
        if by_pocket[pocket]:
            fix = hit(by_pocket[pocket], version)
            return None if fix is None else (fix, "")
    common, esm = by_pocket[""], by_pocket["esm"]
    if esm and all(state == "ended" for _, state, _ in common):
        fix = hit(esm, version)
        return None if fix is None else ("", fix)
    fix = hit(common, version)
    if fix is None:
        return None
    return fix, "" if fix else next((later for _, _, later in esm if later), "")


def main():
    mode, *arguments = sys.argv[1:]
    {"osv": osv, "tracker": tracker, "lists": lists}[mode](*arguments)
    tried, pairs = [], []
    for key, says in SAYS.items():
        for version in versions_of(key, says):
            tried.append([*key, version])
            for identifier, told in says.items():
                found = verdict(told, version)
                if found:
                    pairs.append([*key, version, identifier, *found])
    json.dump({"packages": tried, "pairs": pairs}, sys.stdout)


main()
