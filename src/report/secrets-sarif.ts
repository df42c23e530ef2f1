import type { Sbom } from "../model/sbom.ts";
import type { Secret, SecretPlace } from "../model/secret.ts";
import type { AllowedSecret, JudgedSecrets } from "../secrets/allow-list.ts";
import { imagePath } from "./image-path.ts";
import { maskText } from "./masking.ts";
import { LEVELS, layerOf, MOST_RESULTS, messageText, notification, SARIF_SCHEMA, uriOf } from "./sarif.ts";
import { whereText } from "./secrets-text.ts";

/** What is no file has to be one all the same: a result without is not shown. */
const NO_FILE = "image-config.json";

/**
 * Findings for code scanning; what is allowed is there too, as suppressed. A list that is cut says so.
 *
 * Source: https://docs.oasis-open.org/sarif/sarif/v2.1.0/sarif-v2.1.0.html
 */
export function secretsSarif({ image, problems }: Sbom, judged: JudgedSecrets, toolVersion: string): object {
  const all: readonly (Secret | AllowedSecret)[] = [...judged.secrets, ...judged.allowed];
  const told = all.slice(0, MOST_RESULTS);
  const rules = [...new Map(told.map((secret) => [secret.rule, secret])).values()].sort((a, b) =>
    a.rule < b.rule ? -1 : 1,
  );
  const indexOf = new Map(rules.map(({ rule }, index) => [rule, index]));
  const notes = problems.map(({ code, message }) => notification(code, maskText(message)));
  if (told.length < all.length) {
    notes.unshift(notification("LIMIT_EXCEEDED", `${all.length - told.length} more findings were left out`));
  }
  return {
    $schema: SARIF_SCHEMA,
    version: "2.1.0",
    runs: [
      {
        tool: {
          driver: {
            name: "Plimsoll",
            version: toolVersion,
            properties: { ruleSet: judged.ruleSet },
            rules: rules.map(ruleOf),
          },
        },
        automationDetails: { id: "plimsoll/secrets/" },
        properties: { target: image.source.reference, digests: image.digests, notRead: judged.notRead },
        invocations: [{ executionSuccessful: true, toolExecutionNotifications: notes }],
        results: told.map((secret) => resultOf(secret, indexOf.get(secret.rule) ?? -1)),
      },
    ],
  };
}

const nameOf = ({ provider, title }: Secret) => (provider === "any" ? title : `${provider} ${title}`);

function ruleOf(secret: Secret) {
  const { level, score } = LEVELS[secret.severity];
  const name = nameOf(secret);
  return {
    id: secret.rule,
    shortDescription: { text: name },
    fullDescription: { text: `${name} in an image: whoever pulls it has it.` },
    help: { text: "Revoke it: taking it out of the image is not enough." },
    defaultConfiguration: { level },
    properties: { tags: ["security", "secret"], "security-severity": score },
  };
}

function resultOf(secret: Secret | AllowedSecret, ruleIndex: number) {
  const { rule, severity, masked, fingerprint, place } = secret;
  const gone = place.kind === "file" && place.gone ? `; ${place.gone.how} by layer ${place.gone.layer.ordinal}` : "";
  const layer = "layer" in place ? place.layer : undefined;
  return {
    ruleId: rule,
    ruleIndex,
    level: LEVELS[severity].level,
    message: { text: messageText(`${nameOf(secret)} ${masked} in ${whereText(place)}${gone}`) },
    locations: [locationOf(place)],
    partialFingerprints: { "plimsollSecret/v1": fingerprint },
    ...("reason" in secret && {
      suppressions: [{ kind: "external", status: "accepted", justification: maskText(secret.reason) }],
    }),
    properties: { severity, ...(layer && { layer: layerOf(layer) }) },
  };
}

function locationOf(place: SecretPlace) {
  if (place.kind === "file") {
    return {
      physicalLocation: {
        artifactLocation: { uri: uriOf(place.path) },
        // Without a line nothing is shown; of an archive it would be the line of another file.
        region: { startLine: place.member === undefined ? (place.line ?? 1) : 1 },
      },
      ...(place.member !== undefined && {
        logicalLocations: [
          { fullyQualifiedName: `${imagePath(place.path)}!${maskText(place.member)}`, kind: "member" },
        ],
      }),
    };
  }
  const name = place.kind === "history" ? `history/${place.step}` : `${place.kind}/${place.name}`;
  return {
    physicalLocation: { artifactLocation: { uri: NO_FILE }, region: { startLine: 1 } },
    logicalLocations: [{ fullyQualifiedName: name }],
  };
}
