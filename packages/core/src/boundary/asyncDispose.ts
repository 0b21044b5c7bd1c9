const symbols: { readonly asyncDispose?: typeof Symbol.asyncDispose } = Symbol

/**
 * The key under which `await using` finds what closes an object. Safari has no such symbol. There the compiled code of
 * esbuild, Babel and swc looks under the registered symbol of that name, and an object without it cannot be used.
 */
export const asyncDispose: typeof Symbol.asyncDispose =
  // The types know one symbol of this name. Where the platform has none, compilers take this one for it.
  symbols.asyncDispose ?? (Symbol.for("Symbol.asyncDispose") as typeof Symbol.asyncDispose)
