/** Stories that once broke an invariant, each in its shortest form as `simulate` printed it. */
import type { Act } from "./script/Act.ts"
import { type Plan, plain } from "./script/Plan.ts"
import type { Mishap, Script } from "./script/Script.ts"

/** A script as `simulate` prints it, with what a plain plan has not. */
export interface Case {
  readonly seed: number
  readonly plan: Partial<Plan>
  readonly acts: ReadonlyArray<Act>
  readonly mishaps: ReadonlyArray<Mishap>
}

export const scriptOf = ({ plan, ...rest }: Case): Script => ({ ...rest, plan: { ...plain, ...plan } })

const courteous = {
  eventIds: "fresh",
  echoesMetadata: true,
  namesRefused: true,
  keepsItemIds: true,
  sparse: 0,
  bent: 0
} as const

export const cases: Readonly<Record<string, Case>> = {
  "a request is answered by a response whose metadata cannot be read, after an earlier response had its own": {
    seed: 41,
    plan: { manners: { ...courteous, keepsItemIds: false, bent: 0.4 } },
    acts: [
      { do: "sendText", at: 1185 },
      { do: "sendText", at: 1547 }
    ],
    mishaps: []
  },
  "a turn that the user commits by hand is owed no answer": {
    seed: 448,
    plan: {
      manners: { ...courteous, eventIds: "constant", sparse: 0.6 },
      transcription: "whisper-1",
      approval: "always"
    },
    acts: [
      { do: "talk", speechMs: 300, quietMs: 200, inRealTime: true, push: "no", at: 186 },
      { do: "takeBack", which: 0.87, at: 360 },
      { do: "commit", at: 2805 },
      { do: "sendText", at: 3824 }
    ],
    mishaps: []
  },
  "a conversation is resumed although the speaker cannot play the format that it had": {
    seed: 170,
    plan: { format: "audio/pcmu", latency: { leastMs: 15, mostMs: 15 } },
    acts: [{ do: "leave", how: "drop", at: 500 }],
    mishaps: []
  },
  "what a server named before a replay to it failed is no part of the conversation": {
    seed: 5576,
    plan: { lasts: true, approval: "always" },
    acts: [
      { do: "createResponse", aside: false, at: 0 },
      { do: "interrupt", at: 151 },
      { do: "leave", how: "end", at: 826 }
    ],
    mishaps: [{ link: 2, event: 10, fault: "half-open" }]
  },
  "an interruption that is taken back while the speaker stops is not settled": {
    seed: 118,
    plan: { audio: "tracks" },
    acts: [
      { do: "interrupt", at: 1488 },
      { do: "takeBack", which: 0.99, at: 1488 }
    ],
    mishaps: []
  },
  "a session that waits for a calm moment does not wait longer because the device's clock was set back": {
    seed: 701266,
    plan: {
      deviceWall: [
        { fromMs: 0, offMs: 1800003598591 },
        { fromMs: 4940, offMs: 1800003408376 },
        { fromMs: 8637, offMs: 1799993133603 },
        { fromMs: 22686, offMs: 1799993132427 }
      ],
      lasts: true,
      sessionMs: 5000
    },
    acts: [{ do: "talk", speechMs: 400, quietMs: 300, inRealTime: true, push: "no", at: 3709 }],
    mishaps: []
  }
}
