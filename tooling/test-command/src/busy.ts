/**
 * `pnpm test:busy [runs] [loops]` repeats the suites of the test command beside loops that keep the machine busy.
 * Prints which test failed in which run. Defaults to 1 run beside 2 loops. `pnpm test:busy 10 0` runs them ten times
 * alone.
 */
import { type ChildProcess, spawn } from "node:child_process"
import { failures } from "./failures.ts"
import { turbo } from "./turbo.ts"

const limitMs = 30 * 60_000

const say = (text: string): void => void process.stdout.write(`${text}\n`)

const startLoop = (): ChildProcess => spawn(process.execPath, ["--eval", "for (;;);"], { stdio: "ignore" })

const [runs = 1, loops = 2] = process.argv.slice(2).map(Number)
if (!(runs >= 1) || !(loops >= 0))
  throw new Error("The arguments are not two numbers. Give the number of runs and the number of loops.")

const started = Array.from({ length: loops }, startLoop)
const endLoops = (): void => {
  for (const loop of started) loop.kill("SIGKILL")
}
process.on("exit", endLoops)
for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => process.exit(1))

const failedIn = new Map<string, Array<number>>()
for (let run = 1; run <= runs; run++) {
  const began = performance.now()
  const { code, output } = await turbo(["test", "--force"], { toTerminal: false, limitMs })
  const failed = code === 0 ? [] : failures(output)
  if (code !== 0 && failed.length === 0) say(output)
  say(`run ${run} of ${runs}: ${code === 0 ? "green" : "red"}, ${Math.round((performance.now() - began) / 1000)} s`)
  for (const test of failed) {
    say(`  ${test}`)
    failedIn.set(test, [...(failedIn.get(test) ?? []), run])
  }
  if (code !== 0) process.exitCode = 1
}
for (const [test, numbers] of failedIn) say(`${test} failed in run ${numbers.join(", ")}`)
say(process.exitCode === 1 ? "Not every run was green." : `All ${runs} runs were green.`)
process.exit()
