import type { LayerReference } from "../model/package.ts";
import type { Sbom } from "../model/sbom.ts";
import type { Secret, SecretPlace } from "../model/secret.ts";
import { countSeverities } from "../model/severity.ts";
import type { JudgedSecrets } from "../secrets/allow-list.ts";
import { wrap } from "./columns.ts";
import { imagePath } from "./image-path.ts";
import { maskText } from "./masking.ts";
import { digestRows, platformText, sizeText, targetName } from "./overview.ts";
import { type Paint, SEVERITY_STYLES } from "./paint.ts";
import { printable } from "./printable.ts";
import { showOn } from "./show-on.ts";
import { formatFacts } from "./table.ts";
import { countOf, formatBytes, formatProblems, severityCell, shortDigest } from "./words.ts";

/** More places of one secret are told as a number. */
const PLACES = 10;

/** Findings for people: an overview, each secret with all its places, worst first, then what was left out. */
export function secretsText({ image, problems }: Sbom, judged: JudgedSecrets, paint: Paint): string {
  const { secrets, allowed, notRead } = judged;
  const counts = countSeverities(secrets.map(({ severity }) => severity));
  const parts = [
    formatFacts(
      [
        [paint("bold", "Target"), paint("bold", targetName(image))],
        ...digestRows(image),
        ["  platform", platformText(image)],
        ["  secrets", severityCell(counts, paint)],
        ["  size", sizeText(image)],
      ],
      paint,
    ),
  ];
  // The same secret at ten places is one to revoke.
  const groups = Map.groupBy(secrets, ({ rule, fingerprint }) => `${rule}\0${fingerprint}`);
  for (const group of groups.values()) parts.push(secretText(group, paint));
  if (allowed.length > 0) {
    const lines = allowed.flatMap((secret) =>
      wrap(`${printable(whereText(secret.place))}: ${secret.rule} (${printable(secret.reason)})`, {
        ...paint,
        start: "  ",
        indent: 4,
      }),
    );
    parts.push([paint("bold", "Allowed"), ...lines].join("\n"));
  }
  if (problems.length > 0) {
    parts.push([paint("bold", "Could not be read or checked"), ...formatProblems(problems, paint)].join("\n"));
  }
  parts.push(verdict(judged, groups.size, paint));
  if (notRead.files > 0) {
    const text = `${countOf(notRead.files, "file")} above 10 MiB (${formatBytes(notRead.bytes)}) not looked at`;
    parts.push(paint("dim", text));
  }
  return showOn(paint, ...parts);
}

function secretText(group: readonly Secret[], paint: Paint): string {
  const [first] = group;
  if (!first) return "";
  const { severity, provider, title, masked, rule, fingerprint } = first;
  const name = provider === "any" ? title : `${provider} ${title}`;
  const headline =
    `${paint(SEVERITY_STYLES[severity], `✗ ${severity.toUpperCase()}`)} ` +
    `${paint("bold", printable(name))}  ${printable(masked)}`;
  const places = group.slice(0, PLACES).flatMap(({ place }) => placeLines(place, paint));
  if (group.length > PLACES) places.push(`    … and ${group.length - PLACES} more places; --format json has them all`);
  return [headline, ...places, paint("dim", `    rule:${rule} fingerprint:${fingerprint}`)].join("\n");
}

const layerText = ({ ordinal, diffId }: LayerReference) =>
  diffId === "" ? "" : `layer ${ordinal} (${shortDigest(diffId)})`;

/** `/srv/app.war!WEB-INF/web.xml:3`, as Java writes what is within an archive. */
function fileText({ path, member, line }: Extract<SecretPlace, { kind: "file" }>): string {
  const within = member === undefined ? "" : `!${maskText(member)}`;
  return `${imagePath(path)}${within}${line === undefined ? "" : `:${line}`}`;
}

/** Where a secret is, in words. */
export function whereText(place: SecretPlace): string {
  switch (place.kind) {
    case "file":
      return fileText(place);
    case "environment":
      return `variable ${place.name}`;
    case "label":
      return `label ${place.name}`;
    case "command":
      return place.name;
    case "history":
      return `history, step ${place.step}`;
  }
}

function placeLines(place: SecretPlace, paint: Paint): string[] {
  const lines = [`    ${printable(whereText(place))}`];
  const layer = "layer" in place && place.layer ? layerText(place.layer) : "";
  if (layer !== "") lines.push(`      ${layer}`);
  if (place.kind === "file" && place.gone) {
    const { how, layer: by } = place.gone;
    const text = `${how} by ${layerText(by)}; still there for whoever pulls the image`;
    lines.push(...wrap(text, { ...paint, start: "      ", indent: 6 }).map((line) => paint("yellow", line)));
  }
  return lines;
}

function verdict({ secrets }: JudgedSecrets, different: number, paint: Paint): string {
  if (secrets.length === 0) return paint("green", "✓ no secrets found");
  const places = different === secrets.length ? "" : ` at ${countOf(secrets.length, "place")}`;
  return paint(
    "bold",
    `${countOf(different, "secret")}${places}: revoke them; taking them out of the image is not enough`,
  );
}
