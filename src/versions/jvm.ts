import { compareNumbers } from "./shared/compare-text.ts";
import { orderOf } from "./shared/order-of.ts";
import { comparePreReleases } from "./shared/semantic.ts";

/**
 * The order of Java run-times: `17.0.8.1+1-LTS`, and the older form `1.8.0_382-b05`, which is `8.0.382+5`.
 *
 * Source: JEP 223 and JEP 322, `Runtime.Version`; trailing zeros do not count, what follows the build does not either.
 */
export const jvm = orderOf({
  name: "jvm",
  describes: "Java run-times and development kits",
  specification: "https://openjdk.org/jeps/322",
  form: "17.0.8.1+1, 1.8.0_382-b05 or 8u382",
  parse,
  compareParts(a, b) {
    for (let i = 0; i < Math.max(a.numbers.length, b.numbers.length); i++) {
      const difference = compareNumbers(a.numbers[i] ?? "0", b.numbers[i] ?? "0");
      if (difference !== 0) return difference;
    }
    return comparePreReleases(a.preRelease, b.preRelease) || compareNumbers(a.build, b.build);
  },
});

interface Parts {
  readonly numbers: readonly string[];
  readonly preRelease: readonly string[];
  readonly build: string;
}

const NEW = /^(\d+(?:\.\d+)*)(?:-([A-Za-z]\w*))?(?:\+(\d+)?)?(?:-[\w.-]+)?$/;
const OLD = /^1\.(\d+)\.(\d+)(?:_(\d+))?(?:-(?!b\d)([A-Za-z]\w*))?(?:-b(\d+))?(?:-[\w.-]+)?$/;
const SHORT = /^(\d+)u(\d+)(?:-(?!b\d)([A-Za-z]\w*))?(?:-b(\d+))?$/;

function parse(version: string): Parts | undefined {
  const text = version.replace(/^(?:jdk|openjdk)-?/i, "");
  const [old, feature = "", interim = "", update = "0", oldPhase, oldBuild = "0"] = OLD.exec(text) ?? [];
  if (old !== undefined) return partsOf([feature, interim, update], oldPhase, oldBuild);
  const [short, shortFeature = "", shortUpdate = "", shortPhase, shortBuild = "0"] = SHORT.exec(text) ?? [];
  if (short !== undefined) return partsOf([shortFeature, "0", shortUpdate], shortPhase, shortBuild);
  const [whole, numbers = "", phase, build = "0"] = NEW.exec(text) ?? [];
  return whole === undefined ? undefined : partsOf(numbers.split("."), phase, build);
}

/** `-ea` makes a pre-release; words such as `-LTS` and `-internal` say who built it. */
function partsOf(numbers: readonly string[], phase: string | undefined, build: string): Parts {
  const isEarly = phase !== undefined && /^(?:ea|beta|rc)/i.test(phase);
  return { numbers, preRelease: isEarly ? [phase.toLowerCase()] : [], build };
}
