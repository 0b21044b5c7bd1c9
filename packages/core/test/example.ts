import { ClientEvent, ServerEvent } from "@antiphon/core"

const ask = ClientEvent.make("response.create", { response: { instructions: "Say hello." } })
console.log(ClientEvent.encode(ask))

const frames = [
  '{"type":"response.output_text.delta","event_id":"event_1","response_id":"resp_1","item_id":"item_1","output_index":0,"content_index":0,"delta":"Hello"}',
  '{"type":"response.hologram.delta","event_id":"event_2","light":1}',
  '{"type":"response.output_text.done","event_id":"event_3","text":7}'
]
for (const frame of frames) {
  const decoded = ServerEvent.decode(frame)
  switch (decoded._tag) {
    case "Known":
      if (decoded.event.type === "response.output_text.delta") console.log(decoded.event.delta)
      break
    case "Unknown":
      console.log("not named by this version:", decoded.event.type)
      break
    case "Malformed":
      console.log(decoded.error.message)
  }
}
