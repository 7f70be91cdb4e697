// One connection to /live. Read with fetch, so that a refusal has a status and silence is seen.
const SILENCE = 35000;
const FIRST_WORD = 5000;

function parse(block) {
  const event = { name: 'message', data: '' };
  for (const line of block.split('\n')) {
    const at = line.indexOf(':');
    const value = line.slice(at + 1).trimStart();
    if (line.startsWith('event:')) event.name = value;
    else if (line.startsWith('data:')) event.data += value;
    else if (line.startsWith('id:')) event.id = value;
    else if (line.startsWith('retry:')) event.retry = Number(value);
  }
  return event;
}

// {topics, ago, after, wait}: what is asked for. With `wait` it is a long poll, which ends with its
// first events: nothing need come before. heard(event) for each event; ended({status, hello, silent, later}) once, unless we closed it.
export function open({ topics, ago, after, wait }, heard, ended) {
  const stop = new AbortController();
  const end = { status: 0, hello: false, silent: false, later: 0 };
  let closed = false;
  let timer;
  const within = (ms) => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      end.silent = true;
      stop.abort();
    }, ms);
  };

  async function run() {
    within(FIRST_WORD + (wait ?? 0) * 1000);
    const asked = new URLSearchParams({ ago: Math.round(ago), after, topics: topics.join(), ...(wait && { wait }) });
    const url = `/live?${asked}`;
    const answer = await fetch(url, { signal: stop.signal, cache: 'no-store', headers: { Accept: 'text/event-stream' } });
    end.status = answer.status;
    end.later = Number(answer.headers.get('Retry-After')) * 1000;
    if (!answer.ok) return;
    const reader = answer.body.getReader();
    const decoder = new TextDecoder();
    let text = '';
    for (;;) {
      const { value, done } = await reader.read();
      if (done) return;
      text += decoder.decode(value, { stream: true });
      const blocks = text.split('\n\n');
      text = blocks.pop();
      for (const event of blocks.map(parse)) {
        within(SILENCE);
        if (event.name === 'hello') end.hello = true;
        if (!closed) heard(event);
      }
    }
  }

  run().catch(() => {}).then(() => {
    clearTimeout(timer);
    stop.abort();
    if (!closed) ended(end);
  });
  return () => {
    closed = true;
    stop.abort();
  };
}
