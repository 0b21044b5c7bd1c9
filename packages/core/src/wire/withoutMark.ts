const byteOrderMark = 0xfeff

/**
 * Returns a JSON text without the byte order mark that may stand at its head. RFC 8259 forbids writing one and allows readers
 * to ignore it. `JSON.parse` does not ignore it.
 */
export const withoutMark = (text: string): string => (text.charCodeAt(0) === byteOrderMark ? text.slice(1) : text)
