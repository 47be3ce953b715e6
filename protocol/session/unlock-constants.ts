// Numbers of the unlock, apart from its code: the card's runtime takes them without pulling Node into the card.

/** Label of the HMAC. */
export const unlockLabel = 'cpu6 v1 unlock';
/** Seconds for which a challenge is good, and for which a card hears of no other try after one. */
export const unlockPause = 10;
