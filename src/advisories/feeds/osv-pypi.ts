import { osvFeed } from "../osv-feed.ts";

/** Advisories of Python packages: the Python Packaging Advisory Database, GitHub's, and malicious packages. */
export const osvPypi = osvFeed({
  name: "osv-pypi",
  describes: "Python packages, from OSV (PyPA and GitHub advisories, malicious packages)",
  license: "CC-BY-4.0 and Apache-2.0",
  ecosystem: "PyPI",
  maxBytes: 512 * 1024 * 1024,
});
