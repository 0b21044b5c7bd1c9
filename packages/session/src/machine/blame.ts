/** Which command a refusal is of, if the server does not name its event. */
import type { ErrorDetail } from "@antiphon/core/shapes"
import type { OpenCommand } from "./OpenCommand.ts"

/** What the code or the path of an error says of the commands that it can be about. */
const concerns: ReadonlyArray<readonly [RegExp, ReadonlySet<string>]> = [
  [/^input_audio_buffer_commit/, new Set(["commit"])],
  [/^conversation_already_has_active_response$/, new Set(["createResponse"])],
  [/^response\./, new Set(["createResponse", "createAside"])],
  [/^response_cancel/, new Set(["cancel"])],
  [/^item_truncate/, new Set(["truncate"])],
  [/^item_delete/, new Set(["deleteItem", "delete"])],
  [/^item_retrieve/, new Set(["retrieveItem"])],
  [/^item_id$/, new Set(["truncate", "deleteItem", "delete", "retrieveItem"])],
  [/^response_id$/, new Set(["cancel"])],
  [/^(audio_end_ms|content_index)$/, new Set(["truncate"])],
  [/^(previous_item_id|item(\..*)?)$/, new Set(["addItem", "resume"])],
  [/^session\./, new Set(["configure"])]
]

/** What befalls a server, or a whole session, is no refusal of a command. */
const isOwn = ({ code, type }: ErrorDetail): boolean =>
  type === "server_error" || (typeof code === "string" && /^session_expired|rate_limit/.test(code))

/** Whether a cancellation was refused because its response had ended before. */
const isLate = ({ code, message }: ErrorDetail, ended: ReadonlyArray<string>): boolean =>
  (code ?? "").startsWith("response_cancel") && ended.some((responseId) => message.includes(responseId))

/**
 * The error with the event that it refuses. An error without an `event_id` refuses the one open command that it can be
 * about. If there are several, or none, or if the error is the server's own, it stays as it is and becomes a notice. The
 * refusal of a cancellation often names the response. If that response is among those that have `ended`, the refused
 * cancellation is not open any more. Audio that was appended is no command here, because servers hardly ever refuse it.
 */
export const blame = (
  error: ErrorDetail,
  open: ReadonlyArray<OpenCommand>,
  ended: ReadonlyArray<string>
): ErrorDetail => {
  if (typeof error.event_id === "string" && error.event_id !== "") return error
  if (isOwn(error) || isLate(error, ended)) return error
  const named = concerns.find(([pattern]) => pattern.test(error.code ?? "") || pattern.test(error.param ?? ""))?.[1]
  const [first, ...more] = open.filter(({ command }) => named === undefined || named.has(command))
  return first === undefined || more.length > 0 ? error : { ...error, event_id: first.eventId }
}
