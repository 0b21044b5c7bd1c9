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
  },
  "a request that was taken for answered is refused after the commit of a turn could not be read": {
    seed: 1008386,
    plan: {
      manners: {
        eventIds: "constant",
        echoesMetadata: false,
        namesRefused: true,
        keepsItemIds: true,
        sparse: 0,
        bent: 0.4
      },
      latency: { leastMs: 47, mostMs: 47 }
    },
    acts: [
      { do: "talk", speechMs: 200, quietMs: 400, inRealTime: false, push: "no", at: 264 },
      { do: "createResponse", aside: true, at: 348 },
      { do: "addItem", role: "assistant", after: "end", which: 0.9741763335186988, at: 732 },
      { do: "sendText", at: 828 },
      { do: "talk", speechMs: 100, quietMs: 300, inRealTime: false, push: "no", at: 885 },
      { do: "sendText", at: 3316 }
    ],
    mishaps: [{ link: 1, event: 33, fault: "malformed" }]
  },
  "an unwanted response stays silent after a refusal that names no event": {
    seed: 1017392,
    plan: {
      manners: {
        eventIds: "fresh",
        echoesMetadata: false,
        namesRefused: false,
        keepsItemIds: true,
        sparse: 0,
        bent: 0
      },
      latency: { leastMs: 40, mostMs: 69 },
      policy: "reject",
      pace: 2.46657903958112
    },
    acts: [
      { do: "createResponse", aside: false, at: 122 },
      { do: "talk", speechMs: 100, quietMs: 400, inRealTime: true, push: "ask", at: 388 },
      { do: "createResponse", aside: true, at: 525 },
      { do: "talk", speechMs: 200, quietMs: 100, inRealTime: true, push: "ask", at: 1233 },
      { do: "addItem", role: "assistant", after: "end", which: 0.6411864021793008, at: 1433 },
      { do: "createResponse", aside: false, at: 1433 },
      { do: "interrupt", at: 1433 },
      { do: "interrupt", at: 1686 }
    ],
    mishaps: []
  },
  "an unwanted response is forgotten although a refusal that names no event came before its end": {
    seed: 1021229,
    plan: {
      manners: { eventIds: "fresh", echoesMetadata: true, namesRefused: false, keepsItemIds: true, sparse: 0, bent: 0 },
      policy: "replace",
      transcription: "whisper-1",
      pace: 1.1660925596952438
    },
    acts: [
      { do: "stall", lane: "to the client", ms: 2587, at: 1362 },
      { do: "talk", speechMs: 300, quietMs: 400, inRealTime: true, push: "no", at: 1734 },
      { do: "sendText", at: 2581 },
      { do: "createResponse", aside: false, at: 3782 }
    ],
    mishaps: []
  },
  "a session of texts is not made to speak in a format that the speaker cannot play": {
    seed: 1032427,
    plan: { format: "audio/pcmu", latency: { leastMs: 58, mostMs: 68 } },
    acts: [
      { do: "configure", modality: "text", at: 1182 },
      { do: "configure", modality: "audio", at: 3132 },
      { do: "createResponse", aside: false, at: 3257 }
    ],
    mishaps: []
  },
  "a server that waits for a silent user comes to rest although its settings could not be read": {
    seed: 1038272,
    plan: { turns: { type: "server_vad", create_response: true, interrupt_response: false, idle_timeout_ms: 8091 } },
    acts: [{ do: "sendText", at: 2979 }],
    mishaps: [{ link: 1, event: 1, fault: "malformed" }]
  },
  "a conversation is resumed once the speaker that says nothing is waited for no more": {
    seed: 2154030,
    plan: { tellsPosition: false },
    acts: [
      { do: "sendText", at: 0 },
      { do: "interrupt", at: 210 },
      { do: "leave", how: "end", at: 402 }
    ],
    mishaps: []
  },
  "a request is refused after the end of a turn could not be read": {
    seed: 2153900,
    plan: { latency: { leastMs: 19, mostMs: 47 }, pace: 1.3127641342580318 },
    acts: [
      {
        do: "configure",
        turns: { type: "server_vad", create_response: true, interrupt_response: false },
        at: 2105
      },
      { do: "talk", speechMs: 100, quietMs: 300, inRealTime: false, push: "ask", at: 2465 },
      { do: "createResponse", aside: true, at: 3413 }
    ],
    mishaps: [{ link: 1, event: 4, fault: "malformed" }]
  },
  "a refusal that another response is active is not put on a request out of band": {
    seed: 7726,
    plan: {
      manners: {
        eventIds: "constant",
        echoesMetadata: false,
        namesRefused: false,
        keepsItemIds: true,
        sparse: 0,
        bent: 0
      },
      turns: { type: "server_vad", create_response: true, interrupt_response: false }
    },
    acts: [
      { do: "sendText", at: 0 },
      { do: "createResponse", aside: true, at: 1776 },
      { do: "talk", speechMs: 400, quietMs: 300, inRealTime: false, push: "no", at: 4003 },
      { do: "createResponse", aside: false, at: 4003 }
    ],
    mishaps: [
      { link: 1, event: 1, fault: "rate-limit" },
      { link: 1, event: 3, fault: "rate-limit" }
    ]
  },
  "a refused cancellation that names an ended response says nothing of the response that runs": {
    seed: 5172530,
    plan: {
      manners: { ...courteous, namesRefused: false },
      policy: "replace",
      turns: { type: "semantic_vad", create_response: true, interrupt_response: false },
      transcription: "whisper-1"
    },
    acts: [
      { do: "stall", lane: "to the client", ms: 2627, at: 243 },
      { do: "sendText", at: 243 },
      { do: "talk", speechMs: 100, quietMs: 300, inRealTime: true, push: "no", at: 397 },
      { do: "sendText", at: 934 },
      { do: "talk", speechMs: 100, quietMs: 200, inRealTime: false, push: "no", at: 971 }
    ],
    mishaps: []
  },
  "an unnamed refusal of an item's deletion is not put on a cancellation": {
    seed: 6060053,
    plan: {
      manners: { ...courteous, echoesMetadata: false, namesRefused: false },
      latency: { leastMs: 60, mostMs: 86 },
      policy: "replace",
      transcription: "whisper-1"
    },
    acts: [
      { do: "talk", speechMs: 100, quietMs: 100, inRealTime: true, push: "no", at: 2144 },
      { do: "commit", at: 2272 },
      { do: "createResponse", aside: false, at: 2534 },
      { do: "interrupt", at: 2534 },
      { do: "sendText", at: 2534 },
      { do: "talk", speechMs: 200, quietMs: 400, inRealTime: true, push: "no", at: 2534 },
      { do: "sendText", at: 2669 }
    ],
    mishaps: []
  },
  "a replay while a speaker is waited for that does not say where it stopped": {
    seed: 7122493,
    plan: {
      lasts: true,
      latency: { leastMs: 60, mostMs: 82 },
      transcription: "whisper-1",
      approval: "never",
      tellsPosition: false
    },
    acts: [
      { do: "talk", speechMs: 300, quietMs: 300, inRealTime: true, push: "no", at: 183 },
      { do: "reconnect", at: 981 },
      { do: "interrupt", at: 981 }
    ],
    mishaps: []
  },
  "a response whose end came without its name has ended, and is no answer to the next request": {
    seed: 7268129,
    plan: {
      manners: { ...courteous, echoesMetadata: false, keepsItemIds: false },
      latency: { leastMs: 51, mostMs: 63 },
      policy: "replace",
      pace: 2.758481765165925
    },
    acts: [
      { do: "deleteItem", which: 0.2502958255354315, at: 226 },
      { do: "talk", speechMs: 100, quietMs: 400, inRealTime: true, push: "no", at: 279 },
      { do: "sendText", at: 279 },
      { do: "sendText", at: 376 },
      { do: "interrupt", at: 675 }
    ],
    mishaps: [
      { link: 1, event: 29, fault: "malformed" },
      { link: 1, event: 30, fault: "malformed" }
    ]
  }
}
