/** A text from elsewhere as one that cannot steer a terminal: what is no character to be seen becomes U+FFFD. */
export const printable = (text: string): string => text.replaceAll(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, "\u{fffd}")
