import { execFile } from "node:child_process"
import { chmodSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { promisify } from "node:util"
import { expect, onTestFinished, test } from "vitest"

/** A folder of the test's own. */
const makeFolder = (): string => {
  const folder = mkdtempSync(join(tmpdir(), "antiphon-programs-"))
  onTestFinished(() => rmSync(folder, { recursive: true }))
  return folder
}

const write = (path: string, script: string): void => {
  writeFileSync(path, script)
  chmodSync(path, 0o755)
}

/** Looks for a program in a process of its own, and returns the path. */
const find = async (name: string, env: Record<string, string>): Promise<string> => {
  const sought = { title: `a ${name}`, variable: "SOUGHT_PATH", names: [name], debian: name }
  const program = `
    import { findProgram } from "${new URL("../src/index.ts", import.meta.url).href}"
    process.stdout.write(findProgram(${JSON.stringify(sought)}))
  `
  const { stdout } = await promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], {
    env: { PATH: process.env["PATH"], ...env }
  })
  return stdout
}

/** Only root on Debian installs. */
const installs = process.getuid?.() === 0

test("a program is found by its variable, before the search path", async () => {
  const folder = makeFolder()
  write(join(folder, "named"), "#!/bin/sh\n")
  expect(await find("sh", { SOUGHT_PATH: join(folder, "named") })).toBe(join(folder, "named"))
})

test.runIf(installs)("programs that are missing at the same time are installed one after the other", async () => {
  const folder = makeFolder()
  const bin = join(folder, "bin")
  mkdirSync(bin)
  // It refuses to run twice, as the real one does.
  write(
    join(bin, "apt-get"),
    `#!/bin/sh
mkdir ${folder}/lock || exit 100
seq 1 200000 > ${folder}/work
for name; do :; done
if [ "$1" != update ]; then echo "$name" >> ${folder}/log; printf '#!/bin/sh\\n' > ${bin}/$name; chmod +x ${bin}/$name; fi
rmdir ${folder}/lock
`
  )
  const env = { PATH: `${bin}:${process.env["PATH"]}`, TMPDIR: folder }
  const names = ["one-program", "other-program", "third-program"]
  expect(await Promise.all(names.map((name) => find(name, env)))).toEqual(names.map((name) => join(bin, name)))
  expect(readFileSync(join(folder, "log"), "utf8").trim().split("\n").toSorted()).toEqual(names)
})

test("a program that cannot be installed is an error with the command to type", async () => {
  const folder = makeFolder()
  write(join(folder, "apt-get"), "#!/bin/sh\n")
  const found = find("no-such-program", { PATH: `${folder}:${process.env["PATH"]}`, TMPDIR: folder })
  await expect(found).rejects.toThrow(
    'These tests need a no-such-program. Set SOUGHT_PATH, or type: sudo sh -c "apt-get update && RUNLEVEL=1 apt-get install -y no-such-program"'
  )
})
