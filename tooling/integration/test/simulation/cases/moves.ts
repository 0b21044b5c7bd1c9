/** Stories of conversations that move to another connection, and of sessions that wait. */
import type { Case } from "./Case.ts"

export const moves: Readonly<Record<string, Case>> = {
  "a conversation is resumed although the speaker cannot play the format that it had": {
    seed: 170,
    plan: { format: "audio/pcmu", latency: { leastMs: 15, mostMs: 15 } },
    acts: [{ do: "leave", how: "drop", at: 500 }],
    mishaps: []
  },
  "a connection is lost in the moment in which the conversation was replayed to it, while a response plays": {
    seed: 33301721,
    plan: {
      lasts: true,
      policy: "replace",
      turns: { type: "server_vad", create_response: true, interrupt_response: false },
      pace: 3.736431392841041
    },
    acts: [
      { do: "talk", speechMs: 100, quietMs: 400, inRealTime: true, push: "no", at: 316 },
      { do: "createResponse", aside: false, at: 391 },
      { do: "sendText", at: 391 },
      { do: "talk", speechMs: 100, quietMs: 100, inRealTime: true, push: "no", at: 715 }
    ],
    mishaps: [
      { link: 1, event: 21, fault: "expire" },
      { link: 2, event: 13, fault: "expire" }
    ]
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
  "a replay before a speaker has said where it stopped takes it to play on": {
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
  }
}
