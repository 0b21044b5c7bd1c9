import { fail, type Result, succeed } from "../Result.ts"

/** The text is not base64. `position` is the index of the first character that does not belong. */
export class Base64Error extends Error {
  readonly _tag = "Base64Error"
  readonly position: number
  constructor(position: number, found: string) {
    super(`not base64 at character ${position}: ${found}`)
    this.position = position
  }
}

const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
const pad = 61
const values = new Uint8Array(128).fill(255)
for (let i = 0; i < 64; i++) values[alphabet.charCodeAt(i)] = i
values[45] = 62
values[95] = 63

interface NodeBuffer extends Uint8Array {
  toString(encoding?: "base64"): string
  write(this: Uint8Array, text: string, offset: number, length: number, encoding: "base64"): number
}

/** Codecs that a platform may offer. Node has Buffer, and newer engines have the methods of ECMAScript 2026. */
interface Platform {
  readonly Math: Math
  readonly Buffer?: {
    readonly prototype: NodeBuffer
    from(buffer: ArrayBufferLike, byteOffset: number, byteLength: number): NodeBuffer
  }
}
interface Native extends Uint8Array {
  setFromBase64?(text: string): { readonly written: number }
  toBase64?(): string
}
const { Buffer: NodeBuffer }: Platform = globalThis

/** Node 22 writes to a Buffer only. Later versions write to any array, which saves a view. */
const writesToAny = /* @__PURE__ */ (() => {
  try {
    return NodeBuffer?.prototype.write.call(new Uint8Array(3), "AAAA", 0, 3, "base64") === 3
  } catch {
    return false
  }
})()

const paddingOf = (text: string): 0 | 1 | 2 =>
  text.charCodeAt(text.length - 1) !== pad ? 0 : text.charCodeAt(text.length - 2) === pad ? 2 : 1

/** Returns how many bytes `decode` returns for a valid text of this length and padding. */
export const byteLength = (text: string): number => Math.floor(((text.length - paddingOf(text)) * 3) / 4)

/** Encodes bytes as base64 with padding (RFC 4648, section 4). */
export const encode = (bytes: Uint8Array): string => {
  const native: Native = bytes
  if (native.toBase64 !== undefined) return native.toBase64()
  if (NodeBuffer !== undefined) {
    return NodeBuffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString("base64")
  }
  return encodePlain(bytes)
}

/** Whether a text of this length and padding is worth passing to the platform. */
const isWhole = (text: string): boolean => {
  const remainder = text.length % 4
  return remainder === 0 || (remainder > 1 && paddingOf(text) === 0)
}

/** Decodes a base64 text. Accepts both alphabets of RFC 4648, with or without padding, and nothing else. */
export const decode = (text: string): Result<Uint8Array, Base64Error> => {
  const bytes = new Uint8Array(byteLength(text))
  const written = decodeInto(text, bytes)
  return written._tag === "Failure" ? written : succeed(bytes)
}

/**
 * Decodes to the start of `target`, which must hold `byteLength(text)` bytes, and returns how many were written. After
 * an error the bytes of the target are unspecified.
 */
export const decodeInto = (text: string, target: Uint8Array): Result<number, Base64Error> => {
  const expected = byteLength(text)
  return isWhole(text) && decodeNative(text, target) === expected ? succeed(expected) : decodePlain(text, target)
}

/** If the platform does not return the expected count, `decodePlain` decides whether the text is valid. */
const decodeNative = (text: string, target: Uint8Array): number => {
  if (NodeBuffer !== undefined) {
    const { buffer, byteOffset, length } = target
    return writesToAny
      ? NodeBuffer.prototype.write.call(target, text, 0, length, "base64")
      : NodeBuffer.from(buffer, byteOffset, length).write(text, 0, length, "base64")
  }
  const native: Native = target
  if (native.setFromBase64 === undefined) return -1
  try {
    return native.setFromBase64(text).written
  } catch {
    return -1
  }
}

/** The portable encoder, for realms without Buffer or btoa (an AudioWorklet). */
export const encodePlain = (bytes: Uint8Array): string => {
  const at = (i: number) => bytes[i] ?? 0
  let text = ""
  for (let i = 0; i < bytes.length; i += 3) {
    const word = (at(i) << 16) | (at(i + 1) << 8) | at(i + 2)
    text += alphabet.charAt(word >> 18) + alphabet.charAt((word >> 12) & 63)
    text += i + 1 < bytes.length ? alphabet.charAt((word >> 6) & 63) : "="
    text += i + 2 < bytes.length ? alphabet.charAt(word & 63) : "="
  }
  return text
}

/** The portable decoder. It alone knows the position of an error. */
export const decodePlain = (text: string, target: Uint8Array): Result<number, Base64Error> => {
  const padding = paddingOf(text)
  const end = text.length - padding
  let word = 0
  let written = 0
  for (let i = 0; i < end; i++) {
    const value = values[text.charCodeAt(i)] ?? 255
    if (value === 255) return fail(new Base64Error(i, JSON.stringify(text.charAt(i))))
    word = (word << 6) | value
    if (i % 4 !== 0) target[written++] = word >> (6 - 2 * (i % 4))
  }
  if (end % 4 === 1) return fail(new Base64Error(end, "a last group of one character"))
  if (padding > 0 && text.length % 4 !== 0) return fail(new Base64Error(end, "padding that completes no group"))
  return succeed(written)
}
