/** Tools and the choice among them, from GA into the beta, which has functions alone. The other way nothing changes. */
import type { Tool, ToolChoice } from "../../shapes/Tool.ts"
import type { ToolBeta, ToolChoiceBeta } from "../shapes/Tool.ts"
import type { Trail } from "./Lost.ts"

const noMcp = "the beta has no MCP tools"

export const toolsFromGa =
  (trail: Trail) =>
  (tools: ReadonlyArray<Tool>): ReadonlyArray<ToolBeta> =>
    tools.flatMap((tool, index) => {
      if (tool.type !== "mcp") return [tool]
      trail.at(index).loseThis(noMcp)
      return []
    })

/** Translates the choice, or returns nothing if it chooses an MCP tool. */
export const toolChoiceFromGa = <N extends null | undefined>(
  choice: ToolChoice | N,
  trail: Trail
): ToolChoiceBeta | N | undefined => {
  if (typeof choice !== "object" || choice === null || choice.type !== "mcp") return choice
  trail.loseThis(noMcp)
  return undefined
}
