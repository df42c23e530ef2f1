import { DROP, type JsonPlan, KEEP } from "../formats/json-stream.ts";
import { CYCLONEDX } from "./cyclonedx/kept.ts";
import { each, type KeptFields, only } from "./kept.ts";
import { spdx2Fields } from "./spdx2/kept.ts";
import { SPDX3 } from "./spdx3/kept.ts";
import { SYFT } from "./syft/kept.ts";

/** Of Trivy's report. Of its findings it is read only whether there are any. */
const TRIVY: KeptFields = {
  SchemaVersion: KEEP,
  ArtifactName: KEEP,
  Metadata: KEEP,
  Results: {
    kind: "items",
    item: { kind: "fields", of: (key) => (key === "Vulnerabilities" ? each(() => true) : KEEP) },
    keep: (result) => result,
  },
};

/** Of GitHub's snapshot of dependencies. */
const GITHUB: KeptFields = { detector: KEEP, manifests: { kind: "fields", of: () => KEEP } };

/** Kinds of envelopes within each other: a bundle, its DSSE envelope, a statement, cosign's own wrapping. */
const MOST_WRAPPINGS = 6;

/**
 * What is read of a list of packages in JSON, whichever form it has: that is known for sure when all of it has passed.
 */
export function documentPlan(): JsonPlan {
  return planAt(0);
}

function planAt(wrappings: number): JsonPlan {
  let inner: JsonPlan | undefined;
  const planInside = () => {
    // Made where an envelope is met: most documents stand alone.
    inner ??= wrappings < MOST_WRAPPINGS ? planAt(wrappings + 1) : DROP;
    return inner;
  };
  const envelope: JsonPlan = {
    kind: "fields",
    of(key) {
      const plan = planInside();
      return plan.kind === "fields" ? plan.of(key) : DROP;
    },
  };
  return only({
    ...CYCLONEDX,
    ...spdx2Fields(),
    ...SPDX3,
    ...SYFT,
    ...TRIVY,
    ...GITHUB,
    payload: KEEP,
    payloadType: KEEP,
    predicateType: KEEP,
    dsseEnvelope: envelope,
    predicate: envelope,
    Data: envelope,
  });
}
