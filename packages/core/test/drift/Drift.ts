/** What the generated files ask of the compiler. */

/** Compiles where every value of their type fits ours. */
export type Fits<Ours, Theirs extends Ours> = Theirs

/** Compiles where nothing is left. */
export type Nothing<Left extends never> = Left

/** The event that a literal names. */
export type Named<Event, T extends string> = Extract<Event, { readonly type: T }>

/** Every path of keys in a type, through unions, arrays and records, whose keys are `*`. */
export type Paths<T> = T extends string
  ? never
  : T extends ReadonlyArray<infer E>
    ? Paths<E>
    : T extends object
      ? { [K in keyof T & string]: string extends K ? `*.${Paths<T[K]>}` : K | `${K}.${Paths<T[K]>}` }[keyof T & string]
      : never

/** Fields of theirs that ours does not name, at any depth. */
export type Unnamed<Theirs, Ours> = Exclude<Paths<Theirs>, Paths<Ours>>
