const noResponseId = "response.id is optional there, but every server writes it and every event refers to it"
const flatItem = "an item there is one flat record with every key optional, and ours is a union by type and role"

/** The events whose official type does not fit ours, with the reason, by file and event. */
export const shapes: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "server-event": {
    "response.created": noResponseId,
    "response.done": noResponseId
  },
  "beta-server-event": {
    "conversation.item.created": flatItem,
    "conversation.item.retrieved": flatItem,
    "response.created": `${noResponseId}, and ${flatItem}`,
    "response.done": `${noResponseId}, and ${flatItem}`,
    "response.output_item.added": flatItem,
    "response.output_item.done": flatItem
  },
  "beta-client-event": {
    "conversation.item.create": flatItem,
    "response.create": flatItem
  }
}

/** The events whose official type has fields that ours leaves unnamed, with the reason, by file and event. */
export const fields: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  "live-client-event": {
    "response.item.create": "an item belongs to the Responses API, and travels as it is"
  }
}
