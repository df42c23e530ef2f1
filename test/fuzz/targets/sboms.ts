import { readFileSync } from "node:fs";
import { embeddedSbom } from "../../../src/catalogers/embedded-sbom.ts";
import { readerTarget } from "./readers.ts";

const FIXTURES = new URL("../../../src/exchange/fixtures/", import.meta.url);
const fixture = (name: string) => readFileSync(new URL(name, FIXTURES));

/** Lists of packages within an image, in every form. */
export const sbomFile = readerTarget(embeddedSbom, ["app/a.cdx.json"], "**/*.cdx.json", [
  ...["syft.cdx.json", "syft.json", "syft.spdx.json", "trivy.json", "trivy.cdx.json"].map(fixture),
  "SPDXVersion: SPDX-2.3\nDocumentName: a\nPackageName: a\nSPDXID: SPDXRef-a\nPackageVersion: 1\nPackageSummary: <text>two\nlines</text>\nPackageChecksum: SHA1: aaf4c61ddcc5e8a2dabede0f3b482cd9aea9434d\nExternalRef: PACKAGE-MANAGER purl pkg:npm/a@1\nFileName: ./b\nSPDXID: SPDXRef-b\nLicenseID: LicenseRef-1\nExtractedText: <text>x</text>\nRelationship: SPDXRef-a DEPENDS_ON SPDXRef-a\nSPDXREF: SPDXRef-a\nAnnotationComment: <text>a:b: c</text>\n",
  '<?xml version="1.0"?><bom xmlns="http://cyclonedx.org/schema/bom/1.6"><metadata><component type="container"><name>i</name></component></metadata><vulnerabilities><vulnerability/></vulnerabilities><components><component type="library" bom-ref="a"><name>a</name><version>1</version><licenses><license><id>MIT</id></license></licenses><purl>pkg:npm/a@1</purl><components><component type="file"><name>f</name></component></components></component></components><dependencies><dependency ref="a"><dependency ref="a"/></dependency></dependencies></bom>',
  '{"@graph":[{"type":"software_Package","spdxId":"a","name":"a","software_packageUrl":"pkg:npm/a@1"},{"type":"Relationship","from":"a","to":["a"],"relationshipType":"dependsOn"}]}',
  `{"payloadType":"application/vnd.in-toto+json","payload":"${Buffer.from('{"predicateType":"a","predicate":{"Data":{"bomFormat":"CycloneDX","components":[{"purl":"pkg:npm/a@1"}]}}}').toString("base64")}"}`,
]);
