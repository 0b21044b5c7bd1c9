/** Returns a WebSocket frame with a text, as a server sends it (RFC 6455 section 5.2). */
export const textFrame = (text: string): Buffer => {
  const payload = Buffer.from(text)
  const head = payload.length < 126 ? Buffer.from([0x81, payload.length]) : Buffer.from([0x81, 126, 0, 0])
  if (payload.length >= 126) head.writeUInt16BE(Math.min(payload.length, 65_535), 2)
  return Buffer.concat([head, payload.subarray(0, 65_535)])
}
