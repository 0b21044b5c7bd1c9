import * as Effect from "effect/Effect"
import { generate } from "selfsigned"

export interface Certificate {
  /** PEM. */
  readonly cert: string
  readonly key: string
}

/** Makes a new certificate for `localhost` that only this run uses. */
export const certificate: Effect.Effect<Certificate> = Effect.promise(() =>
  generate([{ name: "commonName", value: "localhost" }], {
    algorithm: "sha256",
    extensions: [
      { name: "basicConstraints", cA: true },
      { name: "subjectAltName", altNames: [{ type: 2, value: "localhost" }] }
    ]
  })
).pipe(Effect.map(({ cert, private: key }) => ({ cert, key })))
