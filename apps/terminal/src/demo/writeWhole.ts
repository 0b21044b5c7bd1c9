import { randomUUID } from "node:crypto"
import { lstat, mkdir, rename, rm, writeFile } from "node:fs/promises"
import { dirname } from "node:path"

/**
 * Writes a file whole or not at all, and makes its folder. A full disk leaves what an earlier run wrote, and no half of a
 * file. What is no plain file, such as `/dev/stdout`, is written to as it is.
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
