import type { SessionRequest, Tool } from "@antiphon/core/shapes"
import type { SessionOptions } from "@antiphon/session"

/** The request, with the tools that the session runs beside those that it names. */
export const withTools = (request: SessionRequest, { tools }: SessionOptions): SessionRequest => {
  if (tools === undefined || request.type !== "realtime" || !("tools" in request)) return request
  const own = tools.tools.map(({ definition }) => definition)
  const isOwn = (tool: Tool): boolean => tool.type === "function" && own.some(({ name }) => name === tool.name)
  return { ...request, tools: [...(request.tools ?? []).filter((tool) => !isOwn(tool)), ...own] }
}
