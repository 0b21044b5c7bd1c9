import { expect, it } from "vitest"
import { nodeProblem } from "../src/nodeProblem.ts"

it("a Node that is too old gets one line with the way out, and no other does", () => {
  for (const version of ["18.20.8", "20.19.5", "22.18.0"]) {
    expect(nodeProblem(version)).toMatch(
      new RegExp(`^antiphon needs Node 22\\.19 or later, and this is Node ${version}\\. .* npx -p node@24`, "u")
    )
  }
  for (const version of ["22.19.0", "22.20.1", "24.0.0", "26.1.0"]) expect(nodeProblem(version)).toBeUndefined()
})
