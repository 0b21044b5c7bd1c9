/** Detects the end of a JSON text that arrives in pieces. Reads each character once. */
export class JsonEnd {
  #depth = 0
  #isInText = false
  #isEscaped = false
  #hasBegun = false

  /** Whether an object or a list has begun and ended. */
  get isWhole(): boolean {
    return this.#hasBegun && this.#depth === 0
  }

  /** Takes the next piece. */
  push(text: string): void {
    for (const character of text) {
      if (this.#isEscaped) this.#isEscaped = false
      else if (this.#isInText) {
        this.#isEscaped = character === "\\"
        this.#isInText = character !== '"'
      } else if (character === '"') this.#isInText = true
      else if (character === "{" || character === "[") {
        this.#depth++
        this.#hasBegun = true
      } else if (character === "}" || character === "]") this.#depth--
    }
  }
}
