import { gzipSync } from "node:zlib";
import { describe, expect, test } from "vitest";
import { imageOf, packageOf, subjectWith } from "../../../test/support/vex-subject.ts";
import { covers } from "./covers.ts";
import { readVexDocument } from "./read-document.ts";

const bytes = (document: unknown) => new TextEncoder().encode(JSON.stringify(document));
const read = (document: unknown) => {
  const reading = readVexDocument(bytes(document), "doc", 1_000_000);
  if (!reading) throw new Error("no VEX");
  return reading;
};
/** Status and reasons of each statement, without what is the same for all. */
const told = (document: unknown) =>
  read(document).statements.map(({ author: _a, source: _s, time: _t, version: _v, products, ...rest }) => ({
    ...rest,
    products: products.length,
  }));

const openVex = (statement: object, facts: object = {}) => ({
  "@context": "https://openvex.dev/ns/v0.2.0",
  "@id": "https://example.org/vex-1",
  author: "Ann <ann@example.org>",
  timestamp: "2024-01-01T00:00:00Z",
  version: 3,
  statements: [statement],
  ...facts,
});

const STATEMENT = {
  vulnerability: { name: "CVE-2024-1", aliases: ["GHSA-1"] },
  products: [
    {
      "@id": "pkg:oci/app",
      identifiers: { purl: "pkg:oci/app" },
      subcomponents: [{ "@id": "pkg:npm/a" }, { "@id": "pkg:npm/b@1.0.0" }],
    },
  ],
  status: "not_affected",
  justification: "vulnerable_code_not_present",
  impact_statement: "It was cut out.",
};

describe("OpenVEX", () => {
  test("0.2.0 has names in objects", () => {
    expect(read(openVex(STATEMENT)).statements[0]).toMatchObject({
      ids: ["CVE-2024-1", "GHSA-1"],
      status: "not_affected",
      justification: "vulnerable_code_not_present",
      impact: "It was cut out.",
      author: "Ann <ann@example.org>",
      time: Date.UTC(2024, 0, 1),
      version: 3,
      source: "doc",
    });
    expect(read(openVex(STATEMENT)).statements[0]?.products).toHaveLength(2);
  });

  test("0.0.1 has names as texts, and subcomponents of the statement", () => {
    const old = {
      vulnerability: "CVE-2024-1",
      products: ["pkg:oci/app"],
      subcomponents: ["pkg:npm/a"],
      status: "affected",
      action_statement: "Update.",
    };
    const [statement] = read(openVex(old, { "@context": "https://openvex.dev/ns", version: "1" })).statements;
    expect(statement).toMatchObject({ ids: ["CVE-2024-1"], status: "affected", action: "Update.", version: 1 });
    expect(statement?.products[0]?.map(([name]) => name?.kind)).toEqual(["package", "image"]);
  });

  test("a statement's own time counts more than its document's", () => {
    const dated = { ...STATEMENT, timestamp: "2024-02-01T00:00:00Z" };
    expect(read(openVex(dated)).statements[0]?.time).toBe(Date.UTC(2024, 1, 1));
  });

  test("a vulnerability may have only an address", () => {
    const statement = { ...STATEMENT, vulnerability: { "@id": "https://nvd.nist.gov/vuln/detail/CVE-2024-9" } };
    expect(read(openVex(statement)).statements[0]?.ids).toEqual(["CVE-2024-9"]);
  });

  test("a hash names an image", () => {
    const hash = "A".repeat(64);
    const statement = { ...STATEMENT, products: [{ "@id": "https://example.org/app", hashes: { "sha-256": hash } }] };
    expect(read(openVex(statement)).statements[0]?.products).toEqual([
      [[{ kind: "digest", digest: `sha256:${"a".repeat(64)}` }]],
    ]);
  });

  test.each<[title: string, change: object, why: string]>([
    ["a status that is none", { status: "fine" }, "statement 1 (CVE-2024-1): 'fine' is no status"],
    ["a justification that is none", { justification: "luck" }, "'luck' is no justification"],
    ["no reason", { justification: undefined, impact_statement: undefined }, "needs a justification"],
    ["no vulnerability", { vulnerability: 7 }, "it names no vulnerability"],
    ["a name like that of a built-in", { status: "constructor" }, "'constructor' is no status"],
  ])("%s is told, and the others stand", (_, change, why) => {
    const document = { ...openVex(STATEMENT), statements: [{ ...STATEMENT, ...change }, STATEMENT] };
    const { statements, broken } = read(document);
    expect(broken).toEqual([expect.stringContaining(why)]);
    expect(statements).toHaveLength(1);
  });

  test("products that nothing can be held against are counted", () => {
    const statement = { ...STATEMENT, products: ["acme-product", { "@id": "pkg:npm/a" }, 7, null] };
    expect(read(openVex(statement))).toMatchObject({
      unnamed: 3,
      statements: [{ products: [[[{ kind: "package" }]]] }],
    });
  });
});

const csaf = (productStatus: object, facts: object = {}) => ({
  document: {
    category: "csaf_vex",
    csaf_version: "2.0",
    publisher: { category: "vendor", name: "Example", namespace: "https://example.org" },
    tracking: { current_release_date: "2024-03-01T00:00:00Z", version: "2" },
  },
  product_tree: {
    branches: [
      {
        category: "vendor",
        name: "Example",
        branches: [
          {
            category: "product_name",
            product: {
              name: "System 9",
              product_id: "system",
              product_identification_helper: { cpe: "cpe:/o:redhat:enterprise_linux:9" },
            },
          },
          { category: "product_name", product: { name: "Product", product_id: "unknown" } },
          {
            category: "product_version",
            product: {
              name: "tool",
              product_id: "tool",
              product_identification_helper: { purl: "pkg:rpm/redhat/tool@1-1.el9?arch=x86_64" },
            },
          },
        ],
      },
    ],
    full_product_names: [
      { name: "lib", product_id: "lib", product_identification_helper: { purl: "pkg:maven/g/lib" } },
    ],
    product_groups: [{ group_id: "group", product_ids: ["lib", "system:tool"] }],
    relationships: [
      {
        category: "default_component_of",
        product_reference: "tool",
        relates_to_product_reference: "system",
        full_product_name: { name: "tool on System 9", product_id: "system:tool" },
      },
      {
        category: "default_component_of",
        product_reference: "lib",
        relates_to_product_reference: "unknown",
        full_product_name: { name: "lib in Product", product_id: "unknown:lib" },
      },
    ],
  },
  vulnerabilities: [
    { cve: "CVE-2024-1", ids: [{ system_name: "X", text: "X-1" }], product_status: productStatus, ...facts },
  ],
});

describe("CSAF", () => {
  test.each([
    ["known_not_affected", "not_affected"],
    ["known_affected", "affected"],
    ["first_affected", "affected"],
    ["last_affected", "affected"],
    ["fixed", "fixed"],
    ["first_fixed", "fixed"],
    ["under_investigation", "under_investigation"],
  ])("%s is %s", (status, expected) => {
    expect(told(csaf({ [status]: ["lib"] }))).toEqual([{ ids: ["CVE-2024-1", "X-1"], status: expected, products: 1 }]);
  });

  test("what is recommended is no status", () => {
    expect(told(csaf({ recommended: ["lib"] }))).toEqual([]);
  });

  test("flags, threats and remediations tell why and what to do, of products and of groups", () => {
    const document = csaf(
      { known_not_affected: ["lib"], known_affected: ["system:tool"] },
      {
        flags: [{ label: "vulnerable_code_not_present", group_ids: ["group"] }],
        threats: [{ category: "impact", details: "Not built in.", product_ids: ["lib"] }],
        remediations: [{ category: "workaround", details: "Turn it off." }],
      },
    );
    expect(told(document)).toEqual([
      {
        ids: ["CVE-2024-1", "X-1"],
        status: "not_affected",
        justification: "vulnerable_code_not_present",
        impact: "Not built in.",
        products: 1,
      },
      { ids: ["CVE-2024-1", "X-1"], status: "affected", action: "Turn it off.", products: 1 },
    ]);
  });

  test("a component of a system is one of that release alone", () => {
    const [product = []] = read(csaf({ known_not_affected: ["system:tool"] })).statements[0]?.products ?? [];
    const on = (release: string) => {
      const { first, whole } = subjectWith([packageOf(`pkg:rpm/redhat/tool@1-1.el9?arch=x86_64&distro=${release}`)]);
      return covers(product, first, whole);
    };
    expect([on("rhel-9.4"), on("rhel-8.10")]).toEqual([true, false]);
  });

  test("a component of a product that only people know is not applied, and counted", () => {
    expect(read(csaf({ known_not_affected: ["unknown:lib", "nowhere"] }))).toMatchObject({
      statements: [],
      unnamed: 2,
    });
  });

  test("products that are components of each other end", () => {
    const document = csaf({ known_not_affected: ["a"] });
    const relation = (id: string, of: string) => ({
      product_reference: of,
      relates_to_product_reference: of,
      full_product_name: { product_id: id },
    });
    document.product_tree.relationships = [relation("a", "b"), relation("b", "a")] as never;
    expect(read(document)).toMatchObject({ statements: [], unnamed: 1 });
  });

  test("a vulnerability without an id is told", () => {
    expect(read(csaf({ fixed: ["lib"] }, { cve: undefined, ids: [] })).broken).toEqual([
      "vulnerability 1: it has no id",
    ]);
  });
});

const cycloneDx = (vulnerability: object, facts: object = {}) => ({
  bomFormat: "CycloneDX",
  specVersion: "1.5",
  metadata: { timestamp: "2024-01-01T00:00:00Z", authors: [{ name: "Ann", email: "ann@example.org" }] },
  components: [{ "bom-ref": "a", purl: "pkg:npm/a@1.0.0", components: [{ "bom-ref": "b", purl: "pkg:npm/b" }] }],
  vulnerabilities: [{ id: "CVE-2024-1", affects: [{ ref: "a" }], ...vulnerability }],
  ...facts,
});

describe("CycloneDX", () => {
  test.each([
    ["resolved", "fixed"],
    ["resolved_with_pedigree", "fixed"],
    ["exploitable", "affected"],
    ["in_triage", "under_investigation"],
    ["false_positive", "not_affected"],
    ["not_affected", "not_affected"],
  ])("%s is %s", (state, status) => {
    expect(told(cycloneDx({ analysis: { state } }))).toMatchObject([{ status, products: 1 }]);
  });

  test.each([
    ["code_not_present", "vulnerable_code_not_present"],
    ["code_not_reachable", "vulnerable_code_not_in_execute_path"],
    ["requires_configuration", "requires_configuration"],
    ["protected_at_perimeter", "inline_mitigations_already_exist"],
  ])("%s is %s", (justification, expected) => {
    const analysis = { state: "not_affected", justification, detail: "Because." };
    expect(told(cycloneDx({ analysis }))).toMatchObject([{ justification: expected, impact: "Because." }]);
  });

  test("without an analysis nothing is said", () => {
    expect(told(cycloneDx({}))).toEqual([]);
  });

  test("a state that is none is told", () => {
    expect(read(cycloneDx({ analysis: { state: "toString" } })).broken).toEqual([
      "vulnerability 1: 'toString' is no state (CVE-2024-1)",
    ]);
  });

  test.each([
    ["a component within a component", "b", "pkg:npm/b"],
    ["a package URL", "pkg:npm/c@2", "pkg:npm/c@2"],
    ["a component of another document", "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg:npm/c@2", "pkg:npm/c@2"],
    ["the same in escapes", "urn:cdx:3e671687-395b-41f5-a30f-a58921a69b79/1#pkg%3Anpm%2Fc%402", "pkg:npm/c@2"],
  ])("a reference to %s", (_, ref, purl) => {
    const [statement] = read(cycloneDx({ analysis: { state: "exploitable" }, affects: [{ ref }] })).statements;
    const { first, whole } = subjectWith([packageOf(purl)]);
    expect(statement?.products.some((product) => covers(product, first, whole))).toBe(true);
  });

  test("a reference to nothing known is counted", () => {
    const document = cycloneDx({ analysis: { state: "not_affected" }, affects: [{ ref: "product-ABC" }, {}, null] });
    expect(read(document)).toMatchObject({ statements: [], unnamed: 3 });
  });

  test("versions have words of their own, and of two that contradict the one that hides nothing", () => {
    const versions = [
      { range: "vers:npm/>=1.0.0|<2.0.0", status: "unaffected" },
      { version: "3.0.0" },
      { version: "4.0.0", status: "affected" },
      { version: "5.0.0", status: "unknown" },
      { range: "no range" },
    ];
    const statementsFor = (state: string) => {
      const reading = read(cycloneDx({ analysis: { state }, affects: [{ ref: "pkg:npm/c", versions }] }));
      return [
        ["1.5.0", "3.0.0", "4.0.0", "5.0.0", "6.0.0"].map((version) => {
          const { first, whole } = subjectWith([packageOf(`pkg:npm/c@${version}`)]);
          return reading.statements.find(({ products }) => products.some((one) => covers(one, first, whole)))?.status;
        }),
        reading.unnamed,
      ];
    };
    expect(statementsFor("not_affected")).toEqual([
      ["not_affected", "not_affected", "affected", "under_investigation", undefined],
      1,
    ]);
    expect(statementsFor("exploitable")).toEqual([
      ["not_affected", "affected", "affected", "under_investigation", undefined],
      1,
    ]);
  });

  test("what is said of an image's packages is said of that image alone", () => {
    const component = { type: "container", "bom-ref": "image", purl: "pkg:oci/app?repository_url=registry.local/app" };
    const document = cycloneDx({ analysis: { state: "not_affected" } }, { metadata: { component } });
    const [product = []] = read(document).statements[0]?.products ?? [];
    const within = (name: string) => {
      const { first, whole } = subjectWith([packageOf("pkg:npm/a@1.0.0")], imageOf({ names: [name] }));
      return covers(product, first, whole);
    };
    expect([within("registry.local/app:1"), within("registry.local/other:1")]).toEqual([true, false]);
  });

  test("the author is who is named", () => {
    expect(read(cycloneDx({ analysis: { state: "exploitable" } })).statements[0]?.author).toBe("Ann <ann@example.org>");
  });
});

describe("a file", () => {
  const document = openVex(STATEMENT);
  const text = JSON.stringify(document);

  test.each([
    ["packed with gzip", gzipSync(text), 1],
    ["with a list of documents", new TextEncoder().encode(`[${text},${text}]`), 2],
    ["with one a line", new TextEncoder().encode(`${text}\n${text}\n\n`), 2],
    ["with a document of another kind beside it", new TextEncoder().encode(`[{}, ${text}]`), 1],
  ])("%s", (_, content, count) => {
    expect(readVexDocument(content, "doc", 1_000_000)?.statements).toHaveLength(count);
  });

  test.each([{}, [], 7, null, { statements: [] }, { bomFormat: "CycloneDX" }, { document: { csaf_version: "1.2" } }])(
    "of another kind is none: %j",
    (other) => {
      expect(readVexDocument(bytes(other), "doc", 1_000_000)).toBeUndefined();
    },
  );

  test.each([
    ["no JSON", new TextEncoder().encode("{"), "VEX_MALFORMED"],
    ["a broken line", new TextEncoder().encode(`${text}\n{"a`), "VEX_MALFORMED"],
    ["no text", new Uint8Array([0xff, 0xfe, 0]), "VEX_MALFORMED"],
    ["damaged gzip", gzipSync(text).subarray(0, 60), "VEX_MALFORMED"],
    ["too large", new TextEncoder().encode(`${text}${" ".repeat(1_000_000)}`), "LIMIT_EXCEEDED"],
    ["too large once it is unpacked", gzipSync(" ".repeat(2_000_000)), "LIMIT_EXCEEDED"],
  ])("that is %s", (_, content, code) => {
    expect(() => readVexDocument(content, "doc", 1_000_000)).toThrow(expect.objectContaining({ code }));
  });

  test("that is nested deeply", () => {
    const deep = "[".repeat(200_000) + "]".repeat(200_000);
    expect(readVexDocument(new TextEncoder().encode(deep), "doc", 1_000_000)).toBeUndefined();
    let branch = '{"branches":[]}';
    for (let i = 0; i < 14; i++) branch = `{"branches":[${branch}]}`;
    expect(readVexDocument(bytes({ ...csaf({}), product_tree: JSON.parse(branch) }), "doc", 1_000_000)).toBeDefined();
  });
});
