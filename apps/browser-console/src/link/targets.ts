/** The servers that the console can connect to. The process that serves the page lists them. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

/** What the process says of a target. */
const Target = Schema.Struct({
  id: Schema.Literals(["local", "openai"]),
  /** A short name of what answers there. */
  about: Schema.String,
  url: Schema.String,
  model: Schema.String,
  /** Whether the process mints ephemeral keys for it. */
  mints: Schema.Boolean
})
/** A server that the page may connect to. */
export type Target = typeof Target.Type

/** The answers of the process, read with a check. */
const readTargets = Schema.decodeUnknownOption(Schema.Struct({ targets: Schema.NonEmptyArray(Target) }))
const readKey = Schema.decodeUnknownOption(Schema.Struct({ value: Schema.String }))
const readProblem = Schema.decodeUnknownOption(Schema.Struct({ message: Schema.String }))

/** Fetches the targets. Rejects if another server serves the page. */
export const fetchTargets = async (): Promise<readonly [Target, ...ReadonlyArray<Target>]> => {
  const answer: unknown = await fetch("/console.json").then((response) => response.json())
  return Option.getOrThrowWith(
    readTargets(answer),
    () => new Error("The console's own server does not serve this page. Start it with: pnpm console")
  ).targets
}

/** Requests an ephemeral key. The API key behind it never reaches the page. */
export const mintKey = async ({ id }: Target): Promise<string> => {
  const response = await fetch(`/keys/${id}`, { method: "POST", headers: { "x-console-token": pageToken() } })
  const answer: unknown = await response.json()
  const problem = Option.getOrElse(readProblem(answer), () => ({ message: `HTTP ${response.status}` }))
  return Option.getOrThrowWith(
    readKey(answer),
    () => new Error(`The server created no ephemeral key: ${problem.message}`)
  ).value
}

/** The token in this page. The process creates keys only for requests that carry it. */
export const pageToken = (): string => document.querySelector("meta[name=console-token]")?.getAttribute("content") ?? ""
