/** The recording that the talking ends of the WebRTC suite send. */
import { readFileSync } from "node:fs"

const bytes = readFileSync(new URL("../../../../apps/terminal/assets/user-turn.wav", import.meta.url))
const data = bytes.indexOf("data") + 8

/** A spoken question of 7.6 s, in 24 kHz mono. */
export const speech = new Int16Array(bytes.buffer.slice(bytes.byteOffset + data, bytes.byteOffset + bytes.length))
