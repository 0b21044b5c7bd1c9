/** What the engine has of the things that these packages use or that their users ask about. */
import type { Page } from "../src/index.ts"

const asked = [
  "AudioContext",
  "AudioWorkletNode",
  "MediaStreamAudioDestinationNode",
  "AudioContext.prototype.setSinkId",
  "navigator.mediaDevices.getUserMedia",
  "WebSocket",
  "WebTransport",
  "RTCPeerConnection",
  "WebAssembly",
  "SharedArrayBuffer",
  "Symbol.asyncDispose",
  "Promise.withResolvers",
  "URL.parse",
  "AbortSignal.any",
  "Error.captureStackTrace"
] as const

/** The list of the guide, a line each. */
export const featuresOf = async (page: Page, version: string): Promise<ReadonlyArray<string>> => {
  const there = await page.evaluate((names: ReadonlyArray<string>) => {
    const has = (name: string): boolean => {
      let value: unknown = globalThis
      for (const part of name.split(".")) {
        if (value === undefined || value === null || !(part in Object(value))) return false
        value = Reflect.get(Object(value), part)
      }
      return value !== undefined
    }
    return names.filter(has)
  }, asked)
  const named = (names: ReadonlyArray<string>) =>
    names.map((name) => `\`${name.replace(".prototype", "")}\``).join(", ")
  const engine = `WebKitGTK ${version.split(".").slice(0, 2).join(".")}`
  const missing = asked.filter((name) => !there.includes(name))
  return [`- ${engine} has ${named(there)}.`, `- It lacks ${named(missing)}.`]
}
