/** The end of a recorder or a player that should have gone on. */
import * as Data from "effect/Data"
import { type CliFailure, cliFailure } from "../CliFailure.ts"
import type { Program } from "./programs.ts"

/** A program ended, or did not start. */
export class DeviceEnded extends Data.TaggedError("DeviceEnded")<{
  readonly role: Program["role"]
  readonly name: string
  /** How it ended, with its last words. */
  readonly what: string
}> {}

const devices = { recorder: "microphone", player: "loudspeaker" }

/** The line about the programs of one role, none of which works. */
export const deviceFailure = (ends: readonly [DeviceEnded, ...ReadonlyArray<DeviceEnded>]): CliFailure => {
  const [{ name, role, what }] = ends
  const happened =
    ends.length === 1
      ? `the ${role} ${name} ${what}`
      : `no ${role} works: ${ends.map((each) => `${each.name} ${each.what}`).join("; ")}`
  return cliFailure(
    `${happened.replace(/\.$/, "")}. Check the ${devices[role]}, or choose another program with --${role}`
  )
}
