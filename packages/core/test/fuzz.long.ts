/** A million bent frames, run by `pnpm test:long`. A given seed repeats one run. */
import { fuzz } from "./fuzz.ts"

const given = process.argv[2]
const seeds = given === undefined ? Array.from({ length: 20 }, (_, index) => 1000 + index) : [Number(given)]
for (const seed of seeds) process.stdout.write(`seed ${seed}: ${JSON.stringify(fuzz(50_000, seed))}\n`)
