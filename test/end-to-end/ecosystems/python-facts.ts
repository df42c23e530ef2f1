import type { Facts } from "./ecosystem.ts";
import { run } from "./run.ts";

/** What Python itself reads of each package, by the fields of `sbom`. */
const FACTS = `
import importlib.metadata, json, sys

# Names of no licence: classifiers say which.
VAGUE = ("LGPL", "GNU LGPL", "Dual License")

def person(who, address):
    plain = address and not any(c in address for c in " <,")
    return f"{who} <{address}>" if who and plain else who or address

def facts(package):
    metadata = package.metadata
    def told(name):
        # Old tools write it for nothing.
        return None if metadata.get(name) == "UNKNOWN" else metadata.get(name)
    labels = dict(url.split(", ", 1) for url in metadata.get_all("Project-URL", []))
    classifiers = [c.split(" :: ")[-1] for c in metadata.get_all("Classifier", []) if c.startswith("License ::")]
    licence = told("License-Expression") or told("License")
    sizes = [file.size for file in package.files or [] if file.size is not None]
    return {
        "author": person(told("Author"), told("Author-email")) or person(told("Maintainer"), told("Maintainer-email")),
        "description": told("Summary"),
        "licenses": [licence] if licence and not (licence in VAGUE and classifiers) else classifiers,
        "url": told("Home-page") or labels.get("Homepage"),
        **({"installed_size": sum(sizes)} if sizes else {}),
    }

where = {"path": sys.argv[1:]} if sys.argv[1:] else {}
print(json.dumps({package.metadata["Name"]: facts(package) for package in importlib.metadata.distributions(**where)}))
`;

/** What a Python reads of each package that it finds, in the given folders where there are any. */
export function factsByPython(program: string, ...folders: readonly string[]): Readonly<Record<string, Facts>> {
  return JSON.parse(run(program, ["-c", FACTS, ...folders])) as Record<string, Facts>;
}
