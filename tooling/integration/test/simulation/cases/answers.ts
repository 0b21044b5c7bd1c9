/** Stories of which request or turn a response answers. */
import { polite } from "../script/Manners.ts"
import type { Case } from "./Case.ts"

export const answers: Readonly<Record<string, Case>> = {
  "a request is answered by a response whose metadata cannot be read, after an earlier response had its own": {
    seed: 41,
    plan: { manners: { ...polite, keepsItemIds: false, reusesResponseIds: false, bent: 0.4 } },
    acts: [
      { do: "sendText", at: 1185 },
      { do: "sendText", at: 1547 }
    ],
    mishaps: []
  },
  "a turn that the user commits by hand is owed no answer": {
    seed: 448,
    plan: {
      manners: { ...polite, eventIds: "constant", sparse: 0.6 },
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
  "a request that was taken for answered is refused after the commit of a turn could not be read": {
    seed: 1008386,
    plan: {
      manners: {
        eventIds: "constant",
        echoesMetadata: false,
        namesRefused: true,
        keepsItemIds: true,
        reusesResponseIds: false,
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
  "a response of another connection has the id of an earlier one, and its beginning could not be read": {
    seed: 30033646,
    plan: {
      manners: {
        eventIds: "fresh",
        echoesMetadata: true,
        namesRefused: false,
        keepsItemIds: true,
        reusesResponseIds: true,
        sparse: 0.6,
        bent: 0.4
      },
      latency: { leastMs: 34, mostMs: 34 },
      transcription: "whisper-1"
    },
    acts: [
      { do: "sendText", at: 65 },
      { do: "talk", speechMs: 300, quietMs: 200, inRealTime: true, push: "no", at: 123 },
      { do: "createResponse", aside: false, at: 1007 },
      { do: "talk", speechMs: 200, quietMs: 400, inRealTime: false, push: "no", at: 1184 }
    ],
    mishaps: [
      { link: 1, event: 1, fault: "rate-limit" },
      { link: 1, event: 55, fault: "malformed" },
      { link: 1, event: 59, fault: "expire" },
      { link: 2, event: 16, fault: "malformed" }
    ]
  },
  "an interruption between two responses that the server plays silences the second": {
    seed: 32062042,
    plan: {
      audio: "tracks",
      latency: { leastMs: 35, mostMs: 51 },
      turns: { type: "server_vad", create_response: true, interrupt_response: false },
      transcription: "gpt-4o-transcribe",
      pace: 4.952742424793541
    },
    acts: [
      { do: "talk", speechMs: 100, quietMs: 300, inRealTime: false, push: "no", at: 239 },
      { do: "talk", speechMs: 200, quietMs: 200, inRealTime: true, push: "no", at: 612 },
      { do: "deleteItem", which: 0.10435671918094158, at: 612 },
      { do: "deleteItem", which: 0.5007569063454866, at: 800 },
      { do: "addItem", role: "user", after: "root", which: 0.4386420492082834, at: 934 },
      { do: "sendText", at: 1123 },
      { do: "interrupt", at: 1444 }
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
  "a response whose end came without its name has ended, and is no answer to the next request": {
    seed: 7268129,
    plan: {
      manners: { ...polite, echoesMetadata: false, keepsItemIds: false },
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
  },
  "a response whose beginning could not be read is the answer to the turn before, not to the request that is refused": {
    seed: 7881716,
    plan: {},
    acts: [
      { do: "talk", speechMs: 400, quietMs: 200, inRealTime: true, push: "no", at: 108 },
      { do: "stall", lane: "to the server", ms: 2910, at: 163 },
      { do: "sendText", at: 405 },
      { do: "talk", speechMs: 300, quietMs: 300, inRealTime: true, push: "no", at: 2454 },
      { do: "interrupt", at: 3576 }
    ],
    mishaps: [{ link: 1, event: 9, fault: "malformed" }]
  },
  "a response whose beginning could not be read has the id of an ended one, and the user interrupts it": {
    seed: 50047078,
    plan: {
      manners: {
        eventIds: "fresh",
        echoesMetadata: true,
        namesRefused: true,
        keepsItemIds: true,
        reusesResponseIds: true,
        sparse: 0,
        bent: 0
      },
      latency: { leastMs: 58, mostMs: 62 },
      pace: 1.8384409341961145,
      latencyMs: 40
    },
    acts: [
      { do: "sendText", at: 2099 },
      { do: "talk", speechMs: 400, quietMs: 300, inRealTime: true, push: "no", at: 2476 },
      { do: "talk", speechMs: 400, quietMs: 200, inRealTime: false, push: "no", at: 3700 },
      { do: "interrupt", at: 3978 }
    ],
    mishaps: [{ link: 1, event: 39, fault: "malformed" }]
  }
}
