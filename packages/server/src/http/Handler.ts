/** The type of the HTTP side. It stands alone, so that the files which make handlers need not import each other. */
import type * as Effect from "effect/Effect"

/** Answers one HTTP request. It cannot fail, since a refusal is an answer too. */
export type Handler = (request: Request) => Effect.Effect<Response>
