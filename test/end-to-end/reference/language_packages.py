"""Lists the npm and Python packages below an unpacked root that no package of dpkg owns, as JSON.

Usage: language_packages.py ROOT
"""

import email.parser
import glob
import json
import os
import sys


def real_path(root, path, depth=0):
    """The path inside the root that a path leads to when the root is /, or None."""
    if depth > 40:
        return None
    done = []
    parts = [part for part in path.split("/") if part not in ("", ".")]
    for index, part in enumerate(parts):
        if part == "..":
            done = done[:-1]
            continue
        here = "/".join([root, *done, part])
        if os.path.islink(here):
            target = os.readlink(here)
            base = "" if target.startswith("/") else "/".join(done) + "/"
            return real_path(root, "/".join([base + target, *parts[index + 1 :]]), depth + 1)
        done.append(part)
    return "/" + "/".join(done)


def owned_paths(root):
    folders = {}
    owned = set()
    for name in glob.glob(f"{root}/var/lib/dpkg/info/*.list"):
        with open(name, encoding="utf-8") as lines:
            for line in lines:
                folder, _, file = line.rstrip("\n").rpartition("/")
                if folder not in folders:
                    folders[folder] = real_path(root, folder)
                if folders[folder] is not None:
                    owned.add(os.path.join(folders[folder], file))
    return owned


def npm_manifests(folder, names):
    """package.json of the direct children of a node_modules folder, and of those of its scopes."""
    for name in names:
        if name.startswith("."):
            continue
        below = os.path.join(folder, name)
        children = [os.path.join(below, scoped) for scoped in os.listdir(below)] if name.startswith("@") else [below]
        for child in children:
            manifest = os.path.join(child, "package.json")
            if os.path.isfile(manifest) and not os.path.islink(child):
                yield manifest


def python_metadata(folder, names, files):
    for name in names:
        inside = {".dist-info": "METADATA", ".egg-info": "PKG-INFO", "EGG-INFO": "PKG-INFO"}
        for ending, file in inside.items():
            path = os.path.join(folder, name, file)
            if name.endswith(ending) and os.path.isfile(path):
                yield path
    for name in files:
        if name.endswith(".egg-info"):
            yield os.path.join(folder, name)


def packages(root):
    for folder, names, files in os.walk(root):
        names[:] = [name for name in names if not os.path.islink(os.path.join(folder, name))]
        if os.path.basename(folder) == "node_modules":
            for path in npm_manifests(folder, names):
                with open(path, encoding="utf-8-sig") as file:
                    manifest = json.load(file)
                if manifest.get("name") and manifest.get("version"):
                    yield "npm", manifest["name"], manifest["version"], path
        # An application: the packages that it asks for stand beside it.
        own = os.path.join(folder, "package.json")
        if "node_modules" in names and "/node_modules/" not in own and os.path.isfile(own):
            with open(own, encoding="utf-8-sig") as file:
                manifest = json.load(file)
            if manifest.get("name") and manifest.get("version"):
                yield "npm", manifest["name"], manifest["version"], own
        for path in python_metadata(folder, names, files):
            with open(path, encoding="utf-8", errors="replace") as file:
                headers = email.parser.HeaderParser().parse(file)
            yield "pypi", headers["Name"], headers["Version"], path


def main():
    root = os.path.abspath(sys.argv[1])
    owned = owned_paths(root)
    found = [
        {"type": type_, "name": name, "version": version, "path": path[len(root) :]}
        for type_, name, version, path in packages(root)
        if path[len(root) :] not in owned
    ]
    json.dump(sorted(found, key=lambda package: package["path"]), sys.stdout)


main()
