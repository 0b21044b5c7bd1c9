/** Writes SIP messages. The length of the body is counted here. */
import type { SipMessage } from "./SipMessage.ts"

/** Returns the bytes of a message. A line break in a header would begin another header, so it becomes a space. */
export const writeMessage = (message: SipMessage): Uint8Array => {
  const first =
    message._tag === "Request"
      ? `${message.method} ${message.uri} SIP/2.0`
      : `SIP/2.0 ${message.status} ${message.reason}`
  const headers = message.headers
    .filter(({ name }) => name.toLowerCase() !== "content-length")
    .map(({ name, value }) => `${name}: ${value}`)
  const lines = [first, ...headers, `Content-Length: ${message.body.length}`]
  const head = new TextEncoder().encode(`${lines.map(oneLine).join("\r\n")}\r\n\r\n`)
  const bytes = new Uint8Array(head.length + message.body.length)
  bytes.set(head)
  bytes.set(message.body, head.length)
  return bytes
}

const oneLine = (line: string): string => line.replaceAll(/[\r\n]+/g, " ")
