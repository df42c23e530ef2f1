import { expect, test } from "vitest";
import { catalogFiles } from "../../test/support/catalog-files.ts";
import { NO_FACTS } from "./cataloger.ts";
import { wordpress } from "./wordpress.ts";

test.each([
  ["var/www/html/wp-includes/version.php", true],
  ["var/www/html/wp-content/plugins/akismet/akismet.php", true],
  ["var/www/html/wp-content/plugins/hello.php", true],
  ["var/www/html/wp-content/mu-plugins/x.php", true],
  ["var/www/html/wp-content/themes/twenty/style.css", true],
  ["var/www/html/wp-content/plugins/akismet/views/start.php", false],
  ["var/www/html/wp-content/themes/twenty/assets/style.css", false],
  ["usr/lib/version.php", false],
])("wordpress wants %s: %s", (path, wanted) => {
  expect(wordpress.wants(path, NO_FACTS)).toBe(wanted);
});

const SITE = "var/www/html";
const SHOP = `<?php
/**
 * Shop
 *
 * @package Shop
 */

/*
Plugin Name: My Shop
Plugin URI: https://example.org/shop
Description: Sells: things
Version: 5.0.2
Requires at least: 5.0
Requires Plugins: mail, nothing
Author: Ann
License: GPLv2 or later */
`;

test("WordPress, plug-ins and themes", () => {
  const { packages, problems } = catalogFiles(wordpress, [
    {
      [`${SITE}/wp-includes/version.php`]: "<?php\n/** the version */\n$wp_version = '6.1.9';\n",
      [`${SITE}/wp-content/plugins/shop/main.php`]: SHOP,
      [`${SITE}/wp-content/plugins/shop/other.php`]: "<?php // nothing\n",
      [`${SITE}/wp-content/plugins/mail.php`]: "<?php\r// Plugin Name: Mail\r// Version: 1 ?>\r",
      [`${SITE}/wp-content/plugins/unversioned/x.php`]: "<?php\n/* Plugin Name: X\n*/",
      [`${SITE}/wp-content/themes/child/style.css`]: "/*\nTheme Name: Child\nTemplate: parent\nVersion: 2\n*/",
      [`${SITE}/wp-content/themes/parent/style.css`]: "/*\n * Theme Name: Parent\n * Version: 3\n */",
    },
  ]);
  expect(problems).toEqual([]);
  expect(packages).toEqual([
    expect.objectContaining({ purl: "pkg:generic/wordpress@6.1.9", type: "generic" }),
    expect.objectContaining({
      purl: "pkg:wordpress-plugin/shop@5.0.2",
      licenses: ["GPLv2 or later"],
      author: "Ann",
      description: "Sells: things",
      homepage: "https://example.org/shop",
      dependsOn: ["pkg:wordpress-plugin/mail@1"],
      properties: { "wordpress:title": "My Shop", "wordpress:requires": "5.0" },
    }),
    expect.objectContaining({ purl: "pkg:wordpress-plugin/mail@1" }),
    expect.objectContaining({
      purl: "pkg:wordpress-theme/child@2",
      dependsOn: ["pkg:wordpress-theme/parent@3"],
    }),
    expect.objectContaining({ purl: "pkg:wordpress-theme/parent@3", type: "wordpress-theme" }),
  ]);
});

test("a WordPress that does not tell its version is a problem", () => {
  const path = `${SITE}/wp-includes/version.php`;
  expect(catalogFiles(wordpress, [{ [path]: "<?php\n$wp_version = $x;" }]).problems).toEqual([
    { code: "FILE_MALFORMED", path, message: `${path}: the package 'wordpress' has no version` },
  ]);
});
