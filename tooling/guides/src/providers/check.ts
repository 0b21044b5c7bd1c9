import { xai } from "@antiphon/providers"
import { checkProvider, showReport } from "@antiphon/providers/compliance"
import * as Effect from "effect/Effect"

// Each session is the list of frames that the server sent, as text or as parsed JSON.
const sessions = [
  [
    { type: "session.created", session: { id: "s", voice: "ara", modalities: ["audio"], tools: [] } },
    { type: "ping", timestamp: 1785214084929 }
  ]
]

const report = await Effect.runPromise(checkProvider(xai({ key: "xai-any" }), sessions))
console.log(showReport(report))
