"""Which advisories of Red Hat and AlmaLinux hold for which packages, by rpm's own order of versions.

Usage: rpm_pairs.py almalinux ZIP      records of OSV
       rpm_pairs.py redhat FOLDER      CSAF VEX documents

Answers with JSON: {"packages": [purl], "pairs": [[purl, id]], "edges": number}. The packages are made up, at the ends
of what the records say: the fixed version, the one that rpm sorts right before it (with a `~` behind), others of the
same name, of other modules, and of sources that are open. `edges` counts pairs right before a fix.

Needs rpm's Python module: apt-get install python3-rpm.
"""

import json
import pathlib
import re
import sys
import urllib.parse
import zipfile
from functools import cmp_to_key

import rpm


def evr(text):
    epoch, _, rest = text.rpartition(":")
    version, _, release = rest.partition("-")
    return (epoch or "0", version, release)


def compare(a, b):
    return rpm.labelCompare(evr(a), evr(b))


def tag_of(text):
    found = re.search(r"[.+_](el\d+_\d+|el\d+\.\d+\.\d+)(?=[.+_~]|$)", text)
    return (found.group(1), text[: found.end()]) if found else None


def version_and_number(text):
    found = re.match(r"([^-]*)-(\d+)", text)
    return (found.group(1), int(found.group(2))) if found else None


def branch_ends(fix, following):
    """Where what comes after a fix is no longer of its branch; None where both fixes are of one."""
    ours, theirs = tag_of(fix), tag_of(following)
    number = version_and_number(fix)
    if not ours or not theirs or not number or ours[0] == theirs[0]:
        return None
    end = f"{number[0]}-{number[1] + 1}"
    if compare(end, following) >= 0:
        end = theirs[1]
    return end if compare(fix, end) < 0 < compare(following, end) else None


def kept_fixes(fixes):
    """One for each branch, the lowest first."""
    builds = {}
    for fix in sorted(set(fixes), key=cmp_to_key(compare)):
        builds.setdefault(re.sub(r"(\.module[+_]el[\d.]+)\+\d+\+[0-9a-f]+", r"\1", fix), fix)
    ordered = list(builds.values())
    kept = []
    for i, fix in enumerate(ordered):
        if i + 1 == len(ordered) or branch_ends(fix, ordered[i + 1]) is not None:
            kept.append(fix)
    return kept


def is_below(version, fixes):
    """Whether a version has none of the fixes that are meant for it."""
    kept = kept_fixes(fixes)
    for i, fix in enumerate(kept):
        if compare(version, fix) < 0:
            return i == 0 or compare(version, branch_ends(kept[i - 1], fix)) >= 0
    return False


def purl_of(namespace, distro, name, version, arch="x86_64", module=None, source=None):
    quote = lambda text: urllib.parse.quote(text, safe=":")
    epoch, _, rest = version.rpartition(":")
    qualifiers = [f"arch={arch}", f"distro={quote(distro)}"]
    if epoch:
        qualifiers.append(f"epoch={epoch}")
    if module:
        qualifiers.append(f"rpmmod={quote(module)}:8060020220523160029:ad008a3a")
    if source:
        qualifiers.append(f"upstream={urllib.parse.quote(f'{source[0]}@{source[1]}', safe='')}")
    return f"pkg:rpm/{namespace}/{quote(name)}@{quote(rest)}?{'&'.join(qualifiers)}"


def module_meets(asked, of_package, version):
    """`asked`: None for packages of no module, `*` for some module."""
    if of_package is None and re.search(r"\.module[+_]el\d", version):
        of_package = "*"
    if asked is None or of_package is None:
        return asked == of_package
    return "*" in (asked, of_package) or asked == of_package


def almalinux(path):
    rows = {}
    with zipfile.ZipFile(path) as archive:
        for entry in archive.namelist():
            record = json.loads(archive.read(entry))
            names = record.get("related", []) + record.get("aliases", []) + record.get("upstream", [])
            if record.get("withdrawn") or (record["id"][2:4] != "SA" and not any(n.startswith("CVE-") for n in names)):
                continue
            streams = set(re.findall(r"(?:^|(?<=[\s,]))[A-Za-z][\w.+-]*:[\w.+-]*\w", record["summary"]))
            for affected in record["affected"]:
                release = affected["package"]["ecosystem"].split(":")[1]
                fixed = affected["ranges"][0]["events"][1]["fixed"]
                row = rows.setdefault((release, affected["package"]["name"]), {})
                cves = {one for one in names if one.startswith("CVE-")}
                row.setdefault(record["id"], ([], streams, cves))[0].append(fixed)

    packages, pairs, edges = set(), set(), 0
    for (release, name), records in sorted(rows.items()):
        fixes = sorted({fix for fixes, _, _ in records.values() for fix in fixes}, key=cmp_to_key(compare))
        tried = fixes[-1:] if len(fixes) < 8 else [fixes[len(fixes) - 3], fixes[-1]]
        streams = sorted({stream for _, some, _ in records.values() for stream in some})
        for fix in tried:
            of_module = ".module" in fix
            for module in [None, *streams[:2], *(["other:1"] if of_module else [])] if of_module else [None]:
                for version in (fix, f"{fix}~"):
                    purl = purl_of("almalinux", f"almalinux-{release}.4", name, version, module=module)
                    packages.add(purl)
                    # A build that one stream's advisory names as its fix is of that stream.
                    own = module
                    if module is None and of_module:
                        told = {
                            stream
                            for fixed, asked, _ in records.values()
                            if any(".module" in one for one in fixed) and version in kept_fixes(fixed)
                            for stream in (asked or {"*"})
                        }
                        own = told.pop() if len(told) == 1 else None
                        own = None if own == "*" else own
                    met = {}
                    for identifier, (fixed, asked, cves) in records.items():
                        is_modular = any(".module" in one for one in fixed)
                        wanted = (asked or {"*"}) if is_modular else {None}
                        if any(module_meets(one, own, version) for one in wanted):
                            met[identifier] = (fixed, cves)
                    # Each minor release has an advisory of its own for one flaw: it goes by the fix of its branch.
                    open_cves = {
                        cve
                        for cve in {one for _, cves in met.values() for one in cves}
                        if is_below(version, [fix for fixed, cves in met.values() if cve in cves for fix in fixed])
                    }
                    for identifier, (fixed, cves) in met.items():
                        if is_below(version, fixed) and (not cves or cves & open_cves):
                            pairs.add((purl, identifier))
                            edges += version.endswith("~") and fix in fixed
    return packages, pairs, edges


MINOR_STREAMS = {
    "rhel_eus": "eus",
    "enterprise_linux_eus": "eus",
    "rhel_aus": "aus",
    "rhel_tus": "tus",
    "rhel_e4s": "e4s",
    "rhel_eus_long_life": "eus-long-life",
}


def release_of(cpe):
    parts = (cpe or "").split(":")
    if len(parts) < 5 or parts[2] != "redhat" or not re.fullmatch(r"\d+(\.\d+)?", parts[4]):
        return None
    if parts[3] in ("enterprise_linux", "rhel_els"):
        return parts[4].split(".")[0]
    return f"{parts[4]}+{MINOR_STREAMS[parts[3]]}" if parts[3] in MINOR_STREAMS else None


def read_product(identifier, purl):
    """Name, version, architecture, module."""
    if purl is None:
        return (identifier, None, None, None) if re.fullmatch(r"[\w.+-]+", identifier) else None
    found = re.fullmatch(r"pkg:rpm/redhat/([^@?]+)(?:@([^?]+))?(?:\?(.*))?", purl)
    if not found:
        return None
    name, version, query = found.groups()
    qualifiers = dict(one.split("=", 1) for one in query.split("&")) if query else {}
    if version:
        version = f"{qualifiers.get('epoch', '0')}:{urllib.parse.unquote(version)}"
    module = ":".join(qualifiers["rpmmod"].split(":")[:2]) if "rpmmod" in qualifiers else None
    return urllib.parse.unquote(name), version, qualifiers.get("arch"), module


class Document:
    """What one document says: rows by release and name."""

    def __init__(self, path):
        document = json.loads(path.read_text())
        vulnerability = document["vulnerabilities"][0]
        self.id = vulnerability["cve"]
        cpes, purls = {}, {}

        def walk(branch):
            product = branch.get("product")
            if product:
                helper = product.get("product_identification_helper", {})
                cpes[product["product_id"]] = helper.get("cpe")
                purls[product["product_id"]] = helper.get("purl")
            for inner in branch.get("branches", []):
                walk(inner)

        for branch in document["product_tree"]["branches"]:
            walk(branch)
        relations = {
            one["full_product_name"]["product_id"]: (one["product_reference"], one["relates_to_product_reference"])
            for one in document["product_tree"].get("relationships", [])
        }
        # (release, name, module) → architecture → versions
        self.fixes = {}
        # (release, name, module, is of source) → whether affected
        self.open = {}
        said = {}
        for status, identifiers in vulnerability["product_status"].items():
            for identifier in identifiers:
                reference, stream = relations.get(identifier, (None, None))
                release = release_of(cpes.get(stream))
                product = read_product(reference, purls.get(reference)) if release else None
                if product:
                    said.setdefault(status, []).append((release, *product))
        for release, name, version, arch, module in said.get("fixed", []):
            if arch != "src":
                self.fixes.setdefault((release, name, module), {}).setdefault(arch, set()).add(version)
        for status, rows in said.items():
            if status == "fixed":
                continue
            spelled_out = {release for release, _, _, arch, _ in rows if arch == "src"}
            for release, name, version, arch, module in rows:
                plain = arch is None and version is None
                for is_source in (False, True):
                    matters = arch == "src" if is_source else arch != "src"
                    if plain:
                        matters = not is_source or release not in spelled_out
                    if matters:
                        key = (release, name, module, is_source)
                        self.open[key] = self.open.get(key, False) or status != "known_not_affected"

    def holds(self, releases, name, version, arch, module, source):
        """Nearer words first: of the package itself, in its own stream; then of its source."""
        for release in releases:
            spoken = False
            for (r, n, m), by_arch in self.fixes.items():
                if (r, n) == (release, name) and module_meets(m, module, version):
                    # Architectures that have other versions are other rows.
                    same = len({frozenset(one) for one in by_arch.values()}) == 1
                    fixes = next(iter(by_arch.values())) if same else by_arch.get(arch)
                    if fixes is not None:
                        spoken = True
                        if is_below(version, fixes):
                            return True
            for (r, n, m, is_source), affected in self.open.items():
                if (r, n, is_source) == (release, name, False) and module_meets(m, module, version):
                    if (r, n, m) not in self.fixes:
                        spoken = True
                        if affected:
                            return True
            if spoken:
                return False
        for release in releases:
            rows = [
                affected
                for (r, n, m, is_source), affected in self.open.items()
                if (r, n, is_source) == (release, source, True) and module_meets(m, module, version)
            ]
            if rows:
                return any(rows)
        return False


def redhat(folder):
    documents = [Document(path) for path in sorted(pathlib.Path(folder).glob("*/cve-*.json"))]
    tried = set()
    for document in documents:
        for (release, name, module), by_arch in document.fixes.items():
            for arch, versions in by_arch.items():
                for version in versions:
                    for one in (version, f"{version}~", f"{version}.1"):
                        tried.add((release, name, one, arch, module, name))
                    # The same versions in the release, without the stream; and of another module.
                    tried.add((release.split(".")[0].split("+")[0], name, f"{version}~", arch, module, name))
                    tried.add((release, name, f"{version}~", arch, "other:1", name))
        for release, name, module, is_source in document.open:
            for version in ("0-0.1", "99:9-9"):
                tried.add((release, name, version, "x86_64", module, name))
                if is_source:
                    tried.add((release, f"{name}-part", version, "x86_64", module, name))
    packages, pairs, edges = set(), set(), 0
    fixed = {
        (document.id, release, name, version)
        for document in documents
        for (release, name, _), by_arch in document.fixes.items()
        for versions in by_arch.values()
        for version in versions
    }
    for release, name, version, arch, module, source in sorted(tried, key=str):
        purl = purl_of("redhat", f"rhel-{release}", name, version, arch, module, (source, version))
        packages.add(purl)
        releases = [release, release.split(".")[0]] if "+" in release else [release]
        for document in documents:
            if document.holds(releases, name, version, arch, module, source):
                pairs.add((purl, document.id))
                edges += version.endswith("~") and (document.id, release, name, version[:-1]) in fixed
    return packages, pairs, edges


if __name__ == "__main__":
    what, path = sys.argv[1:]
    packages, pairs, edges = almalinux(path) if what == "almalinux" else redhat(path)
    json.dump({"packages": sorted(packages), "pairs": sorted(pairs), "edges": edges}, sys.stdout)
