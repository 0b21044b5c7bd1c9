/**
 * Tries the test runners and the package manager that the READMEs name and that no other test runs. A test holds a turn in Jest,
 * with `import` and with `require`, and yarn installs the client, which it can only use if no peer is missing.
 */
import { writeFileSync } from "node:fs"
import { join } from "node:path"
import { install, makeProject } from "./Project.ts"
import { run } from "./run.ts"

export interface RunnerTrial {
  readonly npmrc: string
  /** An empty project is made in this folder for each trial. */
  readonly folder: string
  /** The path of the Node that runs the tests. */
  readonly node: string
}

const turn = `const hold = async ({ connect }, { startServer }) => {
  const server = await startServer({ turns: [{ say: "It is noon." }] })
  const session = await connect({ model: "gpt-realtime", url: server.url })
  try {
    await session.sendText("What time is it?")
    for await (const response of session.responses) return await response.text()
  } finally {
    await session.close()
    await server.close()
  }
}
`

const programs = {
  "imports.test.mjs": `import * as client from "@antiphon/client"
import * as testing from "@antiphon/testing"
${turn}
test("a turn with import", async () => expect(await hold(client, testing)).toBe("It is noon."))
`,
  "requires.test.cjs": `const client = require("@antiphon/client")
const testing = require("@antiphon/testing")
${turn}
test("a turn with require", async () => expect(await hold(client, testing)).toBe("It is noon."))
`
} as const

/** Runs Jest by the line of the READMEs. Returns a summary, or throws at the first problem. */
export const tryJest = async ({ folder, node, npmrc }: RunnerTrial): Promise<string> => {
  const project = makeProject(folder, npmrc)
  const manifest = { private: true, jest: { testMatch: ["**/*.test.*"], moduleFileExtensions: ["js", "mjs", "cjs"] } }
  writeFileSync(join(project, "package.json"), JSON.stringify(manifest))
  for (const [name, text] of Object.entries(programs)) writeFileSync(join(project, name), text)
  await install(project, "npm", ["@antiphon/client", "@antiphon/testing", "jest@30"])
  await run(node, [join(project, "node_modules/jest/bin/jest.js"), "--ci"], {
    cwd: project,
    env: { NODE_OPTIONS: "--experimental-vm-modules" }
  })
  return "holds a turn with import and with require"
}

/** Installs the client with yarn 1, which installs no peers, and imports it. */
export const tryYarn = async ({ folder, node, npmrc }: RunnerTrial): Promise<string> => {
  const tool = makeProject(join(folder, "tool"), npmrc)
  await install(tool, "npm", ["yarn@1"])
  const project = makeProject(join(folder, "project"), npmrc)
  const yarn = join(tool, "node_modules/yarn/bin/yarn.js")
  await run(node, [yarn, "add", "--no-lockfile", "--ignore-engines", "@antiphon/client"], { cwd: project })
  const program = `console.log(typeof (await import("@antiphon/client")).connect)`
  const printed = await run(node, ["--input-type=module", "--eval", program], { cwd: project })
  if (printed !== "function\n") throw new Error(`the client has no connect but ${printed}`)
  return "installs it, and Node imports it"
}
