import { expect, test } from "vitest";
import { formatTerms } from "./terms.ts";
import { licenceOfUrl } from "./urls.ts";

test.each([
  ["http://www.apache.org/licenses/LICENSE-2.0.txt", "Apache-2.0"],
  ["https://apache.org/licenses/LICENSE-2.0.html", "Apache-2.0"],
  ["www.apache.org/licenses/LICENSE-2.0", "Apache-2.0"],
  ["https://opensource.org/licenses/BSD-3-Clause", "BSD-3-Clause"],
  ["https://opensource.org/license/mit/", "MIT"],
  ["http://www.opensource.org/licenses/mit-license.php", "MIT"],
  ["http://www.opensource.org/licenses/cpl1.0.txt", "CPL-1.0"],
  ["http://opensource.org/licenses/bsd-license.php", "LicenseRef-BSD"],
  ["https://spdx.org/licenses/LGPL-2.1-or-later.html", "LGPL-2.1-or-later"],
  ["https://www.gnu.org/licenses/old-licenses/gpl-2.0-standalone.html", "GPL-2.0-only"],
  ["https://www.gnu.org/licenses/lgpl-3.0.en.html", "LGPL-3.0-only"],
  ["https://www.eclipse.org/legal/epl-2.0/", "EPL-2.0"],
  ["https://creativecommons.org/licenses/by-nc-sa/4.0/legalcode", "CC-BY-NC-SA-4.0"],
  ["https://creativecommons.org/publicdomain/zero/1.0/", "CC0-1.0"],
  ["https://glassfish.java.net/public/CDDL+GPL_1_1.html", "CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0"],
  ["https://oss.oracle.com/licenses/CDDL+GPL-1.1", "CDDL-1.1 OR GPL-2.0-only WITH Classpath-exception-2.0"],
  ["https://projects.eclipse.org/license/secondary-gpl-2.0-cp", "GPL-2.0-only WITH Classpath-exception-2.0"],
  ["https://www.mozilla.org/en-US/MPL/2.0/?redirect=1#top", "MPL-2.0"],
])("%s → %s", (url, expression) => {
  const found = licenceOfUrl(url);
  expect(found && formatTerms(found.terms)).toBe(expression);
});

test.each([
  "https://example.com/licenses/MIT",
  "https://opensource.org/licenses/nobody-knows",
  "https://opensource.org/licenses/mit/or/not",
  "https://opensource.org/licenses/",
  "https://creativecommons.org/licenses/by-nobody/9.9/",
  "https://spdx.org/licenses/constructor",
  "http://toString",
  "http://",
])("%s is no page of a licence", (url) => {
  expect(licenceOfUrl(url)).toBeUndefined();
});
