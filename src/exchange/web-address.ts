/** Whether a text may stand where a format asks for a URL: checked by validators, so what is none must stay away. */
export function isWebAddress(text: string): boolean {
  return (
    /^https?:\/\/[\w.~:/?#[\]@!$&'()*+,;=%-]+$/.test(text) && !/%(?![0-9A-Fa-f]{2})/.test(text) && URL.canParse(text)
  );
}
