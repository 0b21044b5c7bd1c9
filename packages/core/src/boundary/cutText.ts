/**
 * The first `most` characters of a text, and `…` behind them if it is longer. No character is cut in two. What is cut is a copy,
 * because a slice of a text keeps all of it in memory for as long as it lives.
 */
export const cutText = (text: string, most: number): string => {
  if (text.length <= most) return text
  const start = text.slice(0, most)
  return copied(`${/[\uD800-\uDBFF]$/.test(start) ? start.slice(0, -1) : start}…`)
}

const copied = (text: string): string => {
  const copy: unknown = JSON.parse(JSON.stringify(text))
  return typeof copy === "string" ? copy : text
}
