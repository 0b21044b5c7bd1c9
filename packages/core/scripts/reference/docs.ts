/** Reads the doc comments of each event, shape and field from the sources. */
import { globSync, readFileSync } from "node:fs"
import { type Comment, parseSync } from "oxc-parser"

/** The doc comments of one name and of its fields. */
export interface Documented {
  readonly doc: string
  readonly fields: ReadonlyMap<string, string>
}

interface Node {
  readonly type: string
  readonly start: number
  readonly end: number
  readonly [key: string]: unknown
}

const source = new URL("../../src/", import.meta.url)
const isNode = (value: unknown): value is Node =>
  typeof value === "object" && value !== null && "type" in value && "start" in value
const nodes = (value: unknown): ReadonlyArray<Node> => (Array.isArray(value) ? value.filter(isNode) : [])

/** Returns the comment that ends right before `place`, as one paragraph. */
const docAt = (text: string, comments: ReadonlyArray<Comment>, place: number): string => {
  const own = comments.find(
    ({ end, start, type }) =>
      type === "Block" && text.startsWith("/**", start) && end <= place && text.slice(end, place).trim() === ""
  )
  return own === undefined
    ? ""
    : own.value
        .split("\n")
        .map((line) => line.replace(/^\s*\*+ ?/, "").trim())
        .join(" ")
        .trim()
}

/** Finds the object literal that an expression is or passes to one of its calls. */
const literalIn = (node: unknown): Node | undefined => {
  if (!isNode(node)) return undefined
  if (node.type === "ObjectExpression") return node
  if (node.type !== "CallExpression") return undefined
  return [...nodes(node["arguments"]), ...(isNode(node["callee"]) ? [node["callee"]] : [])]
    .map(literalIn)
    .find((found) => found !== undefined)
}

/** Returns the last argument of a class's heritage call if it is a name. Several classes share its fields. */
const sharedIn = (node: unknown): string | undefined => {
  const last = isNode(node) && node.type === "CallExpression" ? nodes(node["arguments"]).at(-1) : undefined
  return last?.type === "Identifier" ? String(last["name"]) : undefined
}

/** Reads the files of `src` that match a pattern. The later of two classes of one name wins. */
export const documentedIn = (pattern: string): ReadonlyMap<string, Documented> => {
  const found = new Map<string, Documented>()
  const texts = globSync(pattern, { cwd: source }).map((file) => ({
    file,
    text: readFileSync(new URL(file, source), "utf8")
  }))
  // Reads everything twice, because a file may use fields that a later file declares.
  for (const { file, text } of [...texts, ...texts]) {
    const { comments, program } = parseSync(file, text)
    const declared = program.body.flatMap((statement): ReadonlyArray<{ node: Node; start: number }> => {
      const node: unknown = statement.type === "ExportNamedDeclaration" ? statement.declaration : statement
      return isNode(node) ? [{ node, start: statement.start }] : []
    })
    const fieldsOf = (literal: Node | undefined): ReadonlyArray<readonly [string, string]> =>
      nodes(literal?.["properties"]).flatMap((property): ReadonlyArray<readonly [string, string]> => {
        if (property.type === "SpreadElement") {
          const argument = property["argument"]
          const of = isNode(argument) && argument.type === "MemberExpression" ? argument["object"] : argument
          return isNode(of) ? [...(found.get(String(of["name"]))?.fields ?? [])] : []
        }
        const key = property["key"]
        const name = isNode(key) ? String(key["name"] ?? key["value"]) : ""
        const own = docAt(text, comments, property.start)
        // The doc of `{ phase }` is the one at the declaration of `phase`.
        return [[name, own === "" && property["shorthand"] === true ? (found.get(name)?.doc ?? "") : own] as const]
      })
    for (const { node, start } of declared) {
      const doc = docAt(text, comments, start)
      if (node.type === "ClassDeclaration" && isNode(node["id"])) {
        const shared = sharedIn(node["superClass"])
        const own = fieldsOf(literalIn(node["superClass"]))
        const fields = shared === undefined ? own : [...(found.get(shared)?.fields ?? []), ...own]
        found.set(String(node["id"]["name"]), { doc, fields: new Map(fields) })
      }
      if (node.type === "VariableDeclaration") {
        for (const each of nodes(node["declarations"])) {
          const id = each["id"]
          if (isNode(id)) found.set(String(id["name"]), { doc, fields: new Map(fieldsOf(literalIn(each["init"]))) })
        }
      }
    }
  }
  return found
}
