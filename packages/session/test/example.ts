import { ServerEvent } from "@antiphon/core"
import { conversation, initial, receive, textOf } from "@antiphon/session"

const frames = [
  `{"type":"input_audio_buffer.committed","event_id":"event_1","item_id":"item_1","previous_item_id":null}`,
  `{"type":"conversation.item.input_audio_transcription.completed","event_id":"event_2","item_id":"item_1","content_index":0,"transcript":"Good morning."}`
]
const state = frames.map((frame) => ServerEvent.decode(frame)).reduce(receive, initial)

for (const item of conversation(state)) console.log(item.id, item.status, textOf(item))
