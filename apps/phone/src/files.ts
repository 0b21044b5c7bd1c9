/** The files of a call. */
import { Wav } from "@antiphon/audio"
import { mkdir, writeFile } from "node:fs/promises"
import { join } from "node:path"
import type { FinishedCall } from "./caller.ts"

export interface Written {
  readonly path: string
  readonly holds: string
}

/** Writes the caller's ear, both sides on one clock, and every frame. */
export const writeFiles = async (folder: string, call: FinishedCall): Promise<ReadonlyArray<Written>> => {
  const { carrier, frames, rate, said } = call
  await mkdir(folder, { recursive: true })
  const heard = carrier.heard()
  const left = new Int16Array(heard.length)
  left.set(said.subarray(0, heard.length))
  const since = frames[0]?.at ?? 0
  const lines = frames.map(({ at, frame, from }) => {
    const content = typeof frame === "string" ? { text: frame } : { base64: Buffer.from(frame).toString("base64") }
    return `${JSON.stringify({ ms: Math.round((at - since) * 10) / 10, from, ...content })}\n`
  })
  const seconds = `${(heard.length / rate).toFixed(2)} s`
  const files = [
    {
      path: join(folder, "heard.wav"),
      holds: `${seconds}, the caller's ear`,
      data: Wav.write({ sampleRate: rate, channels: [heard] })
    },
    {
      path: join(folder, "conversation.wav"),
      holds: `${seconds}, the caller left, the agent right`,
      data: Wav.write({ sampleRate: rate, channels: [left, heard] })
    },
    { path: join(folder, "frames.jsonl"), holds: `${lines.length} frames, both directions`, data: lines.join("") }
  ]
  await Promise.all(files.map(({ data, path }) => writeFile(path, data)))
  return files.map(({ holds, path }) => ({ path, holds }))
}
