/** Stories of refusals that do not name what they refuse, and of responses that no one wants. */
import { polite } from "../script/Manners.ts"
import type { Case } from "./Case.ts"

export const refusals: Readonly<Record<string, Case>> = {
  "a server that could not answer a turn says so without a name, while a request is on its way": {
    seed: 34065821,
    plan: {
      manners: {
        eventIds: "constant",
        echoesMetadata: false,
        namesRefused: true,
        keepsItemIds: false,
        reusesResponseIds: false,
        sparse: 0,
        bent: 0.4
      },
      turns: { type: "server_vad", create_response: true, interrupt_response: false },
      pace: 1.5955648887902498
    },
    acts: [
      { do: "createResponse", aside: true, at: 1965 },
      { do: "talk", speechMs: 400, quietMs: 300, inRealTime: false, push: "no", at: 2225 },
      { do: "talk", speechMs: 400, quietMs: 300, inRealTime: false, push: "no", at: 2422 },
      { do: "talk", speechMs: 400, quietMs: 300, inRealTime: false, push: "no", at: 2716 },
      { do: "createResponse", aside: false, at: 2749 }
    ],
    mishaps: [{ link: 1, event: 14, fault: "late" }]
  },
  "an unwanted response stays silent after a refusal that names no event": {
    seed: 1017392,
    plan: {
      manners: {
        eventIds: "fresh",
        echoesMetadata: false,
        namesRefused: false,
        keepsItemIds: true,
        reusesResponseIds: false,
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
      manners: {
        eventIds: "fresh",
        echoesMetadata: true,
        namesRefused: false,
        keepsItemIds: true,
        reusesResponseIds: false,
        sparse: 0,
        bent: 0
      },
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
  "a refusal that another response is active is not put on a request out of band": {
    seed: 7726,
    plan: {
      manners: {
        eventIds: "constant",
        echoesMetadata: false,
        namesRefused: false,
        keepsItemIds: true,
        reusesResponseIds: false,
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
      manners: { ...polite, namesRefused: false },
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
  "an unnamed refusal of an item's deletion is not taken for that of a cancellation": {
    seed: 6060053,
    plan: {
      manners: { ...polite, echoesMetadata: false, namesRefused: false },
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
  }
}
