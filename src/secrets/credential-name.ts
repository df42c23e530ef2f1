/** Names whose values nobody should see by accident: words are told apart by `_` and `-`. */
const CREDENTIAL_NAME = new RegExp(
  [
    "password|passwd|passphrase|secret|credential|api[_-]?key|access[_-]?key|private[_-]?key|connection[_-]?string",
    "(^|[_-])(pass|pgpass|pwd|pw|token|tokens|auth|key|sas|dsn|sk)$",
    "(^|[_-])(pass|token|auth)([_-])",
  ].join("|"),
  "i",
);

/** Names that look so and are public: the shell's folder, and the keys by which official images verify downloads. */
const PUBLIC_NAME = /^(PWD|OLDPWD|.*GPG_KEYS?(_.*)?|.*_SHA(256|512))$/;

/** Whether a variable or a setting of that name holds a credential, going by the name alone. */
export function namesCredential(name: string): boolean {
  return CREDENTIAL_NAME.test(name) && !PUBLIC_NAME.test(name);
}
