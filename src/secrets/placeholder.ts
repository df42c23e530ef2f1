/**
 * Words that whoever writes an example puts where a secret would stand; short ones only where a word begins. Two of them
 * are from the settings that Apache httpd and FreeRADIUS come with.
 */
const WORDS =
  /example|placeholder|change[-_ ]?(?:me|it|this)|replace[-_ ]?(?:me|with|this)|your[-_ ]|your(?:api|token|secret|pass)|redacted|insert[-_ ]|xxxxx|xxj31ZMTZzkVA|testing123|\*\*\*|\.\.\.|deadbeef|not[-_ ]?a?[-_ ]?real|[-_ ]here\b|unique[-_ ]phrase|(?<![A-Za-z0-9])(?:dummy|foobar|lorem|sample|todo|fixme)/i;

/** What a program or a template puts a value in for. */
const REFERENCE =
  /^(?:\$\w+$|%[A-Za-z_]+%|%[sdv(]|\{\{|\{[A-Za-z_.]*\}|<[^>]*>?|#\{|@[A-Za-z_.]+@|\[[A-Za-z_ ]+\]|__\w+__$)|\$\{|\$\(|\{\{|#\{|<%|%\(/;

/** Values that are settings and no secrets. */
const PLAIN =
  /^(?:true|false|null|nil|none|undefined|yes|no|on|off|enabled?|disabled?|default|required|optional|string|password|passwd|secret|token|user(?:name)?|pass|admin|root|test|testing|hunter2|letmein|guest|secure|unset|empty|env|prompt|value|text|hidden|basic|bearer|auto|scram-sha-\d+|md5|sha-?\d{1,3}|bcrypt|argon2\w{0,2}|pbkdf2\w*)$/i;

/** Whether a text stands for a secret and is none, whatever its shape. */
export function isPlaceholder(secret: string): boolean {
  return REFERENCE.test(secret) || WORDS.test(secret) || isMonotonous(secret);
}

/** The same of what people type: also words that are nobody's password but an example's. */
export function isPlainWord(value: string): boolean {
  return PLAIN.test(value) || isPlaceholder(value);
}

/** `abcdefgh…`, `1234567890`, `aaaaaaaa`, `abcabcabc`: half of it follows from what stands in front. */
function isMonotonous(text: string): boolean {
  if (text.length < 6) return false;
  let steps = 0;
  let repeats = 0;
  for (let i = 1; i < text.length; i++) {
    const step = text.charCodeAt(i) - text.charCodeAt(i - 1);
    if (step === 1 || step === -1 || text.slice(i - 1, i + 1) === "90") steps++;
    if (step === 0) repeats++;
  }
  const most = (text.length - 1) / 2;
  return steps > most || repeats > most || isRepeated(text);
}

function isRepeated(text: string): boolean {
  for (let period = 1; period <= Math.min(8, text.length / 3); period++) {
    if (text.slice(period) === text.slice(0, -period)) return true;
  }
  return false;
}
