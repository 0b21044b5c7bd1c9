/**
 * Returns the nanoseconds per call of each subject, as the lower quartile of its rounds. The subjects run in turn, so
 * that a change in the machine's speed affects all of them. Under `--expose-gc` the young garbage is collected before
 * each round, so that no subject pays for the one before. A full collection would also forget the shapes of objects and
 * the code made for them.
 */
export const measure = <K extends string>(
  subjects: Readonly<Record<K, () => unknown>>,
  options: { readonly rounds: number; readonly calls: number }
): Record<K, number> => {
  const names = Object.keys(subjects) as Array<K>
  const times = new Map<K, Array<number>>(names.map((name) => [name, []]))
  for (let round = -3; round < options.rounds; round++) {
    for (const name of names) {
      const run = subjects[name]
      globalThis.gc?.({ type: "minor" })
      sink = run()
      const start = process.hrtime.bigint()
      for (let call = 0; call < options.calls; call++) sink = run()
      const elapsed = Number(process.hrtime.bigint() - start) / options.calls
      if (round >= 0) times.get(name)?.push(elapsed)
    }
  }
  return Object.fromEntries(names.map((name) => [name, quantile(times.get(name) ?? [], 0.25)])) as Record<K, number>
}

/** The value below which this share of the values lies. */
const quantile = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN

/** Keeps the last result alive, so that the compiler cannot leave out the work. */
export let sink: unknown
