/** The README shows programs that run. */
import { execFile } from "node:child_process"
import { readFileSync } from "node:fs"
import { fileURLToPath } from "node:url"
import { promisify } from "node:util"
import { expect, it } from "vitest"

const text = (name: string) => readFileSync(new URL(name, import.meta.url), "utf8")

it.each(["waiter.ts", "waiter.test.ts", "node.test.ts", "evening.test.ts"])("the README shows %s", (name) => {
  expect(text("../README.md")).toContain(`\`\`\`ts\n${text(`../examples/${name}`)}\`\`\``)
})

it("the example for node:test passes with it", async () => {
  const example = fileURLToPath(new URL("../examples/node.test.ts", import.meta.url))
  const { stdout } = await promisify(execFile)(process.execPath, ["--test", "--test-reporter=tap", example], {
    env: { ...process.env, NODE_TEST_CONTEXT: undefined }
  })
  expect(stdout).toContain("# pass 1")
  expect(stdout).toContain("# fail 0")
})
