/** Words that quote what a peer sent are cut: an error is for people, and holds no megabytes. */

const maxChars = 2000

/** The first characters of a text, without half of one at the end. */
export const clip = (text: string, chars: number = maxChars): string =>
  text.length <= chars ? text : `${text.slice(0, chars - 1).replace(/[\ud800-\udbff]$/, "")}…`
