/** Shows JSON in colors for keys, strings and numbers. Other text is shown as it is. */
const token = /("(?:[^"\\]|\\.)*")(\s*:)?|\b(true|false|null)\b|(-?\d+(?:\.\d+)?(?:[eE][+-]?\d+)?)/g

/** The colored text. */
export const Json = ({ text }: { readonly text: string }) => {
  const pieces: Array<{ readonly at: number; readonly kind: string; readonly text: string }> = []
  let end = 0
  for (const match of text.matchAll(token)) {
    const [whole, string, colon, word] = match
    const kind = colon !== undefined ? "key" : string !== undefined ? "string" : word !== undefined ? "word" : "number"
    if (match.index > end) pieces.push({ at: end, kind: "plain", text: text.slice(end, match.index) })
    pieces.push({ at: match.index, kind, text: whole })
    end = match.index + whole.length
  }
  return (
    <pre className="json">
      {pieces.map(({ at, kind, text: piece }) => (
        <span key={at} className={kind}>
          {piece}
        </span>
      ))}
      {text.slice(end)}
    </pre>
  )
}
