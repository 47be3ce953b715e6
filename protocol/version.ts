// The version of all wires. Peers whose versions differ refuse each other with VERSION_MISMATCH.
export const protocolVersion = 1;
