/**
 * The key that links a response to its request. It is in the metadata, which the server echoes. Users never see it
 * (protocol section 2 (7)).
 */
import type { ServerEvent, UnknownEvent } from "@antiphon/core"
import type { Metadata, Response, ResponseCreateParams } from "@antiphon/core/shapes"

const name = "antiphon_request"

/** Pairs that a user's metadata may have beside the key. */
export const metadataLimit = 15

/** The request with the key beside the user's metadata. */
export const withKey = (params: ResponseCreateParams, key: string): ResponseCreateParams => ({
  ...params,
  metadata: { ...params.metadata, [name]: key }
})

/** The key that a response echoes, or `undefined` if it echoes none. */
export const keyOf = ({ metadata }: Response): string | undefined => metadata?.[name]

/** The event as the user sees it. */
export const withoutKey = (event: ServerEvent | UnknownEvent): ServerEvent | UnknownEvent => {
  if (event.type !== "response.created" && event.type !== "response.done") return event
  const { metadata } = event.response
  if (metadata === null || metadata === undefined || !(name in metadata)) return event
  const kept: Metadata = Object.fromEntries(Object.entries(metadata).filter(([key]) => key !== name))
  return { ...event, response: { ...event.response, metadata: Object.keys(kept).length === 0 ? null : kept } }
}
