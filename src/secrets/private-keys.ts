import { entropyOf } from "./entropy.ts";
import { isPlaceholder } from "./placeholder.ts";
import type { Rule, RuleFacts } from "./rule.ts";

/** The longest key that is looked at: 16,384 bits of RSA in PEM have 13 KB. */
const LONGEST_KEY = 24 * 1024;

const BASE = {
  kind: "token",
  ignoresCase: false,
  lead: 0,
  reach: LONGEST_KEY,
  value: "",
  entropy: 0,
  inBinaries: true,
} as const;

const facts = (id: string, severity: RuleFacts["severity"], provider: string, title: string): RuleFacts => ({
  id,
  severity,
  provider,
  title,
});

/** A line break, also as JSON, YAML and source code write it in a text. */
const BREAK = String.raw`(?:\r?\n|\\r\\n|\\n)`;

/** What stands between the lines that begin and end a key. Base64, and header lines in front of it. */
const BODY = `([^-]{0,${LONGEST_KEY}}(?:-(?!----)[^-]{0,${LONGEST_KEY}}){0,40})`;

/** What stands around a line where a key is moved in, quoted, or put together in source code. */
const AROUND = " \t\r\"'`>,;#*|\\";

/** A line of a key without what stands around it; a `+` is the language's only beside a quote or a blank. */
function bare(line: string): string {
  const isOutside = (at: number, inward: number) =>
    AROUND.includes(line[at] ?? "") || (line[at] === "+" && /["'` ]/.test(line[at + inward] ?? ""));
  let from = 0;
  let to = line.length;
  while (from < to && isOutside(from, 1)) from++;
  while (to > from && isOutside(to - 1, -1)) to--;
  return line.slice(from, to);
}

/**
 * The base64 of a key without line breaks, quotes and header lines; nothing where it is too little or no base64: the
 * mere name of a key stands in every library that reads them.
 */
function keyBytes(body: string, least = 60): string | undefined {
  const lines = body.split(new RegExp(BREAK)).map(bare);
  const blank = lines.indexOf("", lines.findIndex((line) => /^[\w-]{1,40}: /.test(line)) + 1);
  const hasHeaders = lines.some((line) => /^[\w-]{1,40}: /.test(line));
  const text = (hasHeaders ? lines.slice(blank < 0 ? 0 : blank) : lines)
    .filter((line) => !line.startsWith("="))
    .join("");
  if (text.length < least || !/^[A-Za-z0-9+/]+={0,2}$/.test(text)) return undefined;
  return entropyOf(text.slice(0, 2000)) >= 3.5 && !isPlaceholder(text.slice(0, 400)) ? text : undefined;
}

interface PemRule extends RuleFacts {
  /** Words behind `BEGIN`. */
  readonly label: string;
  /** Whether this rule and no other is about the key. */
  readonly accepts?: (key: PemKey) => boolean;
  /** Fewer characters of base64 are no key. */
  readonly least?: number;
}

interface PemKey {
  readonly base64: string;
  /** From its first line on, as it was found. */
  readonly text: string;
}

/** OpenSSH names the cipher in front of the key: `none`. Source: OpenSSH, PROTOCOL.key */
const OPENSSH_PLAIN = "b3BlbnNzaC1rZXktdjEAAAAABG5vbm";

/** Whether it takes a passphrase to use the key. Source: RFC 1421, section 4.6.1.1; RFC 7468, section 11 */
const isLocked = ({ base64, text }: PemKey) =>
  text.startsWith("-----BEGIN ENCRYPTED") ||
  (text.startsWith("-----BEGIN OPENSSH") && !base64.startsWith(OPENSSH_PLAIN)) ||
  /^[^-]{0,100}-{5}(?:\s|\\[rn])*Proc-Type: ?4,ENCRYPTED/.test(text.slice("-----BEGIN".length, 200));

const PEM: readonly PemRule[] = [
  {
    ...facts("private-key-encrypted", "medium", "any", "private key behind a passphrase"),
    label: "(?:OPENSSH|ENCRYPTED|RSA|EC|DSA) PRIVATE KEY",
    accepts: isLocked,
  },
  {
    ...facts("ssh-private-key", "critical", "OpenSSH", "private key"),
    label: "OPENSSH PRIVATE KEY",
    accepts: (key) => !isLocked(key),
  },
  {
    ...facts("private-key", "critical", "any", "private key"),
    // A TPM's key is of no use without the TPM.
    label: "(?:(?!TSS2|PGP|ENCRYPTED|OPENSSH)[A-Z0-9]{1,12} ){0,3}PRIVATE KEY",
    accepts: (key) => !isLocked(key),
  },
  { ...facts("pgp-private-key", "critical", "OpenPGP", "private key"), label: "PGP PRIVATE KEY BLOCK" },
  { ...facts("openvpn-static-key", "high", "OpenVPN", "static key"), label: "OpenVPN Static key V1", least: 256 },
];

const pem = ({ label, accepts = () => true, least, ...rest }: PemRule): Rule => ({
  ...BASE,
  ...rest,
  keywords: ["-----BEGIN "],
  pattern: new RegExp(`-----BEGIN ${label}-----${BODY}-----END `, "y"),
  confirm(body, window, at) {
    const base64 = keyBytes(body, least);
    return base64 !== undefined && accepts({ base64, text: window.slice(at) }) ? base64 : undefined;
  },
});

/** What a key of PuTTY has in front of its base64. Source: PuTTY manual, appendix C */
const putty = (encryption: string) =>
  new RegExp(
    String.raw`PuTTY-User-Key-File-[23]: [\w@.-]{3,60}\r?\nEncryption: ${encryption}` +
      String.raw`[\s\S]{1,8000}?Private-Lines: \d{1,3}\r?\n((?:[A-Za-z0-9+/=]{1,64}\r?\n){1,60})`,
    "y",
  );

/** Keys that are files, or stand in files, of their own form; nobody but their owner may have them. */
export const PRIVATE_KEY_RULES: readonly Rule[] = [
  {
    ...BASE,
    ...facts("gcp-service-account-key", "critical", "Google", "key of a service account"),
    keywords: ['"private_key"'],
    inBinaries: false,
    pattern: new RegExp(`"private_key" ?: ?"-----BEGIN PRIVATE KEY-----${BODY}-----END `, "y"),
    confirm: (body) => keyBytes(body, 400),
  },
  ...PEM.map(pem),
  {
    ...BASE,
    ...facts("ssh2-private-key", "high", "SSH.com", "private key"),
    keywords: ["---- BEGIN SSH2 ENCRYPTED PRIVATE KEY"],
    pattern: new RegExp(`---- BEGIN SSH2 ENCRYPTED PRIVATE KEY ----${BODY}---- END `, "y"),
    confirm: (body) => keyBytes(body),
  },
  {
    ...BASE,
    ...facts("putty-private-key", "critical", "PuTTY", "private key"),
    keywords: ["PuTTY-User-Key-File-"],
    pattern: putty("none"),
    confirm: (body) => keyBytes(body, 20),
  },
  {
    ...BASE,
    ...facts("putty-private-key-encrypted", "medium", "PuTTY", "private key behind a passphrase"),
    keywords: ["PuTTY-User-Key-File-"],
    pattern: putty("aes256-cbc"),
    confirm: (body) => keyBytes(body, 20),
  },
];
