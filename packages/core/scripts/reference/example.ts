/** Makes an instance of an event for readers. It is plausible, short and the same on each run. */
import type * as SchemaAST from "effect/SchemaAST"

const texts: Readonly<Record<string, string>> = {
  arguments: `{"city":"Oslo"}`,
  audio: "AAAAAA==",
  call_id: "call_1",
  delta: "Hello",
  error: "the server is down",
  instructions: "Be brief.",
  message: "what happened, in words",
  model: "gpt-realtime",
  name: "weather",
  output: "4 °C, rain",
  sdp: "v=0…",
  text: "Hello there.",
  transcript: "Hello there.",
  voice: "marin"
}

const numbers: Readonly<Record<string, number>> = {
  audio_end_ms: 2400,
  audio_start_ms: 640,
  max_output_tokens: 4096,
  expires_at: 1_767_225_600,
  seconds: 600,
  start: 0.64,
  end: 2.4
}

const kinds: Readonly<Record<string, string>> = {
  session: "sess",
  response: "resp",
  item: "item",
  output: "item",
  conversation: "conv"
}

/** `within` names the field that holds the object. */
const textFor = (name: string, within: string): string => {
  if (name === "id") return `${kinds[within] ?? within}_1`
  const kind = /^(?:\w+_)?(\w+)_id$/.exec(name)?.[1]
  return texts[name] ?? (kind === undefined ? "…" : `${kinds[kind] ?? kind}_1`)
}

const isNull = (ast: SchemaAST.AST): boolean => ast._tag === "Null"
const isUnlisted = (ast: SchemaAST.AST): boolean =>
  ast._tag === "String"
    ? ast.checks !== undefined
    : ast._tag === "Objects" && ast.propertySignatures.some(({ type }) => isUnlisted(type))

/** Optional fields are shown down to this depth, and `words` at any depth. */
const deep = 1
const words: ReadonlySet<string> = new Set(["text", "transcript"])

/** The literals that suit an event of this type better than the first literal of a union. */
const suiting = (type: string): ReadonlySet<unknown> =>
  new Set([
    type.startsWith("response.") ? "assistant" : "user",
    ...(type.endsWith(".done") ? ["completed"] : []),
    ...(type.includes("audio") ? ["audio"] : []),
    "inf"
  ])

/** Returns an instance of the event of this type. */
export const exampleOf = (event: SchemaAST.AST, type: string): unknown => {
  const suits = suiting(type)

  const isSuiting = (ast: SchemaAST.AST): boolean =>
    ast._tag === "Objects"
      ? ast.propertySignatures.some((field) => isSuiting(field.type))
      : ast._tag === "Literal" && suits.has(ast.literal)

  const arm = (types: ReadonlyArray<SchemaAST.AST>): SchemaAST.AST | undefined => {
    const own = types.filter((each) => !isNull(each) && !isUnlisted(each))
    return own.find(isSuiting) ?? own[0] ?? types[0]
  }

  const value = (ast: SchemaAST.AST, name: string, within: string, depth: number): unknown => {
    switch (ast._tag) {
      case "String": {
        const examples = ast.annotations?.["examples"]
        if (Array.isArray(examples)) return examples.find((each) => suits.has(each)) ?? examples[0]
        return name === "delta" && type.endsWith("audio.delta") ? texts["audio"] : textFor(name, within)
      }
      case "Number":
        return numbers[name] ?? 0
      case "Boolean":
        return true
      case "Null":
        return null
      case "Literal":
        return ast.literal
      case "Union": {
        const chosen = arm(ast.types)
        return chosen === undefined ? null : value(chosen, name, within, depth)
      }
      case "Arrays":
        return ast.rest[0] === undefined || depth > deep + 3 ? [] : [value(ast.rest[0], name, within, depth + 1)]
      case "Objects":
        return Object.fromEntries(
          ast.propertySignatures.flatMap(
            ({ name: key, type: inner }): ReadonlyArray<readonly [PropertyKey, unknown]> => {
              const isOptional = inner.context?.isOptional === true
              if (isOptional && depth > deep && !words.has(String(key))) return []
              const shown = value(inner, String(key), name, depth + 1)
              return isOptional && isEmpty(shown) ? [] : [[key, shown]]
            }
          )
        )
      default:
        return {}
    }
  }
  return value(event, "event", "", 0)
}

const isEmpty = (value: unknown): boolean =>
  typeof value === "object" && value !== null && Object.keys(value).length === 0
