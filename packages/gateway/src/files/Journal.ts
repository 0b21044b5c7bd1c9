/** A file of JSON lines that is only appended to. What was acknowledged is on disk. */
import { open, readFile, rename, truncate, writeFile } from "node:fs/promises"

/** Lines that wait for one write. */
interface Waiting {
  readonly text: string
  readonly resolve: () => void
  readonly reject: (cause: unknown) => void
}

/** Bytes that may wait to be written to one file. */
const maxWaitingBytes = 64 * 1024 * 1024

/** Whether an error says that a file is not there. */
export const isMissing = (cause: unknown): boolean =>
  cause instanceof Error && "code" in cause && cause.code === "ENOENT"

/**
 * Reads the lines of a file. A last line without its end was being written when the process died, so it was never acknowledged.
 * It is left out. Returns an empty array if there is no file.
 */
export const readLines = async (path: string): Promise<ReadonlyArray<string>> => {
  const text = await readFile(path).catch((cause: unknown) => {
    if (isMissing(cause)) return Buffer.alloc(0)
    throw cause
  })
  const end = text.lastIndexOf(10) + 1
  return text.subarray(0, end).toString().split("\n").slice(0, -1)
}

/** Cuts a last line that was not written whole, so that the next line begins at its own start. */
export const cutTorn = async (path: string): Promise<void> => {
  const text = await readFile(path).catch((cause: unknown) => {
    if (isMissing(cause)) return undefined
    throw cause
  })
  if (text === undefined) return
  const end = text.lastIndexOf(10) + 1
  if (end < text.length) await truncate(path, end)
}

/** Replaces a file as a whole. A reader sees the old lines or the new ones. */
export const replaceLines = async (path: string, lines: ReadonlyArray<string>): Promise<void> => {
  const next = `${path}.next`
  await writeFile(next, lines.map((line) => `${line}\n`).join(""), { mode: 0o600, flush: true })
  await rename(next, path)
}

/** Appends lines and waits until they are on disk. What comes during a write goes into the next one. */
export class Journal {
  private readonly path: string
  private waiting: Array<Waiting> = []
  private bytes = 0
  private isWriting = false

  constructor(path: string) {
    this.path = path
  }

  append(line: string): Promise<void> {
    if (this.bytes + line.length > maxWaitingBytes) return Promise.reject(new Error("too much waits for the disk"))
    this.bytes += line.length
    return new Promise((resolve, reject) => {
      this.waiting.push({ text: `${line}\n`, resolve, reject })
      if (!this.isWriting) void this.write()
    })
  }

  private async write(): Promise<void> {
    this.isWriting = true
    while (this.waiting.length > 0) {
      const batch = this.waiting.splice(0)
      for (const { text } of batch) this.bytes -= text.length - 1
      try {
        await appendDurably(this.path, batch.map(({ text }) => text).join(""))
        for (const { resolve } of batch) resolve()
      } catch (cause) {
        for (const { reject } of batch) reject(cause)
      }
    }
    this.isWriting = false
  }
}

/** Appends and waits for the disk. A write that failed half way is taken back. */
export const appendDurably = async (path: string, text: string): Promise<void> => {
  const file = await open(path, "a", 0o600)
  try {
    const { size } = await file.stat()
    try {
      await file.writeFile(text)
      await file.datasync()
    } catch (cause) {
      await file.truncate(size).catch(() => undefined)
      throw cause
    }
  } finally {
    await file.close()
  }
}
