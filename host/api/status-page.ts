// The status page: one self-contained HTML document that draws what `/status.json` and `/events` tell.
import { createHash } from 'node:crypto';

const style = `
:root{color-scheme:light dark;--line:#8884;--soft:#8882;--good:#1a7f37;--bad:#b3261e;--busy:#9a6700;font:15px/1.5 system-ui,sans-serif}
@media(prefers-color-scheme:dark){:root{--good:#3fb950;--bad:#ff7b72;--busy:#d29922}}
body{max-width:64rem;margin:0 auto;padding:1.5rem 1rem}
h1{font-size:1.3rem;margin:0}h2{font-size:1rem;margin:1.75rem 0 .5rem}
header{display:flex;gap:.75rem;align-items:baseline;flex-wrap:wrap}
.muted{opacity:.65}.grid{display:grid;gap:.75rem;grid-template-columns:repeat(auto-fill,minmax(19rem,1fr))}
.card{border:1px solid var(--line);border-radius:.5rem;padding:.75rem 1rem}
.card b{display:block}.dot{display:inline-block;width:.6rem;height:.6rem;border-radius:50%;background:var(--bad);margin-right:.4rem}
.dot.good{background:var(--good)}.dot.busy{background:var(--busy)}
code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}
#wait{display:none;border:2px solid var(--busy);border-radius:.5rem;padding:.75rem 1rem;margin-top:1rem;font-weight:600}
table{border-collapse:collapse;width:100%;font-size:13px}
td{padding:.2rem .5rem;border-top:1px solid var(--soft);vertical-align:top}td:first-child,td:nth-child(2){white-space:nowrap}
`;

const script = `
const $=id=>document.getElementById(id),el=(tag,text,cls)=>{const e=document.createElement(tag);if(text!==undefined)e.textContent=text;if(cls)e.className=cls;return e};
const token=location.hash.startsWith('#token=')?location.hash.slice(7):'';
const headers=token?{authorization:'Bearer '+token}:{};
const short=id=>id?id.slice(0,8):'';
function box(title,good,lines){const d=el('div',undefined,'card');const b=el('b');b.append(el('span',undefined,'dot '+good),title);d.append(b);for(const [k,v] of lines){const p=el('div');p.append(el('span',k+' ','muted'),el('code',v));d.append(p)}return d}
function fill(id,boxes,none){const h=$(id);h.replaceChildren(...boxes);if(!boxes.length)h.append(el('span',none,'muted'))}
async function status(){const r=await fetch('/status.json',{headers});const s=await r.json();
$('host').textContent=s.hostName;
fill('cards',s.cards.map(c=>box(c.board||c.address,c.connected?(c.session?'busy':'good'):'',[['card',c.card||'unknown'],['at',c.address],['servers',c.servers.map(v=>v.name).join(', ')||'none'],...(c.problem?[['problem',c.problem.message]]:[])])),s.cannotList?'Cannot look for cards: '+s.cannotList:'No card yet. Plug one in.');
fill('servers',s.servers.map(v=>box(v.name||short(v.server),v.up?'good':'',[['at',v.url],['id',short(v.server)],...(v.problem?[['problem',v.problem.message]]:[])])),'Not enrolled with a server yet.');
fill('sessions',s.sessions.map(v=>box(v.process,v.state==='open'?'good':'busy',[['session',String(v.session)],['card',short(v.card)],['epoch',String(v.epoch)],['applet',short(v.measurement)||'on its way'],['calls under way',String(v.pending)]])),'No session.')}
let due;const soon=()=>{due??=setTimeout(()=>{due=undefined;status().catch(()=>{})},150)};
const waits=new Map;
function show(e){
const key=e.card+' '+(e.call??'');
if(e.type==='presence')waits.set(key,(e.message||'The card waits')+' \\u2014 press the button of card '+short(e.card)+'.');
if(e.type==='presence-end'||e.type==='result')waits.delete(key);
$('wait').style.display=waits.size?'block':'none';$('wait').textContent=[...waits.values()].join(' ');
if(e.type!=='wire')soon();
const {at,seq,type,step,card,...rest}=e;const tr=el('tr');
tr.append(el('td',new Date(at).toLocaleTimeString()),el('td',(step?step+' ':'')+type));
const td=el('td');td.append(el('code',[card?short(card):'',...Object.entries(rest).filter(([,v])=>typeof v!=='object').map(([k,v])=>k+'='+v)].filter(Boolean).join(' ')));tr.append(td);
$('events').prepend(tr);while($('events').children.length>300)$('events').lastChild.remove()}
async function follow(){for(;;){try{const r=await fetch('/events',{headers});$('live').className='dot good';$('events').replaceChildren();waits.clear();await status();
const d=r.body.pipeThrough(new TextDecoderStream).getReader();let text='';
for(;;){const {value,done}=await d.read();if(done)break;text+=value;let i;while((i=text.indexOf('\\n\\n'))>=0){const line=text.slice(0,i);text=text.slice(i+2);if(line.startsWith('data: '))show(JSON.parse(line.slice(6)))}}}catch{}
$('live').className='dot';await new Promise(r=>setTimeout(r,1500))}}
follow();
`;

export const statusPage = `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>cpu6 host</title><style>${style}</style></head>
<body>
<header><h1><span id="live" class="dot"></span>cpu6 host</h1><span id="host" class="muted"></span></header>
<div id="wait" role="status"></div>
<h2>Cards</h2><div id="cards" class="grid"></div>
<h2>Servers</h2><div id="servers" class="grid"></div>
<h2>Sessions</h2><div id="sessions" class="grid"></div>
<h2>Events</h2><table><tbody id="events"></tbody></table>
<script>${script}</script>
</body></html>
`;

const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text, 'utf8').digest('base64')}'`;

/** Content-Security-Policy of the page: its own style and script, this server, nothing else. */
export const statusPagePolicy = `default-src 'none'; style-src ${hashOf(style)}; script-src ${hashOf(script)}; connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;
