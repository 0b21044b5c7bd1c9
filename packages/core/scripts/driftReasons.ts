const noResponseId = "response.id is optional there; every server writes it and every event refers to it"
const flatItem = "an item there is one flat record with every key optional; ours tells items apart by type and role"

/** Where a value of the official type does not fit ours, and why: by file, then by event. */
export const shapes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "server-event": {
    "response.created": noResponseId,
    "response.done": noResponseId
  },
  "beta-server-event": {
    "conversation.item.created": flatItem,
    "conversation.item.retrieved": flatItem,
    "response.created": `${noResponseId}; ${flatItem}`,
    "response.done": `${noResponseId}; ${flatItem}`,
    "response.output_item.added": flatItem,
    "response.output_item.done": flatItem
  },
  "beta-client-event": {
    "conversation.item.create": flatItem,
    "response.create": flatItem
  }
}
