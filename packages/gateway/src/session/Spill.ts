/** Lines that wait on disk while the engine is unavailable. */
import { closeSync, mkdirSync, openSync, readSync, rmSync, writeSync } from "node:fs"
import { join } from "node:path"
import type { Token } from "../Token.ts"

/** A file of lines, written at the end and read from the front. */
export class Spill {
  private readonly path: string
  private file: number | undefined
  private written = 0
  private read = 0
  /** Lines in the file that were not read. */
  lines = 0
  private readonly maxBytes: number

  constructor(folder: string, sid: Token, maxBytes: number) {
    this.path = join(folder, `${sid}.spill`)
    this.maxBytes = maxBytes
    mkdirSync(folder, { recursive: true, mode: 0o700 })
  }

  /** Appends the lines. Returns false, and writes nothing, if the file is at its bound or cannot be written. */
  push(lines: ReadonlyArray<string>): boolean {
    const bytes = Buffer.from(lines.map((line) => `${line}\n`).join(""))
    if (this.written + bytes.length > this.maxBytes) return false
    try {
      this.file ??= openSync(this.path, "w+", 0o600)
      let done = 0
      while (done < bytes.length) done += writeSync(this.file, bytes, done, bytes.length - done, this.written + done)
    } catch {
      return false
    }
    this.written += bytes.length
    this.lines += lines.length
    return true
  }

  /** Takes the oldest lines, at most about `bytes` of them. The file is removed when it is empty. */
  take(bytes: number): Array<string> {
    if (this.file === undefined) return []
    let size = Math.min(bytes, this.written - this.read)
    let text: Buffer
    for (;;) {
      text = Buffer.alloc(size)
      readSync(this.file, text, 0, size, this.read)
      if (text.includes(10) || this.read + size >= this.written) break
      size = Math.min(size * 2, this.written - this.read)
    }
    const whole = text.subarray(0, text.lastIndexOf(10) + 1)
    this.read += whole.length
    const lines = whole.toString().split("\n").slice(0, -1)
    this.lines -= lines.length
    if (this.read >= this.written) this.remove()
    return lines
  }

  /** Removes the file. */
  remove(): void {
    if (this.file === undefined) return
    closeSync(this.file)
    rmSync(this.path, { force: true })
    this.file = undefined
    this.written = this.read = this.lines = 0
  }
}
