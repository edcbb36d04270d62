import { field, h, icon, name, View, wait } from './dom.js';
import { enc, get } from './api.js';
import { time } from './format.js';
import { faultWords, pill, statusWord, story } from './words.js';

const TOP = 50;
const groups = [
	['', 'All'], ['Queued,Running,Suspended', 'Under way'], ['Held', 'Held'], ['Completed,Unchanged', 'Completed'], ['Failed,Cancelled,Terminated', 'Failed or cancelled'],
];
const filters = ['status', 'objectId', 'text', 'user', 'from', 'to'];

/** One update in a list: what happened, to which object, when. */
export function updateRow(update) {
	return h('li.row', { 'data-key': update.id },
		h('a.row-main', { href: '#/updates/' + enc(update.id) },
			h('span.row-title', name(update.objectId ?? 'unknown object')),
			h('span.row-text', story(update)),
			update.request?.message ? h('span.row-note', '“', name(update.request.message), '”', update.request.user?.name ? [' – ', name(update.request.user.name)] : null)
				: update.request?.user?.name ? h('span.row-note', name(update.request.user.name)) : null),
		h('span.row-side', pill(update.status), h('span.quiet.small', time(update.createdAt))));
}

export const rows = updates => h('ul.rows', updates.map(updateRow));

class Updates extends View {
	start() { this.turn(this.query); this.loop(); }

	turn(query) {
		this.query = query;
		this.page = undefined;
		this.fault = undefined;
		this.render();
		this.wake?.abort();
	}

	address(changes) {
		const query = { ...this.query, ...changes };
		for (const key of Object.keys(query)) if (!query[key]) delete query[key];
		const text = new URLSearchParams(query).toString();
		return '#/updates' + (text ? '?' + text : '');
	}

	async loop() {
		while (!this.signal.aborted) {
			const query = this.query;
			const began = performance.now();
			try {
				const wanted = { top: TOP, continuation: query.at };
				for (const filter of filters) if (query[filter]) wanted[filter] = query[filter];
				for (const day of ['from', 'to']) if (wanted[day]) wanted[day] = new Date(wanted[day] + (day === 'to' ? 'T23:59:59.999' : 'T00:00:00')).toISOString();
				let page;
				// A page may be empty while another follows.
				for (let n = 0; n < 20 && (!page || !page.updates.length && page.continuation); n++) {
					page = await get('updates', { ...wanted, continuation: page?.continuation ?? wanted.continuation }, this.signal);
				}
				if (query !== this.query) continue;
				this.page = page;
				this.fault = undefined;
			} catch (failure) {
				if (this.signal.aborted) return;
				if (query !== this.query) continue;
				this.fault = failure;
			}
			this.render();
			this.wake = new AbortController();
			const isMoving = this.page?.updates.some(u => u.status === 'Running' || u.status === 'Queued');
			// A slow list is not asked for more often than it can be made.
			const pause = document.hidden ? 20000 : Math.max(isMoving ? 1500 : 4000, (performance.now() - began) * 5);
			await wait(pause, AbortSignal.any([this.signal, this.wake.signal]));
		}
	}

	render() {
		const query = this.query;
		const set = changes => { location.hash = this.address({ at: undefined, ...changes }); };
		const isFiltered = filters.some(filter => query[filter]);
		this.show(
			h('div.head', h('h1', 'Updates'), h('p.lead', 'Each update makes one new version of one object, or none at all.')),
			h('nav.tabs', { 'aria-label': 'Updates by state' }, groups.map(([value, label]) =>
				h('a', { href: this.address({ status: value, at: undefined }), 'aria-current': (query.status ?? '') === value ? 'true' : null }, label))),
			h('form', {
				class: 'filters', role: 'search', 'aria-label': 'Find updates',
				onsubmit: event => { event.preventDefault(); set(Object.fromEntries(new FormData(event.target))); },
			},
			field('Object', h('input', { id: 'u-object', name: 'objectId', type: 'search', value: query.objectId ?? '', placeholder: 'the whole identifier' })),
			field('Words', h('input', { id: 'u-text', name: 'text', type: 'search', value: query.text ?? '', placeholder: 'in the message' })),
			field('Person', h('input', { id: 'u-user', name: 'user', type: 'search', value: query.user ?? '' })),
			field('From', h('input', { id: 'u-from', name: 'from', type: 'date', value: query.from ?? '' })),
			field('Until', h('input', { id: 'u-to', name: 'to', type: 'date', value: query.to ?? '' })),
			h('div.buttons', h('button.button', 'Find'),
				isFiltered ? h('a.link', { href: '#/updates' }, 'Show all') : null)),
			this.body(isFiltered));
	}

	body(isFiltered) {
		if (this.fault) return faultBox(this.fault, () => this.turn({ ...this.query, at: undefined }));
		if (!this.page) return h('p.quiet.loading', 'Loading the updates…');
		const { updates, continuation } = this.page;
		if (!updates.length && !this.query.at && !continuation) {
			return isFiltered
				? h('div.empty', icon('list'), h('p', `No update fits${this.query.status && !this.query.objectId ? ` “${groups.find(g => g[0] === this.query.status)?.[1] ?? statusWord(this.query.status)}”` : ''}.`), h('a', { href: '#/updates' }, 'Show all updates'))
				: h('div.empty', icon('box'), h('p', 'There are no updates yet.'), h('p.quiet', 'Add files, and the first version of an object is made from them.'), h('a.button.primary', { href: '#/new' }, 'Add files'));
		}
		return [rows(updates), h('nav.pager', { 'aria-label': 'Pages' },
			this.query.at ? h('a.button', { href: this.address({ at: undefined }) }, icon('back'), 'Newest') : h('span'),
			continuation ? h('a.button', { href: this.address({ at: continuation }) }, 'Older', icon('next')) : null)];
	}
}

/** What went wrong with a whole view, with a way out. */
export const faultBox = (failure, again) => h('div.callout.bad', { role: 'alert' }, icon('error'), h('div',
	h('strong', failure.status === 404 ? 'It is not here. ' : 'This did not work. '), faultWords(failure),
	again ? [' ', h('button.link', { onclick: again }, 'Try again')] : null));

/** How many updates have one of these states; at most 500 are counted. */
export async function countOf(status, signal) {
	const page = await get('updates', { status, top: 500 }, signal);
	return { count: page.updates.length, more: !!page.continuation };
}


customElements.define('ocfl-updates', Updates);
