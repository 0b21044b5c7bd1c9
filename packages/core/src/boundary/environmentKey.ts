type Environment = Readonly<Record<string, string | undefined>>

/**
 * The `OPENAI_API_KEY` of the environment of Node, Deno, Bun or a Worker. Returns `undefined` if the variable is empty, in pages,
 * and if the environment may not be read.
 */
export const environmentKey = (): string | undefined => {
  try {
    const host: typeof globalThis & { readonly process?: { readonly env?: Environment } } = globalThis
    const key = host.process?.env?.["OPENAI_API_KEY"]
    return key?.trim() === "" ? undefined : key
  } catch {
    return undefined
  }
}
