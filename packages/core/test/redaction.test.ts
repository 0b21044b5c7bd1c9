import { assert, describe, it } from "@effect/vitest"
import type * as SchemaAST from "effect/SchemaAST"
import { WebhookRealtimeCallIncoming } from "@antiphon/core/schema"
import { redactAddress, redactText, redactValue, type redacted } from "../src/transport/index.ts"
import { everyEvent, schemaOf } from "./vocabularies.ts"

const blank: typeof redacted = "<redacted>"
const secret = "plain-Secret.1"

type Build = (value: unknown) => unknown

const isAbsent = (ast: SchemaAST.AST): boolean =>
  ast._tag === "Null" || ast._tag === "Undefined" || ast._tag === "Never"

/** The smallest value that fits the schema. */
const sample = (ast: SchemaAST.AST): unknown => {
  switch (ast._tag) {
    case "Literal":
      return ast.literal
    case "String":
      return "x"
    case "Number":
      return 1
    case "Boolean":
      return true
    case "Arrays":
      return []
    case "Objects":
      return Object.fromEntries(
        ast.propertySignatures
          .filter(({ type }) => type.context?.isOptional !== true)
          .map(({ name, type }) => [String(name), sample(type)])
      )
    case "Union": {
      const arm = ast.types.find((each) => !isAbsent(each))
      return arm === undefined ? null : sample(arm)
    }
    default:
      return null
  }
}

/** Every object of an event, as a function that puts more keys into it, and every key that names a secret. */
interface Places {
  readonly objects: ReadonlyArray<readonly [string, Build]>
  readonly secrets: ReadonlyArray<readonly [string, Build]>
}

const named = /(authorization|secret|token|password|api_?key|headers|server_url)$/

const placesOf = (ast: SchemaAST.AST, path: string, depth = 0): Places => {
  if (depth > 12) return { objects: [], secrets: [] }
  switch (ast._tag) {
    case "Arrays": {
      const [member] = ast.rest
      return member === undefined
        ? { objects: [], secrets: [] }
        : within(placesOf(member, `${path}[]`, depth + 1), (value) => [value])
    }
    case "Union":
      return joined(ast.types.map((arm) => placesOf(arm, path, depth + 1)))
    case "Objects": {
      const whole = Object(sample(ast))
      const here: Places = {
        objects: [[path, (more) => ({ ...whole, ...Object(more) })]],
        secrets: ast.propertySignatures
          .map(({ name }) => String(name))
          // The token of a log probability is a word that was said.
          .filter((name) => named.test(name) && !("logprob" in whole))
          .map((name) => [`${path}.${name}`, (value: unknown) => ({ ...whole, [name]: value })])
      }
      const below = ast.propertySignatures.map(({ name, type }) =>
        within(placesOf(type, `${path}.${String(name)}`, depth + 1), (value) => ({ ...whole, [name]: value }))
      )
      return joined([here, ...below])
    }
    default:
      return { objects: [], secrets: [] }
  }
}

const within = ({ objects, secrets }: Places, around: Build): Places => {
  const wrap = (places: Places["objects"]) =>
    places.map(([path, build]) => [path, (value: unknown) => around(build(value))] as const)
  return { objects: wrap(objects), secrets: wrap(secrets) }
}

const joined = (all: ReadonlyArray<Places>): Places => ({
  objects: all.flatMap(({ objects }) => objects),
  secrets: all.flatMap(({ secrets }) => secrets)
})

/** Values under the name of a secret, and a text or list that holds some. */
const hidden: Readonly<Record<string, unknown>> = {
  authorization: secret,
  api_key: { current: [secret, { old: secret }] },
  clientSecret: { value: secret },
  headers: { "x-any": secret, list: [[secret]], pin: 815_081 },
  parts: [{ name: "X-Api-Key", value: secret }],
  arguments: JSON.stringify({ deep: [{ password: secret }] }),
  output: `{"authorization": "${secret}`,
  message: `the server said: token=${secret}.`,
  properties: { access_token: { type: "string", default: secret }, password: secret },
  audio: { refresh_token: secret },
  link: `https://cdn.example/a.png?sig=${secret}`
}

const holds = (value: unknown): boolean => /plain-Secret|815081/.test(JSON.stringify(value))

const events = everyEvent.map(
  ([name, vocabulary, type]) => [name, placesOf(schemaOf(vocabulary, type).ast, type)] as const
)

describe("an event without its credentials", () => {
  it.each(events)("holds none at any depth: %s", (_, { objects, secrets }) => {
    for (const [path, build] of objects) {
      for (const [name, value] of Object.entries(hidden)) {
        assert.isFalse(holds(redactValue(build({ [name]: value }))), `${name} in ${path}`)
      }
    }
    for (const [path, build] of secrets) {
      const link = `https://user:${secret}@mcp.example/${secret}?token=${secret}`
      const value = path.endsWith("headers") ? { "x-any": secret } : path.endsWith("url") ? link : secret
      assert.isFalse(holds(redactValue(build(value))), path)
    }
  })

  it("is found where the protocol puts one", () => {
    const paths = new Set(events.flatMap(([, { secrets }]) => secrets.map(([path]) => path)))
    for (const path of [
      "session.update.session.tools[].authorization",
      "session.created.session.tools[].headers",
      "session.created.session.client_secret",
      "response.create.response.tools[].server_url"
    ])
      assert.isTrue(paths.has(path), path)
  })

  it("is the same object if it holds none", () => {
    for (const [, { objects }] of events)
      for (const [, build] of objects) {
        const event = build({ input_token_details: { cached_tokens: 1 }, logprobs: [{ token: "so", logprob: -1 }] })
        // A sample may have a secret of its own.
        if (/"(client_secret|headers|server_url)":/.test(JSON.stringify(event))) continue
        assert.strictEqual(redactValue(event), event, JSON.stringify(event))
      }
  })
})

describe("what no vocabulary names", () => {
  it("loses its credentials too", () => {
    for (const [name, value] of Object.entries(hidden)) {
      const strange = { type: "brand.new", deep: [{ er: { [name]: value } }] }
      assert.isFalse(holds(redactValue(strange)), name)
      assert.isFalse(holds(redactText(JSON.stringify(strange))), name)
      assert.isFalse(holds(redactText(`\ufeff${JSON.stringify(strange)}`)), `${name} behind a byte order mark`)
    }
  })

  it("is read in a webhook, whose headers are pairs", () => {
    const event = WebhookRealtimeCallIncoming.make({
      type: "realtime.call.incoming",
      id: "evt_1",
      created_at: 1,
      data: {
        call_id: "rtc_1",
        sip_headers: [
          { name: "From", value: "sip:a@b.example" },
          { name: "Proxy-Authorization", value: secret }
        ]
      }
    })
    const { data } = redactValue(event)
    assert.deepStrictEqual(
      data.sip_headers?.map(({ value }) => value),
      ["sip:a@b.example", blank]
    )
  })

  it("is cut where it is nested deeper than a frame may be", () => {
    const deep = `${"[".repeat(30_000)}"${secret}"${"]".repeat(30_000)}`
    assert.isFalse(holds(redactValue(JSON.parse(deep))))
    assert.strictEqual(redactText(deep).length, deep.length)
  })

  it("keeps the words around a credential", () => {
    assert.strictEqual(
      redactText(`Incorrect API key: ${secret}. See the docs.`),
      `Incorrect API key: ${blank}. See the docs.`
    )
    assert.strictEqual(redactAddress(`wss://a.example/v1/realtime?model=m&key=${secret}`).includes(secret), false)
  })

  it("reads the same after a second time", () => {
    for (const text of [`Incorrect key: Bearer ${blank}`, `authorization: Basic ${blank}, try again`]) {
      assert.strictEqual(redactText(text), text)
    }
  })
})

describe("a long text", () => {
  // Each of these made a search begin at every letter and run to the end. A megabyte then took minutes.
  const begun = ["eyJabcdefgh-", "-eyJaaaaaaaa", 'Bearer "', '"headers":{', '"a":"', "key=", "sk-", "https://"]

  it.each(begun)("is searched once, also if it is a megabyte of %s", (piece) => {
    const text = piece.repeat(Math.ceil(1_000_000 / piece.length))
    assert.isAtMost(redactText(text).length, 20 * text.length)
    assert.isDefined(redactValue({ text, message: text }))
  })
})
