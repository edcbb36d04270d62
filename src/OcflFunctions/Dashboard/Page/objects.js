import { field, h, icon, name, View } from './dom.js';
import { get } from './api.js';
import { faultBox } from './updates.js';

const TOP = 100;
const MOST_EMPTY_PAGES = 40;

export const objectLink = (id, query = {}) => '#/object?' + new URLSearchParams({ id, ...query });

export const objectRow = object => h('li.row', object.objectId === undefined || object.objectId === null
	? h('span.row-main', h('span.row-title', icon('warn'), name(object.objectRoot)), h('span.row-text', object.problem ?? 'Its identifier could not be read.'))
	: h('a.row-main', { href: objectLink(object.objectId) }, h('span.row-title', name(object.objectId)), h('span.row-note.clip', 'in ', name(object.objectRoot)),
		object.problem ? h('span.row-text', object.problem) : null));

class Objects extends View {
	start() { this.turn(this.query); }

	async turn(query) {
		this.query = query;
		this.found = [];
		this.next = undefined;
		this.fault = undefined;
		this.isExact = undefined;
		await this.more();
	}

	async more() {
		const query = this.query;
		this.isLoading = true;
		this.render();
		try {
			// An identifier that is whole is found at once, in a root of any size.
			if (query.prefix && !this.next && !query.at) {
				get('objects/versions', { id: query.prefix, top: 1 }, this.signal).then(page => { if (this.query === query) { this.isExact = page.objectId; this.render(); } }).catch(() => {});
			}
			const before = this.found.length;
			for (let pages = 0; pages < MOST_EMPTY_PAGES && this.found.length === before; pages++) {
				const page = await get('objects', { prefix: query.prefix, top: TOP, continuation: this.next }, this.signal);
				if (this.query !== query) return;
				this.found.push(...page.objects);
				this.next = page.continuation;
				if (!this.next) break;
				this.render();
			}
		} catch (failure) {
			if (this.signal.aborted) return;
			this.fault = failure;
		}
		this.isLoading = false;
		this.render();
	}

	render() {
		const { prefix } = this.query;
		this.show(
			h('div.head', h('h1', 'Objects'), h('p.lead', 'What is in the storage root. Each object has versions, and each version has files.')),
			h('form', {
				class: 'filters', role: 'search', 'aria-label': 'Find objects',
				onsubmit: event => { event.preventDefault(); const value = this.querySelector('#o-prefix').value.trim(); location.hash = '#/objects' + (value ? '?' + new URLSearchParams({ prefix: value }) : ''); },
			},
			field('Identifier', h('input', { id: 'o-prefix', name: 'prefix', type: 'search', value: prefix ?? '', placeholder: 'how it starts, or all of it', spellcheck: 'false' })),
			h('div.buttons', h('button.button', 'Find'), prefix ? h('a.link', { href: '#/objects' }, 'Show all') : null)),
			this.isExact ? h('div.callout.calm', icon('box'), h('p', 'There is an object with exactly this identifier: ', h('a', { href: objectLink(this.isExact) }, name(this.isExact)))) : null,
			this.fault ? faultBox(this.fault, () => this.turn({ ...this.query })) : null,
			this.found.length ? h('ul.rows', this.found.map(objectRow))
				: !this.isLoading && !this.fault ? h('div.empty', icon('box'), prefix ? [h('p', this.next ? 'None found so far.' : 'No identifier starts like this.'), h('a', { href: '#/objects' }, 'Show all objects')]
					: [h('p', 'There are no objects yet.'), h('p.quiet', 'The first update of an identifier makes its object.'), h('a.button.primary', { href: '#/new' }, 'Add files')]) : null,
			this.isLoading ? h('p.quiet.loading', prefix ? 'Searching…' : 'Loading the objects…')
				: this.next ? h('div.buttons.center', h('button.button', { onclick: () => this.more() }, this.found.length ? 'Show more' : 'Search on')) : null);
	}
}

customElements.define('ocfl-objects', Objects);
