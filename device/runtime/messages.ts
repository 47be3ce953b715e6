// Codes of the messages on the two wires, as plain constants; `messages.test.ts` holds them to the message tables.

export const msgDescribe = 0x01;
export const msgEnrol = 0x02;
export const msgForget = 0x03;
export const msgOpen = 0x04;
export const msgChannel = 0x05;
export const msgMachineId = 0x06;
export const msgSessionKey = 0x07;
export const msgCall = 0x08;
export const msgCancel = 0x09;
export const msgClose = 0x0a;
export const msgDescription = 0x81;
export const msgEnrolled = 0x82;
export const msgForgotten = 0x83;
export const msgOpened = 0x84;
export const msgProjected = 0x86;
export const msgAskId = 0x87;
export const msgAskKey = 0x88;
export const msgReady = 0x89;
export const msgResult = 0x8a;
export const msgPresence = 0x8b;
export const msgPresenceEnd = 0x8c;
export const msgEpoch = 0x8d;
export const msgClosed = 0x8e;
export const msgFault = 0x8f;

export const chProject = 1;
export const chChunk = 2;
export const chAttest = 3;
export const chMachineId = 4;
export const chHostReply = 5;
export const chFinished = 6;
export const chCall = 7;
export const chResult = 8;
export const chSwitch = 9;
export const chClose = 10;
