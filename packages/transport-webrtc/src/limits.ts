/**
 * Bytes of UTF-8 that one event may have: Chromium neither sends nor takes a larger message on a data channel, whatever
 * the session descriptions say. What is larger goes over a sideband.
 */
export const maxEventBytes = 262_144

/** The data channel's name (protocol section 0). */
export const channelName = "oai-events"
