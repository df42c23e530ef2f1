import { composer } from "../../../src/catalogers/composer.ts";
import { conda } from "../../../src/catalogers/conda.ts";
import { gem } from "../../../src/catalogers/gem.ts";
import { luarocks } from "../../../src/catalogers/luarocks.ts";
import { pear } from "../../../src/catalogers/pear.ts";
import { python } from "../../../src/catalogers/python.ts";
import { rPackage } from "../../../src/catalogers/r.ts";
import { snap } from "../../../src/catalogers/snap.ts";
import { zipOf } from "../../support/zip.ts";
import type { Target } from "../target.ts";
import { readerTarget } from "./readers.ts";

/** The zip that an egg is. */
export const pythonEgg: Target = {
  ...readerTarget(python, ["usr/lib/python3/site-packages/a-1-py3.9.egg"], "**/*.egg", [
    zipOf([
      { name: "EGG-INFO/PKG-INFO", content: "Metadata-Version: 1.1\nName: a\nVersion: 1\nLicense: MIT\n" },
      { name: "a/__init__.py", content: "" },
    ]),
    zipOf([{ name: "EGG-INFO/PKG-INFO", content: "Name: b\nVersion: 2\n", stored: true }]),
  ]),
  name: "python-egg",
};

/** What PHP serialised, by bytes and their lengths. */
export const pearRecord = readerTarget(pear, ["usr/share/php/.registry/a.reg"], "**/.registry/*.reg", [
  'a:4:{s:4:"name";s:1:"a";s:7:"channel";s:12:"pear.php.net";s:7:"version";a:2:{s:7:"release";s:5:"1.2.3";s:3:"api";s:1:"1";}s:7:"license";s:3:"PHP";}',
  'a:3:{s:7:"package";s:1:"b";s:7:"version";s:1:"1";s:4:"deps";a:1:{i:0;a:2:{s:4:"type";s:3:"pkg";s:4:"name";s:1:"a";}}}',
  "a:2:{i:0;b:1;i:1;d:0.5;i:2;N;}",
]);

export const gemspec = readerTarget(
  gem,
  ["usr/lib/ruby/gems/3.1.0/specifications/a-1.gemspec"],
  "**/specifications/*.gemspec",
  [
    '# -*- encoding: utf-8 -*-\n# stub: a 1.0 ruby lib\n\nGem::Specification.new do |s|\n  s.name = "a".freeze\n  s.version = "1.0"\n  s.authors = ["b".freeze, %q{c}]\n  s.licenses = ["MIT"]\n  s.metadata = { "x" => "y" } if s.respond_to? :metadata=\n  s.add_runtime_dependency(%q<d>.freeze, ["~> 1"])\nelse\n  s.add_dependency("e")\nend\n',
  ],
);

export const rockspec = readerTarget(luarocks, ["usr/lib/luarocks/rocks-5.3/a/1-1/a-1-1.rockspec"], "**/*.rockspec", [
  'package = "a"\nversion = "1-1"\ndescription = { summary = [[s]], license = "MIT", homepage = \'h\' } -- c\ndependencies = { "lua >= 5.1", "b ~> 1" ; x = 1.5e3, [2] = true, y = {} }\n',
]);

export const composerList = readerTarget(
  composer,
  ["srv/vendor/composer/installed.json"],
  "**/composer/installed.json",
  [
    '{"packages":[{"name":"a/b","version":"v1.0","license":["MIT"],"require":{"c/d":"^1","php":">=8"},"authors":[{"name":"n","email":"e"}]},{"name":"c/d","version":"1"}],"dev-package-names":["c/d"]}',
    '[{"name":"a/b","version":"1"},{"name":["x"]}]',
  ],
);

export const condaRecord = readerTarget(conda, ["opt/conda/conda-meta/a-1-0.json"], "**/conda-meta/*.json", [
  '{"name":"a","version":"1","build":"0","channel":"https://conda.anaconda.org/conda-forge/linux-64","depends":["python >=3","b"],"license":"MIT","md5":"d41d8cd98f00b204e9800998ecf8427e","size":3,"files":["a","b/c"]}',
]);

export const rDescription = readerTarget(rPackage, ["usr/lib/R/library/a/DESCRIPTION"], "**/library/*/DESCRIPTION", [
  "Package: a\nVersion: 1.0-2\nLicense: GPL (>= 2) | file LICENSE\nDepends: R (>= 3.5), b\nImports: c (>= 1),\n    d\nMaintainer: N <e>\nBuilt: R 4.2\n",
]);

export const snapFacts = readerTarget(snap, ["snap/core/current/meta/snap.yaml"], "**/meta/snap.yaml", [
  "name: core\nversion: '16-2'\nsummary: s\ndescription: |\n  a\n  b\narchitectures: [amd64]\nlicense: GPL-3.0\napps:\n  x: y\n",
]);
