"""Lays the records of an archive out as Go's vulnerability database serves them, for govulncheck.

Usage: go_database.py ZIP FOLDER

Format: https://go.dev/doc/security/vuln/database#api
"""

import json
import pathlib
import sys
import zipfile

MODIFIED = "2026-08-21T00:00:00Z"


def main(archive, folder):
    root = pathlib.Path(folder)
    (root / "ID").mkdir(parents=True)
    (root / "index").mkdir()
    modules = {}
    vulns = []
    with zipfile.ZipFile(archive) as data:
        for name in sorted(data.namelist()):
            record = json.loads(data.read(name))
            if not record["id"].startswith("GO-"):
                continue
            record["modified"] = MODIFIED
            (root / "ID" / f"{record['id']}.json").write_text(json.dumps(record))
            vulns.append({"id": record["id"], "modified": MODIFIED, "aliases": record.get("aliases", [])})
            for path in {affected["package"]["name"] for affected in record["affected"]}:
                modules.setdefault(path, []).append({"id": record["id"], "modified": MODIFIED})
    index = {
        "db": {"modified": MODIFIED},
        "vulns": vulns,
        "modules": [{"path": path, "vulns": found} for path, found in sorted(modules.items())],
    }
    for name, content in index.items():
        (root / "index" / f"{name}.json").write_text(json.dumps(content))


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2])
