/**
 * Where events hold credentials. Whoever prints, logs or records them blanks these; the wire types
 * themselves stay plain. Keys from the event down; `*` stands for every element of a list or value of an object.
 */
export const secretPaths: ReadonlyArray<ReadonlyArray<string>> = [
  ["session", "tools", "*", "authorization"],
  ["session", "tools", "*", "headers", "*"],
  ["session", "client_secret", "value"],
  ["response", "tools", "*", "authorization"],
  ["response", "tools", "*", "headers", "*"]
]
