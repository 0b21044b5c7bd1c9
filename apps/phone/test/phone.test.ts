import { Wav } from "@antiphon/audio"
import { assert, it, vi } from "@effect/vitest"
import { mkdtemp, readFile, rm } from "node:fs/promises"
import { tmpdir } from "node:os"
import { join } from "node:path"
import { parseOptions } from "../src/options.ts"
import { phone } from "../src/phone.ts"
import { meter } from "../src/report.ts"

const peakOf = (samples: Int16Array = new Int16Array()): number =>
  samples.reduce((peak, sample) => Math.max(peak, sample), 0)

it("a caller is greeted, interrupts, is understood and answered, and the files hold what was heard", async () => {
  const out = await mkdtemp(join(tmpdir(), "phone-"))
  let printed = ""
  const write = vi.spyOn(process.stdout, "write").mockImplementation((text) => {
    printed += String(text)
    return true
  })
  try {
    const options = parseOptions(["--json", "--out", out, "--delay", "40", "--loss-of-marks", "10"])
    if (typeof options === "string") return assert.fail(options)
    assert.isTrue(await phone(options))
    const [line = "", ...more] = printed.trimEnd().split("\n")
    assert.lengthOf(more, 0)
    const figures: Record<string, unknown> = JSON.parse(line)
    assert.deepInclude(figures, { dialect: "twilio", calls: 1, delayMs: 40, end: "hung_up", failures: [] })
    assert.match(String(figures["understood"]), /^Had he married a more amiable woman/)
    for (const name of ["toldMs", "heardMs", "differenceMs", "silenceMs", "clearMs", "answeredMs"]) {
      assert.isNumber(figures[name], name)
    }
    const read = async (name: string) => {
      const wav = Wav.read(await readFile(join(out, name)))
      return wav._tag === "Success" ? wav.success : assert.fail(name)
    }
    const heard = await read("heard.wav")
    const conversation = await read("conversation.wav")
    assert.strictEqual(heard.sampleRate, 8000)
    assert.deepStrictEqual([...(conversation.channels[1] ?? [])], [...(heard.channels[0] ?? [])])
    assert.isAbove(peakOf(conversation.channels[0]), 2000)
    assert.isAbove(peakOf(heard.channels[0]), 2000)
    const frames = (await readFile(join(out, "frames.jsonl"), "utf8")).trimEnd().split("\n")
    const events = frames.map((each) => JSON.parse(JSON.parse(each).text).event)
    assert.deepStrictEqual(events.slice(0, 2), ["connected", "start"])
    assert.includeMembers(events, ["media", "mark", "clear", "stop"])
  } finally {
    write.mockRestore()
    await rm(out, { recursive: true })
  }
})

it("flags that make no sense are refused in words", () => {
  assert.match(String(parseOptions(["--dialect", "tin-can"])), /tin-can is unknown. Use one of twilio/u)
  assert.match(String(parseOptions(["--delay", "-1"])), /--delay/u)
  assert.match(String(parseOptions(["--calls", "many"])), /--calls many is not a number/u)
  assert.match(String(parseOptions(["--twilio"])), /needs --public-url/u)
  assert.match(String(parseOptions(["--nothing"])), /nothing/u)
})

it("a meter shows loud as high and silence as blank", () => {
  const samples = new Int16Array(7600)
  samples.fill(20_000, 3800, 5700)
  assert.strictEqual(meter(samples, samples.length), `${" ".repeat(38)}${"█".repeat(19)}`)
})
