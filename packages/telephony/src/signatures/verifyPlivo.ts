/** Version 3 of Plivo's signatures. */
import { isHmac } from "./hmac.ts"
import type { Form } from "./verifyTwilio.ts"

export interface PlivoSignature {
  /** The header `X-Plivo-Signature-V3`, one or several signatures with commas between them. */
  readonly signature: string | undefined
  /** The header `X-Plivo-Signature-V3-Nonce`. */
  readonly nonce: string | undefined
}

const valuesOf = (value: string | ReadonlyArray<string> | undefined): ReadonlyArray<string> =>
  value === undefined ? [] : typeof value === "string" ? [value] : [...value].sort()

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)

/** The parameters by their names, and those of one name by their values. */
const sortedQuery = (url: URL): string =>
  [...url.searchParams]
    .sort(([a, one], [b, other]) => compare(a, b) || compare(one, other))
    .map(([name, value]) => `${name}=${value}`)
    .join("&")

/** The text that is signed: the address with its query in order, then the form in order. */
const signedText = (address: string, form: Form): string => {
  const url = new URL(address)
  const query = sortedQuery(url)
  const hasForm = Object.keys(form).length > 0
  const base = address.split(/[?#]/u)[0] ?? address
  const asked = query === "" && !hasForm ? base : `${base}?${query}`
  const dotted = query !== "" && hasForm ? `${asked}.` : asked
  const fields = Object.keys(form)
    .sort()
    .flatMap((name) => valuesOf(form[name]).map((value) => name + value))
  return dotted + fields.join("")
}

/** Whether Plivo signed a POST to the configured address. A GET is a POST without a form. */
export const verifyPlivo = async (
  authToken: string,
  url: string,
  { nonce, signature }: PlivoSignature,
  form: Form = {}
): Promise<boolean> => {
  if (signature === undefined || nonce === undefined || !URL.canParse(url)) return false
  const text = `${signedText(url, form)}.${nonce}`
  const fits = await Promise.all(
    signature
      .split(",")
      .slice(0, 8)
      .map((each) => isHmac("SHA-256", authToken, text, each.trim()))
  )
  return fits.includes(true)
}
