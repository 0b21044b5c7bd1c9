/** Joins blocks of samples. */
export const joined = (blocks: Iterable<Int16Array>): Int16Array => {
  const all = [...blocks]
  const out = new Int16Array(all.reduce((length, block) => length + block.length, 0))
  let at = 0
  for (const block of all) {
    out.set(block, at)
    at += block.length
  }
  return out
}
