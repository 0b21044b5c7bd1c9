/** A chunk as it is stored. Its first line says what it is, and its own lines follow. */
import { type Token, token } from "@antiphon/gateway"
import { parsed } from "../jetstream/json.ts"

export interface LogRecord {
  readonly kind: "claim" | "lines"
  readonly epoch: number
  readonly node: Token
  /** Names the claim, and no other claim of any session. */
  readonly claim: string
  /** Counts the appends of the claim. */
  readonly n: number
  /** The sequence of the session's first claim, or 0 in that claim itself. */
  readonly first: number
}

export const writeRecord = (head: LogRecord, lines: ReadonlyArray<string>): string => {
  const { claim, epoch, first, kind, n, node } = head
  const begin = `{"k":"${kind}","e":${epoch},"n":"${node}","c":"${claim}","i":${n},"f":${first}}`
  return lines.length === 0 ? begin : `${begin}\n${lines.join("\n")}`
}

/** Returns the head of a stored chunk, or `undefined` if it is none. */
export const readHead = (data: Uint8Array): LogRecord | undefined => {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length)
  const end = bytes.indexOf(10)
  const { c, e, f, i, k, n } = parsed(end === -1 ? bytes : bytes.subarray(0, end))
  const node = typeof n === "string" ? token(n) : undefined
  if (node === undefined || typeof c !== "string" || (k !== "claim" && k !== "lines")) return undefined
  return { kind: k, epoch: Number(e), node, claim: c, n: Number(i), first: Number(f) }
}

/** Returns the lines of a stored chunk. */
export const readLines = (data: Uint8Array): ReadonlyArray<string> => {
  const bytes = Buffer.from(data.buffer, data.byteOffset, data.length)
  const end = bytes.indexOf(10)
  return end === -1 ? [] : bytes.toString("utf8", end + 1).split("\n")
}
