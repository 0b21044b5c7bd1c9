/** Session descriptions (RFC 4566), as far as audio calls need them. */
import * as Result from "effect/Result"
import { type Malformed, malformed } from "../message/SipMessage.ts"

/** One medium of a description. */
export interface SdpMedia {
  readonly kind: string
  readonly port: number
  readonly protocol: string
  readonly formats: ReadonlyArray<string>
  /** The address of the medium, or that of the session. */
  readonly address: string | undefined
  readonly attributes: ReadonlyArray<SdpAttribute>
}

export interface SdpAttribute {
  readonly name: string
  readonly value: string
}

export interface Sdp {
  readonly attributes: ReadonlyArray<SdpAttribute>
  readonly media: ReadonlyArray<SdpMedia>
}

/** A description has a few dozen lines. */
const maxLines = 512

/** Reads a description. Ignores lines of other kinds. */
export const parseSdp = (text: string): Result.Result<Sdp, Malformed> => {
  const lines = text.split(/\r?\n/).filter((line) => line !== "")
  if (lines[0] !== "v=0") return Result.fail(malformed("the description does not begin with v=0"))
  if (lines.length > maxLines) return Result.fail(malformed(`the description has ${lines.length} lines`))
  const session: { address: string | undefined; readonly attributes: Array<SdpAttribute> } = {
    address: undefined,
    attributes: []
  }
  const media: Array<SdpMedia & { address: string | undefined; readonly attributes: Array<SdpAttribute> }> = []
  for (const line of lines) {
    const place = media.at(-1) ?? session
    const value = line.slice(2)
    if (line.startsWith("c=")) place.address = addressIn(value)
    else if (line.startsWith("a=")) place.attributes.push(attributeIn(value))
    else if (line.startsWith("m=")) {
      const [, kind, port, protocol, formats] = /^(\S+) (\d{1,5})(?:\/\d+)? (\S+) ?(.*)$/.exec(value) ?? []
      if (kind === undefined || protocol === undefined || Number(port) > 65_535) {
        return Result.fail(malformed("a line m= of the description cannot be read"))
      }
      const listed = (formats ?? "").split(" ").filter((format) => format !== "")
      media.push({ kind, port: Number(port), protocol, formats: listed, address: session.address, attributes: [] })
    }
  }
  return Result.succeed({ attributes: session.attributes, media })
}

const addressIn = (value: string): string | undefined => /^IN IP[46] ([^\s/]+)/.exec(value)?.[1]

const attributeIn = (value: string): SdpAttribute => {
  const colon = value.indexOf(":")
  return colon < 0 ? { name: value, value: "" } : { name: value.slice(0, colon), value: value.slice(colon + 1) }
}
