import { findKnownLicence, type KnownLicence, termsOf } from "./known-licences.ts";
import { readTokens } from "./tokens.ts";

/** Pages of licences, without scheme, `www.` and ending. */
const PAGES: Readonly<Record<string, string>> = {
  "antlr.org/license": "BSD-3-Clause",
  "apache.org/licenses/license": "Apache-2.0",
  "apache.org/licenses/license-1.0": "Apache-1.0",
  "apache.org/licenses/license-1.1": "Apache-1.1",
  "apache.org/licenses/license-2.0": "Apache-2.0",
  "apache.org/licenses": "Apache-2.0",
  "bouncycastle.org/licence": "MIT",
  "asm.objectweb.org/license": "BSD-3-Clause",
  "asm.ow2.io/license": "BSD-3-Clause",
  "boost.org/license_1_0": "BSL-1.0",
  "creativecommons.org/licenses/publicdomain": "LicenseRef-public-domain",
  "creativecommons.org/publicdomain/zero/1.0": "CC0-1.0",
  "creativecommons.org/publicdomain/zero/1.0/legalcode": "CC0-1.0",
  "eclipse.org/legal/epl-2.0": "EPL-2.0",
  "eclipse.org/legal/epl-v10": "EPL-1.0",
  "eclipse.org/legal/epl-v20": "EPL-2.0",
  "eclipse.org/org/documents/edl-v10": "BSD-3-Clause",
  "eclipse.org/org/documents/epl-2.0": "EPL-2.0",
  "eclipse.org/org/documents/epl-2.0/epl-2.0": "EPL-2.0",
  "eclipse.org/org/documents/epl-v10": "EPL-1.0",
  "glassfish.dev.java.net/public/cddlv1.0": "CDDL-1.0",
  "glassfish.dev.java.net/public/cddl+gpl": "CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0",
  "glassfish.dev.java.net/nonav/public/cddl+gpl": "CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0",
  "glassfish.java.net/public/cddl+gpl": "CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0",
  "glassfish.java.net/public/cddl+gpl_1_1": "CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0",
  "gnu.org/copyleft/gpl": "GPL-3.0-only",
  "gnu.org/copyleft/lesser": "LGPL-3.0-only",
  "gnu.org/licenses/agpl": "AGPL-3.0-only",
  "gnu.org/licenses/agpl-3.0": "AGPL-3.0-only",
  "gnu.org/licenses/gpl": "GPL-3.0-only",
  "gnu.org/licenses/gpl-2.0": "GPL-2.0-only",
  "gnu.org/licenses/gpl-3.0": "GPL-3.0-only",
  "gnu.org/licenses/lgpl": "LGPL-3.0-only",
  "gnu.org/licenses/lgpl-2.1": "LGPL-2.1-only",
  "gnu.org/licenses/lgpl-3.0": "LGPL-3.0-only",
  "gnu.org/licenses/old-licenses/gpl-1.0": "GPL-1.0-only",
  "gnu.org/licenses/old-licenses/gpl-2.0": "GPL-2.0-only",
  "gnu.org/licenses/old-licenses/lgpl-2.0": "LGPL-2.0-only",
  "gnu.org/licenses/old-licenses/lgpl-2.1": "LGPL-2.1-only",
  "gnu.org/software/classpath/license": "GPL-2.0-or-later WITH Classpath-exception-2.0",
  "golang.org/license": "BSD-3-Clause",
  "h2database.com/html/license": "MPL-2.0 OR EPL-1.0",
  "isc.org/licenses": "ISC",
  "jdbc.postgresql.org/about/license": "BSD-2-Clause",
  "json.org/license": "JSON",
  "jquery.org/license": "MIT",
  "mit-license.org": "MIT",
  "mozilla.org/mpl/1.1": "MPL-1.1",
  "mozilla.org/mpl/2.0": "MPL-2.0",
  "mozilla.org/mpl/2.0/index": "MPL-2.0",
  "mozilla.org/mpl/mpl-1.1": "MPL-1.1",
  "mozilla.org/en-us/mpl/2.0": "MPL-2.0",
  "opensource.org/licenses/bsd-license": "LicenseRef-BSD",
  "oss.oracle.com/licenses/cddl+gpl": "CDDL-1.0 OR GPL-2.0-only WITH Classpath-exception-2.0",
  "oss.oracle.com/licenses/cddl+gpl-1.1": "CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0",
  "postgresql.org/about/licence": "PostgreSQL",
  "projects.eclipse.org/license/epl-2.0": "EPL-2.0",
  "projects.eclipse.org/license/secondary-gpl-2.0-cp": "GPL-2.0-only WITH Classpath-exception-2.0",
  "scala-lang.org/license": "Apache-2.0",
  "unlicense.org": "Unlicense",
  "wtfpl.net": "WTFPL",
  "zlib.net/zlib_license": "Zlib",
};

/** Sites whose page names are those of licences. */
const NAMED =
  /^(?:opensource\.org\/licenses?|spdx\.org\/licenses|choosealicense\.com\/licenses|repository\.jboss\.org\/licenses)\/([^/]+)$/;

const CREATIVE_COMMONS =
  /^creativecommons\.org\/licenses\/([a-z-]+)\/(\d\.\d)(?:\/(?:legalcode|deed)[^/]*|\/[a-z]{2})?$/;

/** The licence whose page an address is. */
export function licenceOfUrl(url: string): KnownLicence | undefined {
  const page = url
    .toLowerCase()
    .replace(/^(?:https?:\/\/)?(?:www\.)?/, "")
    .replace(/[?#].*$/, "")
    .replace(/[./]$/, "")
    .replace(/\.(?:txt|html?|php|md|json)$/, "")
    .replace(/\.en$/, "")
    .replace(/-standalone$/, "");
  const known = Object.hasOwn(PAGES, page) ? PAGES[page] : undefined;
  const [, named] = NAMED.exec(page) ?? [];
  const [, kind, version] = CREATIVE_COMMONS.exec(page) ?? [];
  const name = known ?? named ?? (kind && `cc-${kind}-${version}`);
  if (name === undefined) return undefined;
  if (known !== undefined) return { terms: termsOf(known), vague: known.startsWith("LicenseRef-") };
  const tokens = readTokens(name);
  const found = findKnownLicence(tokens, 0);
  return found?.end === tokens.length ? found.licence : undefined;
}
