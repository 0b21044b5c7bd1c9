/**
 * Decides which pictures are passed to the chat server. That server fetches addresses from the operator's network, so
 * a client could make it call a machine that the client cannot reach. Only `data:` addresses and public `https:` ones
 * are passed on. A public name that resolves to a private address is not visible here. The chat server's network has
 * to refuse it.
 */
import { EngineError } from "../Contract.ts"
import type { TranscribedItem } from "./messages.ts"

/** Returns an error if a picture of the conversation must not be passed on. */
export const forbiddenPicture = (items: ReadonlyArray<TranscribedItem>): EngineError | undefined => {
  const isForbidden = items.some(
    ({ item }) =>
      item.type === "message" &&
      "content" in item &&
      item.content.some((part) => part.type === "input_image" && part.image_url != null && !isPublic(part.image_url))
  )
  return isForbidden
    ? new EngineError({
        part: "respond",
        code: "invalid_image_url",
        message:
          "A picture has an image_url that is neither a data: address nor a public https: one. Delete its item, and send the picture as a data: address."
      })
    : undefined
}

/** Whether an address holds the picture itself or leads to the public internet. */
export const isPublic = (address: string): boolean => {
  if (/^data:/i.test(address)) return /^data:image\//i.test(address)
  if (!URL.canParse(address)) return false
  const { hostname, password, protocol, username } = new URL(address)
  if (protocol !== "https:" || username !== "" || password !== "") return false
  const host = hostname.replace(/\.$/, "")
  if (host.startsWith("[")) return isPublic6(host)
  return /^[\d.]+$/.test(host) ? isPublic4(host) : isPublicName(host)
}

const isPublicName = (host: string): boolean =>
  host.includes(".") &&
  !/\.(?:localhost|local|internal|lan|home|corp|intranet|home\.arpa|test|invalid|onion)$/i.test(host)

const isPublic4 = (host: string): boolean => {
  const [a = 0, b = 0, c = 0] = host.split(".").map(Number)
  if (a === 0 || a === 10 || a === 127 || a >= 224) return false
  if (a === 100) return b < 64 || b > 127
  if (a === 169) return b !== 254
  if (a === 172) return b < 16 || b > 31
  if (a === 192) return b !== 168 && !(b === 0 && (c === 0 || c === 2)) && !(b === 88 && c === 99)
  return !(a === 198 && (b === 18 || b === 19 || (b === 51 && c === 100))) && !(a === 203 && b === 0 && c === 113)
}

/** Accepts global unicast addresses, without the blocks for IPv4 addresses and for documentation. */
const isPublic6 = (host: string): boolean =>
  /^\[[23][\da-f]{3}:/i.test(host) && !/^\[(?:2002|2001:(?:0|db8)?):/i.test(host)
