/** The sound of sessions in local files, one a segment. */
import * as Effect from "effect/Effect"
import * as Layer from "effect/Layer"
import { access, mkdir, readdir, readFile, rename, rm, writeFile } from "node:fs/promises"
import { join } from "node:path"
import { byName } from "../memory/usage.ts"
import { type AudioSegment, AudioStore, type SegmentName } from "../services/AudioStore.ts"
import type { Token } from "../Token.ts"
import { isMissing } from "./Journal.ts"
import { onDisk } from "./log.ts"

/** `in.1.0.audio_pcm` is the user's first segment under the first claim. */
const fileName = /^(in|out)\.(\d+)\.(\d+)\.([\w-]+)$/

/** The formats that sessions have. */
const usual = ["audio/pcm", "audio/pcmu", "audio/pcma"]

export const fileAudio = (folder: string): Layer.Layer<AudioStore> => {
  const folderOf = (sid: Token) => join(folder, sid)
  const pathOf = ({ direction, epoch, n, sid }: SegmentName, format: string): string =>
    join(folderOf(sid), `${direction}.${epoch}.${n}.${format.replace("/", "_").replaceAll(/[^\w-]/g, "-")}`)
  const namesOf = async (sid: Token) => {
    const names = await readdir(folderOf(sid)).catch((cause: unknown) => {
      if (isMissing(cause)) return new Array<string>()
      throw cause
    })
    return names.flatMap((file) => {
      const [, direction, epoch, n, format = ""] = fileName.exec(file) ?? []
      if (direction !== "in" && direction !== "out") return []
      return [{ sid, direction, epoch: Number(epoch), n: Number(n), format: format.replace("_", "/"), file }] as const
    })
  }
  const put = async ({ bytes, direction, epoch, format, n, sid }: AudioSegment) => {
    const path = pathOf({ direction, epoch, n, sid }, format)
    const isThere = await access(path).then(
      () => true,
      () => false
    )
    if (isThere) return
    await mkdir(folderOf(sid), { recursive: true, mode: 0o700 })
    await writeFile(`${path}.next`, bytes, { mode: 0o600 })
    await rename(`${path}.next`, path)
  }
  /** Reads a segment of a usual format at its own path. A folder may have many segments, and is listed for other formats alone. */
  const get = async (name: SegmentName): Promise<AudioSegment | undefined> => {
    for (const format of usual) {
      const bytes = await readFile(pathOf(name, format)).catch((cause: unknown) => {
        if (isMissing(cause)) return undefined
        throw cause
      })
      if (bytes !== undefined) return { ...name, format, bytes }
    }
    const found = (await namesOf(name.sid)).find((each) => byName(each, name) === 0)
    return found === undefined
      ? undefined
      : { ...name, format: found.format, bytes: await readFile(join(folderOf(name.sid), found.file)) }
  }
  return Layer.succeed(AudioStore, {
    put: (segment) => onDisk("writing audio", () => put(segment)),
    list: (sid) =>
      Effect.map(
        onDisk("listing audio", () => namesOf(sid)),
        (names) => names.map(({ direction, epoch, n, sid }) => ({ sid, direction, epoch, n })).sort(byName)
      ),
    get: (name) => onDisk("reading audio", () => get(name)),
    erase: (sid) => onDisk("erasing audio", () => rm(folderOf(sid), { recursive: true, force: true }))
  })
}
