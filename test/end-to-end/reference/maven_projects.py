"""Lists the Maven projects whose pom.properties stand in the jars below a root, also in jars within them."""

import io
import json
import os
import re
import sys
import zipfile

RECORD = re.compile(r"META-INF/maven/[^/]+/[^/]+/pom\.properties$")
ARCHIVE = re.compile(r"\.(jar|war|ear)$")


def projects(archive):
    for name in archive.namelist():
        if RECORD.match(name):
            lines = archive.read(name).decode().splitlines()
            facts = dict(line.strip().split("=", 1) for line in lines if "=" in line and not line.startswith("#"))
            yield ":".join(facts[key] for key in ("groupId", "artifactId", "version"))
        elif ARCHIVE.search(name):
            with zipfile.ZipFile(io.BytesIO(archive.read(name))) as inner:
                yield from projects(inner)


def main(root):
    found = set()
    for folder, _, files in os.walk(root):
        for name in files:
            path = os.path.join(folder, name)
            if ARCHIVE.search(name) and not os.path.islink(path) and os.path.getsize(path) > 0:
                with zipfile.ZipFile(path) as archive:
                    found.update(f"{project} {path[len(root):]}" for project in projects(archive))
    print(json.dumps(sorted(found)))


main(sys.argv[1].rstrip("/"))
