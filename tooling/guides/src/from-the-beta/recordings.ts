import { Beta, formatPath } from "@antiphon/core"

/** Frames that a beta server sent. */
const frames = [
  `{"type":"conversation.item.created","event_id":"event_1","previous_item_id":null,"item":{"id":"item_1","type":"message","role":"assistant","status":"in_progress","content":[]}}`,
  `{"type":"response.text.delta","event_id":"event_2","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"Noon."}`,
  `{"type":"session.updated","event_id":"event_3","session":{"voice":"alloy","temperature":0.8}}`
]

let state = Beta.initial
for (const frame of frames) {
  const decoded = Beta.ServerEvent.decode(frame)
  if (decoded._tag === "Malformed") throw decoded.error
  const step = Beta.toGa(state, decoded.event)
  state = step.state
  console.log(decoded.event.type, "->", step.events.map((event) => event.type).join(", "))
  for (const { path, reason } of step.lost) console.log("  lost", formatPath(path), reason)
}
