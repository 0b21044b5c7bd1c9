/** Finds the tests that failed in the output of the suites. */
import { stripVTControlCharacters } from "node:util"

/** Returns each failed test as "package: file > suite > test", and each package that failed without naming a test. */
export const failures = (output: string): ReadonlyArray<string> => {
  const tests = new Set<string>()
  const packages = new Set<string>()
  const failed = new Set<string>()
  for (const coloured of output.split("\n")) {
    const line = stripVTControlCharacters(coloured)
    const [, name, test] = /^(\S+?):test: .*?\bFAIL\b\s+(.+)$/.exec(line) ?? []
    if (name !== undefined && test !== undefined) {
      tests.add(`${name}: ${test.trim()}`)
      packages.add(name)
    }
    const [, list] = /^\s*Failed:\s+(.+)$/.exec(line) ?? []
    for (const task of list?.split(/,\s*/) ?? []) failed.add(task.trim().replace(/#test$/, ""))
  }
  return [...tests, ...[...failed].filter((name) => !packages.has(name)).map((name) => `${name}: no test is named`)]
}
