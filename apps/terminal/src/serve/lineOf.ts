/** Finds the line of a value in a JSON text. */

/** A string, a bracket, a separator, or another value. */
const token = /"(?:[^"\\]|\\.)*"|[{}[\],:]|[^\s{}[\],:"]+/g

/** An object or list that has not ended. */
interface Open {
  /** The current index of a list or key of an object. */
  step: string | number
  readonly isList: boolean
  isKey: boolean
}

/** The line, from 1, of the value at a path of a valid JSON text. If the value is missing, that of its deepest parent. */
export const lineOf = (text: string, path: ReadonlyArray<string | number>): number => {
  const open: Array<Open> = []
  let depth = 0
  let at = 0
  const arrive = (index: number): void => {
    if (open.length <= depth || open.length > path.length) return
    if (open.some(({ step }, i) => step !== path[i])) return
    depth = open.length
    at = index
  }
  for (const { 0: found, index } of text.matchAll(token)) {
    const top = open.at(-1)
    if (found === ",") {
      if (top?.isList === true) top.step = Number(top.step) + 1
      else if (top !== undefined) top.isKey = true
    } else if (found === "}" || found === "]") open.pop()
    else if (found !== ":") {
      if (top?.isKey === true) {
        top.step = keyOf(found)
        top.isKey = false
      }
      arrive(index)
      if (found === "{" || found === "[")
        open.push({ step: found === "[" ? 0 : "", isList: found === "[", isKey: found === "{" })
    }
  }
  return text.slice(0, at).split(/\r\n?|\n/).length
}

/** The text of a quoted key. */
const keyOf = (quoted: string): string => {
  const key: unknown = JSON.parse(quoted)
  return typeof key === "string" ? key : ""
}
