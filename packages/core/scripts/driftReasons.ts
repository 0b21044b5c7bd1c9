/** Why an event of ours departs from the official type: by file, then by event. */
type Reasons = Readonly<Record<string, Readonly<Record<string, string>>>>

const noResponseId = "response.id is optional there; every server writes it and every event refers to it"

/** Where a value of their type does not fit ours. */
export const shapes: Reasons = {
  "server-event": {
    "response.created": noResponseId,
    "response.done": noResponseId
  }
}

/** Where their type has a field that ours does not name. */
export const fields: Reasons = {}
