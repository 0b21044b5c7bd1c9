/** The picture of the start page, with a call above and its response below. */
const call = [3, 7, 14, 24, 31, 22, 34, 40, 28, 36, 24, 15, 27, 33, 20, 11, 6, 3, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2]
/** The heights of the response. */
const answer = [2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 2, 4, 9, 17, 28, 38, 30, 21, 33, 40, 26, 34, 19, 9, 4]

/** A path of bars, upwards or downwards from the middle. */
const bars = (heights: ReadonlyArray<number>, sign: 1 | -1): string =>
  heights.map((height, index) => `M${index * 8 + 4} ${48 + sign * 4}v${sign * height}`).join("")

/** The picture. */
export const Responsory = () => (
  <svg className="responsory" viewBox="0 0 240 96" aria-hidden="true">
    <path className="call" d={bars(call, -1)} />
    <path className="answer" d={bars(answer, 1)} />
  </svg>
)
