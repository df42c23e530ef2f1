import { parseDeb822 } from "../../../src/formats/deb822.ts";
import { parseMailHeaders } from "../../../src/formats/mail-headers.ts";
import type { Target } from "../target.ts";

const CORPUS = ["a: b\nc: d\n e\n .\n f\n\n\ng: h", "a:\r\n b\r\n\r\nno field\n: x\n\tcontinued\n"].map((text) =>
  new TextEncoder().encode(text),
);

/** Text in fields, in both of its forms. */
export const deb822: Target = {
  name: "deb822",
  corpus: () => CORPUS,
  read(bytes) {
    const text = new TextDecoder().decode(bytes);
    const broken: [number, string][] = [];
    const stanzas = [...parseDeb822(text, (number, line) => void broken.push([number, line]))];
    const fields = stanzas.flatMap((stanza) => [...stanza.keys()]);
    if (fields.some((name) => name === "" || name !== name.toLowerCase())) throw new Error("a field's name is not one");
    return { stanzas: stanzas.map((stanza) => [...stanza]), broken, headers: parseMailHeaders(text) };
  },
};
