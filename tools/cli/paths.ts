// Where state lives if no option says otherwise (XDG base directory specification).
import { homedir } from 'node:os';
import path from 'node:path';

const base = (): string => path.join(process.env.XDG_STATE_HOME || path.join(homedir(), '.local', 'state'), 'cpu6');
export const hostState = (): string => path.join(base(), 'host');
export const serverData = (): string => path.join(base(), 'server');
export const cardState = (): string => path.join(base(), 'card');
