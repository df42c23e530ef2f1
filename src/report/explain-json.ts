import type { z } from "zod";
import type { ExplainedRecord } from "../matching/explain.ts";
import type { Package } from "../model/package.ts";
import type { ExplainDocument } from "./contracts.ts";
import { missSentence } from "./explain-miss.ts";
import { type ExplainReport, feedDate } from "./explain-report.ts";
import { findingJson } from "./finding-json.ts";
import { imagePath } from "./image-path.ts";
import { pageOfRecord } from "./links.ts";
import { whatToDo } from "./upgrade.ts";

/** The explanation as `ExplainDocument`. */
export function explainJson(report: ExplainReport): z.infer<typeof ExplainDocument> {
  const { image, snapshot, explanation } = report;
  const { id, names, cards, misses } = explanation;
  return {
    id,
    names: [...names],
    target: image.source.reference,
    snapshot: { id: snapshot.id, builtAt: snapshot.builtAt, checkedAt: snapshot.checkedAt },
    affected: cards.length > 0,
    cards: cards.map(({ packages, finding, key, records, words }) => ({
      packages: packages.map(packageJson),
      key,
      records: records.map((record) => recordJson(record, key.ecosystem, report)),
      words: words.map((word) => ({ ...word, cvss: [...word.cvss] })),
      whatToDo: whatToDo(packages, finding),
      vulnerability: findingJson(finding),
    })),
    misses: misses.map((miss) => ({
      reason: miss.reason,
      text: missSentence(miss, id, snapshot),
      packages: miss.packages.map(packageJson),
      ...(miss.key && { key: miss.key }),
      records: miss.records.map((record) => recordJson(record, miss.key?.ecosystem ?? "", report)),
      ...(miss.releases && { releases: [...miss.releases] }),
      ...(miss.named && { named: [...miss.named] }),
    })),
  };
}

function packageJson({ purl, type, namespace, name, version, owner, layer, locations }: Package) {
  return {
    purl,
    type,
    ...(namespace && { namespace }),
    name,
    version,
    ...(owner && { owner }),
    layer,
    locations: locations.map((location) => ({ ...location, path: imagePath(location.path) })),
  };
}

function recordJson(record: ExplainedRecord, ecosystem: string, { snapshot, recordOf }: ExplainReport) {
  const { source, id, sha256, verdict, state, ranges, listed, only, pocket, trouble, vendorAdvisories } = record;
  const { published, modified } = recordOf(source, id);
  const fetchedAt = feedDate(snapshot, source);
  return {
    source,
    id,
    sha256,
    url: pageOfRecord(id, ecosystem),
    ...(published && { published }),
    ...(modified && { modified }),
    ...(fetchedAt && { fetchedAt }),
    verdict,
    state,
    ranges: ranges.map(({ range, holds, bounds }) => ({ range, holds, bounds: [...bounds] })),
    ...(listed !== undefined && { listed }),
    ...(only && {
      only: {
        ...(only.module && { module: only.module }),
        ...(only.architectures && { architectures: [...only.architectures] }),
        ...(only.binaries && { binaries: [...only.binaries] }),
      },
    }),
    ...(trouble !== undefined && { trouble }),
    ...(pocket && { pocket }),
    vendorAdvisories: [...vendorAdvisories],
  };
}
