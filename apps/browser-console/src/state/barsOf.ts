/** Draws the sound of a message as bars. */

/** The most bars of a message. */
export const barCount = 56

/**
 * Groups the levels of a message into bars, each the mean of its share, because the loudest of each would be all alike. While the
 * message grows, shares stay equal and bars are fewer, so that they keep their places. A finished message has all bars, unless it
 * is too short for them.
 */
export const barsOf = (levels: ReadonlyArray<number>, isGrowing: boolean): ReadonlyArray<number> => {
  const count = isGrowing ? Math.ceil(levels.length / Math.ceil(levels.length / barCount)) : barCount
  const share = isGrowing ? Math.ceil(levels.length / barCount) : levels.length / barCount
  if (levels.length <= barCount) return levels
  return Array.from({ length: count }, (_, index) =>
    meanOf(levels.slice(Math.floor(index * share), Math.max(Math.floor((index + 1) * share), 1)))
  )
}

const meanOf = (levels: ReadonlyArray<number>): number =>
  levels.reduce((sum, level) => sum + level, 0) / Math.max(1, levels.length)
