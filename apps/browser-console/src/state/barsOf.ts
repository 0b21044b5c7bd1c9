/** How many bars a message has at most. */
export const barCount = 56

/**
 * The levels of a message as so many bars, each the loudest of its share. While it grows the shares stay equal and the bars
 * are fewer, so that they keep their places; once it is whole the bars are all there, unless it is too short for them.
 */
export const barsOf = (levels: ReadonlyArray<number>, isGrowing: boolean): ReadonlyArray<number> => {
  const count = isGrowing ? Math.ceil(levels.length / Math.ceil(levels.length / barCount)) : barCount
  const share = isGrowing ? Math.ceil(levels.length / barCount) : levels.length / barCount
  if (levels.length <= barCount) return levels
  return Array.from({ length: count }, (_, index) =>
    Math.max(...levels.slice(Math.floor(index * share), Math.max(Math.floor((index + 1) * share), 1)))
  )
}
