import { vexOf } from "../../../src/advisories/fixtures/vex.ts";
import { isHubIndex } from "../../../src/matching/vex/hub.ts";
import { readVexDocument } from "../../../src/matching/vex/read-document.ts";
import type { Target } from "../target.ts";

const MOST_BYTES = 1024 * 1024;

const corpus = [
  JSON.stringify({
    "@context": "https://openvex.dev/ns/v0.2.0",
    "@id": "https://x/1",
    author: "a <a@docker.com>",
    timestamp: "2024-01-01T00:00:00Z",
    version: 1,
    statements: [
      {
        vulnerability: { "@id": "https://x/CVE-2024-0001", name: "CVE-2024-0001", aliases: ["GHSA-1"] },
        timestamp: "2024-01-02T00:00:00+02:00",
        products: [
          { "@id": "pkg:oci/a@sha256:00?repository_url=x/a", subcomponents: [{ "@id": "pkg:npm/b@1" }] },
          { identifiers: { purl: "pkg:deb/debian/c@1?distro=debian-12" }, hashes: { "sha-256": "00" } },
        ],
        status: "not_affected",
        justification: "vulnerable_code_not_present",
        impact_statement: "none",
      },
      { vulnerability: "CVE-2024-0002", products: ["pkg:npm/b"], status: "fixed" },
    ],
  }),
  vexOf({
    streams: { rhel8: "cpe:/o:redhat:enterprise_linux:8" },
    packages: { a: "pkg:rpm/redhat/a@1-1?arch=src" },
    status: { known_not_affected: ["rhel8:a"], fixed: [] },
    remediations: [{ category: "workaround", product_ids: ["rhel8:a"] }],
  }),
  JSON.stringify({
    bomFormat: "CycloneDX",
    specVersion: "1.6",
    serialNumber: "urn:uuid:3e671687-395b-41f5-a30f-a58921a69b79",
    version: 1,
    metadata: { timestamp: "2024-01-01T00:00:00Z", authors: [{ name: "a", email: "a@docker.com" }] },
    components: [{ type: "library", "bom-ref": "b", name: "b", purl: "pkg:npm/b@1" }],
    vulnerabilities: [
      {
        id: "CVE-2024-0001",
        references: [{ id: "GHSA-1", source: { name: "x" } }],
        analysis: {
          state: "not_affected",
          justification: "code_not_reachable",
          detail: "d",
          response: ["will_not_fix"],
        },
        affects: [{ ref: "b", versions: [{ version: "1", status: "unaffected" }, { range: "vers:npm/>=1|<2" }] }],
      },
    ],
  }),
  '[{"@context":"https://openvex.dev/ns","statements":[]}]',
  '{"updated_at":"2024-01-01T00:00:00Z","packages":[{"id":"pkg:npm/b","location":"pkg/npm/b/vex.json","format":"openvex"}]}',
].map((text) => new TextEncoder().encode(text));

/** Statements of strangers in every form: OpenVEX, CSAF, CycloneDX, and lists of where they are. */
export const vexDocuments: Target = {
  name: "vex",
  corpus: () => corpus,
  read: (bytes) => [readVexDocument(bytes, "here", MOST_BYTES), isIndex(bytes)],
};

function isIndex(bytes: Uint8Array): boolean {
  try {
    return isHubIndex(JSON.parse(new TextDecoder().decode(bytes)));
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}
