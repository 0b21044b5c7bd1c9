/**
 * The places of events that hold credentials. Code that prints, logs or records events redacts these values. The wire
 * types themselves stay plain JSON. A path lists the keys from the event down, and `*` stands for every element of a
 * list or value of an object.
 */
export const secretPaths: ReadonlyArray<ReadonlyArray<string>> = [
  ["session", "tools", "*", "authorization"],
  ["session", "tools", "*", "headers", "*"],
  ["session", "client_secret", "value"],
  ["response", "tools", "*", "authorization"],
  ["response", "tools", "*", "headers", "*"]
]
