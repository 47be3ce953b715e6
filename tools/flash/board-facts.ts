// What a board says of itself at its console, and whether the runtime can run there.
import { type BoardProfile, boards, missingCrypto } from '../../device/boards/index.js';
import { Cpu6Error } from '../../protocol/errors/error.js';
import type { PacketConsole } from './packet-console.js';

export interface BoardFacts {
  readonly board: string;
  /** Of Espruino, for example `2v29`. */
  readonly version: string;
  readonly profile: BoardProfile;
  /** JsVars of the build, and how many are free at the console. */
  readonly vars: number;
  readonly free: number;
  /** Bytes of Storage: all, and those of files. */
  readonly storage: number;
  readonly used: number;
  readonly files: readonly string[];
  /** On the native build: what its console's port opens. */
  readonly link: string | undefined;
}

/** The build whose interpreter the runtime was measured on. */
const oldestVersion = 29;
/** JsVars below which not even the link has room for its messages. */
const fewestVars = 2000;

const cryptoCode =
  '(function(){try{var c=require("crypto");return(c.SHA256?1:0)|(c.AES&&c.AES.encrypt?2:0)}catch(e){return 0}})()';
const factsCode =
  '(function(m,s){return[process.env.BOARD,process.env.VERSION,m.total,m.free,s.totalBytes,s.fileBytes]})' +
  '(process.memory(),require("Storage").getStats())';

/**
 * Asks the attached console. Throws `FLASH_REFUSED` for a board that is not known, an interpreter that is too old or too small,
 * and `CARD_CRYPTO` for one without the crypto.
 */
export async function boardFacts(console: PacketConsole): Promise<BoardFacts> {
  const said = JSON.parse(await console.eval(factsCode, 15_000)) as [string, string, number, number, number, number];
  const [board, version, vars, free, storage, used] = said;
  const name = board.replace(/^ESPR_/, '');
  const profile = boards.find((b) => b.name === name);
  if (!profile) throw refused(`cpu6 does not know the board ${name}`, 'docs/boards.md lists the boards that it knows.');
  const number = /^2v(\d+)/.exec(version);
  if (!number || Number(number[1]) < oldestVersion)
    throw refused(
      `its Espruino is ${version}, the runtime needs 2v${oldestVersion}`,
      'Put a newer interpreter on it: `cpu6 flash --firmware FILE`, file from https://www.espruino.com/binaries.',
    );
  const crypto = Number(await console.eval(cryptoCode));
  const found = { ...profile.crypto, sha256: !!(crypto & 1), cbc: !!(crypto & 2), ccm: false };
  const lacks = missingCrypto({ ...profile, crypto: found });
  if (lacks) throw new Cpu6Error('CARD_CRYPTO', { board: name, what: lacks });
  if (vars < fewestVars)
    throw refused(`it has ${vars} JsVars, the runtime needs ${fewestVars}`, 'Use a board with more memory.');
  const files = (JSON.parse(await console.eval('require("Storage").list().join("|")')) as string).split('|');
  const link =
    profile.name === 'LINUX'
      ? (JSON.parse(await console.eval(`${profile.port}._options.path`)) as string | undefined)
      : undefined;
  return { board: name, version, profile, vars, free, storage, used, files: files.filter(Boolean), link };
}

export const refused = (why: string, how: string): Cpu6Error => new Cpu6Error('FLASH_REFUSED', { why, how });
