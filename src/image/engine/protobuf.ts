import { KnownError } from "../../model/errors.ts";

/*
 * The little of Protocol Buffers that containerd's API needs: no groups, no floats, no packed lists.
 * Source: https://protobuf.dev/programming-guides/encoding/
 */

/** A field to send: its number, and a text, the bytes of a message, or a count. */
export type FieldToSend = readonly [number: number, value: string | Uint8Array | number];

/** The fields of a message that came, by number; a repeated one has several values. */
export type Message = ReadonlyMap<number, readonly FieldValue[]>;

type FieldValue = Uint8Array | bigint;

/** Writes a message. */
export function encodeMessage(fields: readonly FieldToSend[]): Uint8Array {
  const bytes: number[] = [];
  for (const [number, value] of fields) {
    if (typeof value === "number") {
      bytes.push(...varint(number << 3), ...varint(value));
    } else {
      const content = typeof value === "string" ? new TextEncoder().encode(value) : value;
      bytes.push(...varint((number << 3) | 2), ...varint(content.length), ...content);
    }
  }
  return Uint8Array.from(bytes);
}

function varint(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 127; rest = Math.floor(rest / 128)) bytes.push((rest % 128) | 128);
  return [...bytes, rest];
}

/**
 * Reads the fields of a message; those of bytes point into it.
 *
 * @throws {KnownError} `ENGINE_FAILED` when it is none.
 */
export function decodeMessage(bytes: Uint8Array): Message {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const fields = new Map<number, FieldValue[]>();
  let at = 0;

  const readVarint = () => {
    let value = 0n;
    for (let shift = 0n; shift < 70n; shift += 7n) {
      const byte = bytes[at++];
      if (byte === undefined) break;
      value |= BigInt(byte & 127) << shift;
      if (byte < 128) return BigInt.asUintN(64, value);
    }
    throw malformed();
  };
  const take = (length: number) => {
    if (length > bytes.length - at) throw malformed();
    at += length;
    return bytes.subarray(at - length, at);
  };
  const readValue = (wireType: number): FieldValue => {
    if (wireType === 0) return readVarint();
    if (wireType === 2) return take(Number(readVarint()));
    const length = { 1: 8, 5: 4 }[wireType];
    if (length === undefined) throw malformed();
    take(length);
    return length === 8 ? view.getBigUint64(at - 8, true) : BigInt(view.getUint32(at - 4, true));
  };

  while (at < bytes.length) {
    const key = Number(readVarint());
    const number = Math.floor(key / 8);
    const values = fields.get(number) ?? [];
    values.push(readValue(key % 8));
    fields.set(number, values);
  }
  return fields;
}

/** A text or bytes; empty where the field is not there, as the format has it. The last one counts. */
export function bytesOf(message: Message, number: number): Uint8Array {
  const value = message.get(number)?.at(-1);
  return value instanceof Uint8Array ? value : new Uint8Array(0);
}

export function textOf(message: Message, number: number): string {
  return new TextDecoder().decode(bytesOf(message, number));
}

/** A count of 64 bits with a sign; 0 where the field is not there. */
export function countOf(message: Message, number: number): number {
  const value = message.get(number)?.at(-1);
  return typeof value === "bigint" ? Number(BigInt.asIntN(64, value)) : 0;
}

/** The messages of a field that may be repeated. */
export function messagesOf(message: Message, number: number): Message[] {
  const values = message.get(number) ?? [];
  return values.filter((value) => value instanceof Uint8Array).map(decodeMessage);
}

function malformed(): KnownError {
  return new KnownError("ENGINE_FAILED", "containerd: answers with something that is no message of its API");
}
