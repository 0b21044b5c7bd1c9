import { readFileSync } from "node:fs"

const bytes = readFileSync(new URL("../../../../apps/terminal/assets/user-turn.wav", import.meta.url))
const data = bytes.indexOf("data") + 8

/** Someone asks a question: 7.6 s, 24 kHz mono. */
export const speech = new Int16Array(bytes.buffer.slice(bytes.byteOffset + data, bytes.byteOffset + bytes.length))
