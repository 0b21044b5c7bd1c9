/** Where the console can connect to, as the process that serves the page tells. */
import * as Option from "effect/Option"
import * as Schema from "effect/Schema"

const Target = Schema.Struct({
  id: Schema.Literals(["local", "openai"]),
  /** Who answers there, in a few words. */
  about: Schema.String,
  url: Schema.String,
  model: Schema.String,
  /** Whether the process mints ephemeral keys for it. */
  mints: Schema.Boolean
})
export type Target = typeof Target.Type

const readTargets = Schema.decodeUnknownOption(Schema.Struct({ targets: Schema.NonEmptyArray(Target) }))
const readKey = Schema.decodeUnknownOption(Schema.Struct({ value: Schema.String }))
const readProblem = Schema.decodeUnknownOption(Schema.Struct({ message: Schema.String }))

/** Asks for them; rejects where the page is served by something else. */
export const fetchTargets = async (): Promise<readonly [Target, ...ReadonlyArray<Target>]> => {
  const answer: unknown = await fetch("/console.json").then((response) => response.json())
  return Option.getOrThrowWith(
    readTargets(answer),
    () => new Error("this page is to be served by the console's own server: pnpm console")
  ).targets
}

/** Asks for an ephemeral key. The lasting key behind it never comes to the page. */
export const mintKey = async ({ id }: Target): Promise<string> => {
  const response = await fetch(`/keys/${id}`, { method: "POST", headers: { "x-console-token": pageToken() } })
  const answer: unknown = await response.json()
  const problem = Option.getOrElse(readProblem(answer), () => ({ message: `HTTP ${response.status}` }))
  return Option.getOrThrowWith(readKey(answer), () => new Error(`no key could be minted: ${problem.message}`)).value
}

/** What the process wrote into this page. It mints only for requests that show it. */
const pageToken = (): string => document.querySelector("meta[name=console-token]")?.getAttribute("content") ?? ""
