/** The flags of `pnpm phone`. */
import { parseArgs } from "node:util"
import { type DialectName, dialectNames } from "./dialects.ts"

export interface Options {
  readonly help: boolean
  readonly dialect: DialectName
  readonly delayMs: number
  readonly jitterMs: number
  /** Of a hundred marks. */
  readonly lostMarks: number
  readonly calls: number
  readonly json: boolean
  /** The folder for the files. */
  readonly out: string
  /** A model elsewhere, or `undefined` for the server in this process. */
  readonly url: string | undefined
  readonly model: string
  readonly twilio: boolean
  readonly publicUrl: string | undefined
  readonly port: number
}

export const usage = `pnpm phone: a call over a carrier on loopback. The caller is greeted, interrupts, and is answered.

  --dialect NAME         ${dialectNames.join(", ")}. Defaults to twilio
  --delay MS             one way, between the carrier and the application. Defaults to 0
  --jitter MS            how much longer a frame may travel. Defaults to 0
  --loss-of-marks N      how many of a hundred marks are lost. Defaults to 0
  --calls N              how many calls at once. Defaults to 1
  --json                 one line of JSON with every figure
  --out FOLDER           for heard.wav, conversation.wav and frames.jsonl. Defaults to out/phone
  --url wss://…          a model elsewhere, with its key in OPENAI_API_KEY
  --model NAME           defaults to gpt-realtime

  --twilio --public-url wss://phone.example/stream [--port 8080]
                         answers a real number. TWILIO_AUTH_TOKEN has the token of the account
`

const flags = {
  help: { type: "boolean", short: "h" },
  dialect: { type: "string" },
  delay: { type: "string" },
  jitter: { type: "string" },
  "loss-of-marks": { type: "string" },
  calls: { type: "string" },
  json: { type: "boolean" },
  out: { type: "string" },
  url: { type: "string" },
  model: { type: "string" },
  twilio: { type: "boolean" },
  "public-url": { type: "string" },
  port: { type: "string" }
} as const

const isDialect = (name: string): name is DialectName => dialectNames.some((each) => each === name)

/** Reads the flags. Returns what is wrong with them as text. */
export const parseOptions = (args: ReadonlyArray<string>): Options | string => {
  try {
    const { values } = parseArgs({ args: [...args], options: flags })
    const dialect = values.dialect ?? "twilio"
    if (!isDialect(dialect)) return `--dialect ${dialect} is unknown. Use one of ${dialectNames.join(", ")}.`
    if (values.twilio === true && values["public-url"] === undefined) {
      return "--twilio needs --public-url, the address of the stream as Twilio dials it, wss://…"
    }
    return {
      help: values.help ?? false,
      dialect,
      delayMs: numberIn(values.delay, "delay", 0, 2000),
      jitterMs: numberIn(values.jitter, "jitter", 0, 1000),
      lostMarks: numberIn(values["loss-of-marks"], "loss-of-marks", 0, 100),
      calls: Math.trunc(numberIn(values.calls, "calls", 1, 200)),
      json: values.json ?? false,
      out: values.out ?? "out/phone",
      url: values.url,
      model: values.model ?? "gpt-realtime",
      twilio: values.twilio ?? false,
      publicUrl: values["public-url"],
      port: Math.trunc(numberIn(values.port ?? "8080", "port", 0, 65_535))
    }
  } catch (error) {
    return error instanceof Error ? error.message : String(error)
  }
}

const numberIn = (text: string | undefined, name: string, least: number, most: number): number => {
  const number = Number(text ?? least)
  if (text === "" || !(number >= least && number <= most)) {
    throw new RangeError(`--${name} ${text} is not a number from ${least} to ${most}.`)
  }
  return number
}
