// The way between a page and the server, which loses, repeats, delays and cuts. All by one seed.
export function random(seed) {
  let a = seed >>> 0;
  const next = () => {
    a = (a + 0x6d2b79f5) | 0;
    let t = Math.imul(a ^ (a >>> 15), 1 | a);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const below = (n) => Math.floor(next() * n);
  return { next, below, pick: (list) => list[below(list.length)], chance: (p) => next() < p };
}

export const wait = (ms) => new Promise((resolve) => setTimeout(resolve, ms));
const away = () => { throw new TypeError('fetch failed'); };

// faults: probabilities of lost (never sent), deaf (answer lost), twice (sent again, later), late,
// hangs (no answer ever).
export class Wire {
  constructor({ url, jar, dice, faults }) {
    Object.assign(this, { url, jar, dice, faults: { ...faults }, met: {}, streams: new Set(), cutOff: false });
  }

  met1(name) {
    if (!this.dice.chance(this.faults[name] ?? 0)) return false;
    this.met[name] = (this.met[name] ?? 0) + 1;
    return true;
  }

  async fetch(path, options = {}) {
    if (this.cutOff) away();
    if (path.startsWith('/live')) return this.stream(path, options);
    if (this.met1('late')) await wait(this.dice.below(60));
    if (this.met1('lost')) away();
    if (this.met1('hangs')) await new Promise((_, fail) => options.signal?.addEventListener('abort', () => fail(new Error('in vain'))));
    if (options.method === 'POST' && this.met1('twice')) wait(this.dice.below(150)).then(() => this.send(path, options)).catch(() => {});
    const answer = await this.send(path, options);
    if (this.cutOff || this.met1('deaf')) away();
    return answer;
  }

  async send(path, options) {
    const headers = { ...options.headers, Cookie: [...this.jar].map(([name, value]) => `${name}=${value}`).join('; ') };
    const answer = await fetch(this.url + path, { ...options, headers, redirect: 'manual' });
    for (const line of answer.headers.getSetCookie()) {
      const [, name, value] = line.match(/^([^=]+)=([^;]*)/);
      this.jar.set(name, value);
    }
    return answer;
  }

  stream(path, options) {
    const ends = new AbortController();
    this.streams.add(ends);
    options.signal?.addEventListener('abort', () => ends.abort());
    return this.send(path, { ...options, signal: ends.signal });
  }

  cut() {
    for (const ends of this.streams) ends.abort();
    this.streams.clear();
  }

  // Messages of the stream: dropped, doubled, or heard later than those that follow.
  heard(act) {
    if (this.met1('unheard')) return;
    if (this.met1('heardTwice')) setTimeout(act, this.dice.below(120));
    if (this.met1('heardLate')) setTimeout(act, this.dice.below(120));
    else act();
  }

  heal() {
    this.faults = {};
    this.cutOff = false;
  }
}
