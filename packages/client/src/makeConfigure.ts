import type { Session as SessionConfig, SessionRequest, Tool } from "@antiphon/core"
import type { Session, SessionError, SessionOptions } from "@antiphon/session"
import * as Effect from "effect/Effect"

export interface Configure {
  /** Configures the session; the tools that it runs stay in what it is told. */
  readonly configure: (request: SessionRequest) => Effect.Effect<SessionConfig, SessionError>
  /** Tells a new connection the credentials of remote tools, which no server tells back. */
  readonly again: Effect.Effect<void, SessionError>
}

export const makeConfigure = (session: Session, { tools }: SessionOptions): Configure => {
  const own = (tools?.tools ?? []).map(({ definition }) => definition)
  let told: ReadonlyArray<Tool> = []

  const isOwn = (tool: Tool): boolean => tool.type === "function" && own.some(({ name }) => name === tool.name)

  return {
    configure: (request) => {
      if (request.type !== "realtime" || !("tools" in request)) return session.configure(request)
      const all = [...(request.tools ?? []).filter((tool) => !isOwn(tool)), ...own]
      const remember = Effect.sync(() => {
        told = all
      })
      return Effect.tap(session.configure({ ...request, tools: all }), remember)
    },
    again: Effect.suspend(() =>
      told.some(isSecret) ? Effect.asVoid(session.configure({ type: "realtime", tools: told })) : Effect.void
    )
  }
}

const isSecret = (tool: Tool): boolean =>
  tool.type === "mcp" && "server_label" in tool && (tool.authorization != null || tool.headers != null)
