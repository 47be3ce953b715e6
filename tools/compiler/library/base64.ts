// `atob` that refuses what is no base64; the interpreter passes over it.

export function $atob(x: any): string {
  const text = `${x}`;
  let letters = 0;
  let pads = 0;
  for (let i = 0; i < text.length; i++) {
    const c = text.charAt(i);
    if (c === '=') pads++;
    else if ((c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c === '+' || c === '/') {
      if (pads) letters = 1;
      letters++;
    } else if (c !== ' ' && c !== '\n' && c !== '\r' && c !== '\t' && c !== '\f') letters = -1e9;
  }
  if (letters < 0 || letters % 4 === 1 || pads > 2 || (pads && (letters + pads) % 4))
    throw new Error('The string to be decoded is not correctly encoded.');
  return (atob as any)(text);
}
