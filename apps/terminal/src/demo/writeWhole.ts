/** Writes files that are never half written. */
import { randomUUID } from "node:crypto"
import { lstat, mkdir, rename, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"

/**
 * Writes a file whole or not at all, and creates its folder. A full disk leaves the file of an earlier run, and no half of one.
 * A path that is not a plain file, such as `/dev/stdout`, is written to directly.
 */
export const writeWhole = async (path: string, bytes: Uint8Array): Promise<void> => {
  await mkdir(dirname(path), { recursive: true })
  const there = await lstat(path).catch(() => undefined)
  if (there !== undefined && !there.isFile()) return writeFile(path, bytes)
  const part = `${path}.${randomUUID()}.part`
  try {
    await writeFile(part, bytes)
    await rename(part, path)
  } catch (cause) {
    await rm(part, { force: true })
    throw cause
  }
}
