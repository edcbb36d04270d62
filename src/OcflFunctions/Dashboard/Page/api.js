import { wait } from './dom.js';

/** Where the API is: the page is `…/api/dashboard`. */
export const root = new URL('.', document.baseURI);
const STORE = 'ocfl-key';
const SLOWEST = 30000;
// A stream of events has a comment from time to time; without one it is broken.
const QUIET = 60000;

export const enc = encodeURIComponent;

/** Events: `line` (lost or back), `key` (a key is needed), `keyed` (one was entered). */
export const service = new EventTarget();
const tellLine = isLost => service.dispatchEvent(new CustomEvent('line', { detail: isLost }));

/** An answer that is not what was asked for. */
export class Problem extends Error {
	constructor(status, body) {
		super(body?.detail ?? body?.title ?? `The service answered with the status ${status}.`);
		this.status = status;
		this.kind = String(body?.type ?? '').split(':').at(-1);
	}
}

/** No answer at all. */
export class LineProblem extends Error {
	constructor() { super('The service does not answer. It may be restarting, or the network is down.'); }
}

export const keys = {
	get: () => sessionStorage.getItem(STORE) ?? '',
	set(key) { key ? sessionStorage.setItem(STORE, key) : sessionStorage.removeItem(STORE); service.dispatchEvent(new Event('keyed')); },
	headers() {
		const key = keys.get();
		return !key ? {} : /^eyJ[\w-]*\.[\w-]+\.[\w-]+$/.test(key) ? { Authorization: `Bearer ${key}` } : { 'x-functions-key': key };
	},
};

export function urlOf(path, query = {}) {
	const url = new URL(path, root);
	for (const [name, value] of Object.entries(query)) {
		if (value !== undefined && value !== null && value !== '') url.searchParams.set(name, value);
	}
	return url;
}

let keyed;

function askForKey(isWrong) {
	keyed ??= new Promise(resolve => service.addEventListener('keyed', () => { keyed = undefined; resolve(); }, { once: true }));
	service.dispatchEvent(new CustomEvent('key', { detail: isWrong }));
	return keyed;
}

/** Sends a request once, with the key. A missing key is asked for, and the request sent again. */
export async function send(method, path, { query, body, headers, signal, limit = SLOWEST } = {}) {
	for (;;) {
		const had = keys.get();
		const late = new AbortController();
		const timer = limit ? setTimeout(() => late.abort(), limit) : 0;
		let answer;
		try {
			answer = await fetch(urlOf(path, query), {
				method,
				body: body === undefined || body instanceof Blob ? body : JSON.stringify(body),
				headers: { ...(body !== undefined && !(body instanceof Blob) ? { 'Content-Type': 'application/json' } : {}), ...keys.headers(), ...headers },
				signal: signal ? AbortSignal.any([signal, late.signal]) : late.signal,
				cache: 'no-cache', credentials: 'same-origin', redirect: 'error',
			});
		} catch (failure) {
			if (signal?.aborted) throw failure;
			throw new LineProblem();
		} finally {
			clearTimeout(timer);
		}
		if (answer.status === 401) {
			if (keys.get() === had) await askForKey(had !== '');
			if (signal?.aborted) throw new DOMException('gone', 'AbortError');
			continue;
		}
		if (answer.ok || answer.status === 304) return answer;
		throw new Problem(answer.status, await answer.json().catch(() => null));
	}
}

const isPassing = failure => failure instanceof LineProblem
	|| failure instanceof Problem && ([502, 503, 504].includes(failure.status) || failure.status === 429 && failure.kind === '');

let retryNow = () => {};
export const tryAgainNow = () => retryNow();

/** Tries until there is an answer, or the caller is gone. */
export async function persist(action, signal) {
	for (let pause = 500; ; pause = Math.min(pause * 2, 10000)) {
		try {
			const value = await action();
			tellLine(false);
			return value;
		} catch (failure) {
			if (signal?.aborted || !isPassing(failure)) throw failure;
			tellLine(true);
			const early = new AbortController();
			retryNow = () => early.abort();
			await wait(pause * (0.8 + Math.random() * 0.4), signal ? AbortSignal.any([signal, early.signal]) : early.signal);
			if (signal?.aborted) throw failure;
		}
	}
}

/** Reads JSON, for as long as it takes. */
export const get = (path, query, signal) => persist(async () => (await send('GET', path, { query, signal })).json(), signal);

/** Starts something once, even if the answer is lost: it is sent again with the same key. */
export const start = (path, body, key, signal) =>
	persist(async () => (await send('POST', path, { body, headers: { 'Idempotency-Key': key }, signal })).json(), signal);

export const newKey = () => crypto.randomUUID?.() ?? [...crypto.getRandomValues(new Uint8Array(16))].map(b => b.toString(16).padStart(2, '0')).join('');

/** All pages of a list, one after the other. */
export async function* pages(path, query, signal) {
	let continuation;
	do {
		const page = await get(path, { ...query, continuation }, signal);
		yield page;
		({ continuation } = page);
	} while (continuation);
}

let about;
/** What the page's own part of the service says: the rules of findings, and what is allowed. */
export const facts = () => about ??= get('dashboard/about.json').catch(failure => { about = undefined; throw failure; });

/** Follows the state of a thing: by its events if they arrive, by asking otherwise. Ends when it is final or the caller is gone. */
export async function follow(path, isFinal, signal, onState) {
	let seen = '';
	const take = state => {
		const text = JSON.stringify(state);
		if (text !== seen) { seen = text; onState(state); return true; }
		return false;
	};
	let state = await get(path, {}, signal);
	take(state);
	let hasEvents = true;
	let last;
	let pause = 700;
	while (!isFinal(state) && !signal.aborted) {
		if (hasEvents) {
			let ended = false;
			try {
				last = await events(path + '/events', last, signal, (kind, data, id) => {
					last = id;
					state = merge(state, kind, data);
					take(state);
					return ended = kind === 'end';
				});
				pause = 700;
				if (ended) return;
				// A stream lasts some minutes at most. One that broke after the last status has no result: it is asked for below.
				if (!isFinal(state)) { await wait(300, signal); continue; }
			} catch (failure) {
				if (signal.aborted) return;
				if (failure instanceof Problem && failure.status < 500) hasEvents = false;
			}
		}
		await wait(document.hidden ? 8000 : pause, signal);
		if (signal.aborted) return;
		state = await get(path, {}, signal);
		pause = take(state) ? 700 : Math.min(pause * 1.4, 4000);
	}
}

// An event has what has changed: the status, the numbers, a step, or at the end all.
function merge(state, kind, data) {
	switch (kind) {
		case 'status': return { ...state, status: data.status, phase: data.phase, error: data.error, lastUpdatedAt: data.at };
		case 'progress': return { ...state, progress: data };
		case 'step': return { ...state, steps: [...(state.steps ?? []).filter(step => step.number !== data.number), data].sort((a, b) => a.number - b.number) };
		case 'end': return data;
		default: return state;
	}
}

// Server-sent events over fetch, since an EventSource cannot send a key.
async function events(path, last, signal, onEvent) {
	const early = new AbortController();
	const answer = await send('GET', path, {
		headers: { Accept: 'text/event-stream', ...(last ? { 'Last-Event-ID': last } : {}) }, signal: AbortSignal.any([signal, early.signal]),
	});
	tellLine(false);
	if (!answer.body) return last;
	const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
	let rest = '';
	let data = [];
	let kind = '';
	try {
		for (;;) {
			const { done, value } = await Promise.race([reader.read(), wait(QUIET, signal).then(() => ({ done: true }))]);
			if (done) return last;
			const parts = (rest + value).split(/\r\n|\n|\r/);
			rest = parts.pop();
			for (const line of parts) {
				if (line.startsWith('data:')) data.push(line.slice(5).trimStart());
				else if (line.startsWith('id:')) last = line.slice(3).trim();
				else if (line.startsWith('event:')) kind = line.slice(6).trim();
				else if (line === '' && data.length) {
					if (onEvent(kind, JSON.parse(data.join('\n')), last)) return last;
					data = [];
					kind = '';
				}
			}
		}
	} finally {
		early.abort();
		reader.cancel().catch(() => {});
	}
}
