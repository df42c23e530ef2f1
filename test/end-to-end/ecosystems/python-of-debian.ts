import { join } from "node:path";
import { unpackDebianAlone } from "./debian.ts";
import type { Ecosystem } from "./ecosystem.ts";
import { factsByPython } from "./python-facts.ts";
import { run } from "./run.ts";

/** Of a release in which packages have records of the old kinds: a folder `*.egg-info`, or one file alone. */
const SUITE = "bullseye";

const PACKAGES =
  "apt certifi chardet click cryptography dbus debian distro django docutils flask gi idna jinja2 lxml markupsafe paramiko pip psutil requests setuptools simplejson six twisted urllib3 werkzeug wheel yaml zope.interface"
    .split(" ")
    .map((name) => `python3-${name}`);

const FOLDER = "usr/lib/python3/dist-packages";

/** Packages of Python as Debian carries them, unpacked: no package of dpkg owns them. */
export const pythonOfDebian: Ecosystem = {
  name: "python of debian",
  purlTypes: ["pypi"],
  needs: ["python3", "pip", "apt-get", "dpkg-deb"],

  build: (root, scratch) => unpackDebianAlone(root, scratch, SUITE, PACKAGES),

  listed(root) {
    const folder = join(root, FOLDER);
    const listed = JSON.parse(run("pip", ["list", "--format=json", "--path", folder])) as {
      readonly name: string;
      readonly version: string;
    }[];
    const facts = factsByPython("python3", folder);
    return listed.map(({ name, version }) => ({ name, version, facts: facts[name] ?? {} }));
  },
};
