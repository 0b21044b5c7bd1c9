/**
 * Nanoseconds a call of each subject in its quieter rounds (the lower quartile), measured in turn so that a drifting machine drifts for all alike. Under
 * `--expose-gc` nobody pays for the young garbage of the one before (a full collection would also forget the shapes of
 * objects, and with them the code made for those).
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

/** The value below which this share of the others lies. */
const quantile = (values: ReadonlyArray<number>, share: number): number =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length * share)] ?? Number.NaN

/** Keeps what was measured alive, so that the compiler cannot leave the work out. */
export let sink: unknown
