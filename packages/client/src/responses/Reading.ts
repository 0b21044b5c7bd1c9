/** What arrives in pieces. Loop over it for the pieces, or await it for the whole. */
import { type Call, grafted } from "../boundary/traced.ts"

/**
 * Each loop reads from the start, at its own pace. `await` waits for the end and returns all pieces as one. Both throw what
 * went wrong. Nothing is read before the loop or the `await`.
 */
export interface Reading<Piece, Whole> extends AsyncIterable<Piece>, Promise<Whole> {}

/** `pieces` begins anew with each call. `await` leaves no frames, so its errors have the stack of `call`. */
export const makeReading = <Piece, Whole>(
  pieces: () => AsyncIterable<Piece>,
  join: (pieces: ReadonlyArray<Piece>) => Whole,
  call: Call
): Reading<Piece, Whole> => {
  let whole: Promise<Whole> | undefined
  const read = async (): Promise<Whole> => {
    const all: Array<Piece> = []
    try {
      for await (const piece of pieces()) all.push(piece)
    } catch (error) {
      throw grafted(error, call)
    }
    return join(all)
  }
  const promise = (): Promise<Whole> => (whole ??= read())
  return {
    [Symbol.asyncIterator]: () => pieces()[Symbol.asyncIterator](),
    [Symbol.toStringTag]: "Reading",
    then: (...on) => promise().then(...on),
    catch: (...on) => promise().catch(...on),
    finally: (...on) => promise().finally(...on)
  }
}
