import { ask, field, h, icon, lines, name, say, toast, View, wait } from './dom.js';
import { enc, facts, get, newKey, pages, send, start } from './api.js';
import { startCheck } from './validations.js';
import { bytes, count, many, time } from './format.js';
import { faultBox, rows } from './updates.js';
import { capital, faultWords, versionWord } from './words.js';
import { Tree } from './tree.js';
import { save } from './preview.js';
import './preview.js';
import './rows.js';

const PAGE = 1000;
const MOST_FILES = 200000;
const kinds = { Added: ['plus', 'added', 'good'], Changed: ['change', 'changed', 'busy'], Removed: ['minus', 'removed', 'bad'], Renamed: ['move', 'renamed', 'calm'] };

class ArchivedObject extends View {
	start() { this.load(); }

	turn(query) {
		const before = this.query;
		this.query = query;
		if (!this.page) return;
		if (query.version !== before.version && (query.view ?? 'files') === 'files') this.loadFiles();
		if (query.view === 'changes') this.loadChanges();
		if (query.view === 'updates') this.loadUpdates();
		if (query.path) this.tree?.reveal(query.path);
		this.render();
		if (query.path !== before.path) {
			if (query.path) requestAnimationFrame(() => this.querySelector('#preview-title')?.focus());
			else this.querySelector('#tree [tabindex="0"]')?.focus();
		}
	}

	go(changes) {
		const query = { ...this.query, ...changes };
		for (const key of Object.keys(query)) if (query[key] === undefined || query[key] === '') delete query[key];
		return '#/object?' + new URLSearchParams(query);
	}

	async load() {
		const { id } = this.query;
		this.fault = undefined;
		this.render();
		try {
			let all;
			for await (const page of pages('objects/versions', { id, top: PAGE }, this.signal)) all ? all.versions.push(...page.versions) : all = page;
			this.page = all;
		} catch (failure) {
			if (this.signal.aborted) return;
			this.fault = failure;
			this.render();
			return;
		}
		facts().then(f => { this.allowsPurge = f.purge; this.render(); }).catch(() => {});
		const { view } = this.query;
		if (!view || view === 'files') this.loadFiles();
		if (view === 'changes') this.loadChanges();
		if (view === 'updates') this.loadUpdates();
		this.render();
	}

	get version() { return this.query.version ?? this.page?.head; }

	async loadFiles() {
		const version = this.version;
		this.loading?.abort();
		const loading = this.loading = new AbortController();
		const signal = AbortSignal.any([this.signal, loading.signal]);
		this.tree = new Tree();
		this.words = '';
		this.isReading = true;
		this.filesFault = undefined;
		try {
			let isFirst = true;
			for await (const page of pages('objects/files', { id: this.query.id, version, top: PAGE }, signal)) {
				for (const file of page.files) this.tree.add(file);
				if (isFirst) { this.tree.reveal(''); isFirst = false; }
				if (this.query.path) this.tree.reveal(this.query.path);
				this.render();
				if (this.tree.files >= MOST_FILES) { this.isCut = true; break; }
			}
		} catch (failure) {
			if (signal.aborted) return;
			this.filesFault = failure;
		}
		this.isReading = false;
		this.render();
	}

	async loadChanges() {
		const { from, to } = this.pair();
		const key = from + ' ' + to;
		if (this.changesOf === key) return;
		this.changesOf = key;
		this.changes = undefined;
		this.render();
		try {
			const all = [];
			for await (const page of pages('objects/diff', { id: this.query.id, from, to, top: PAGE }, this.signal)) {
				all.push(...page.changes);
				if (all.length >= MOST_FILES || this.changesOf !== key) break;
			}
			if (this.changesOf === key) this.changes = all;
		} catch (failure) {
			if (this.signal.aborted) return;
			this.changesFault = failure;
			this.changesOf = undefined;
		}
		this.render();
	}

	pair() {
		const to = this.query.to ?? this.page.head;
		const at = this.page.versions.findIndex(v => v.version === to);
		return { from: this.query.from ?? (at > 0 ? this.page.versions[at - 1].version : 'v0'), to };
	}

	async loadUpdates() {
		try {
			this.updates = (await get('updates', { objectId: this.query.id, top: 50 }, this.signal)).updates;
		} catch (failure) {
			if (this.signal.aborted) return;
			this.updates = [];
		}
		this.render();
	}

	check() { return startCheck({ objectId: this.query.id }, this.signal); }

	async restore(version) {
		const ok = await ask({
			title: `Bring back ${versionWord(version)}?`, confirm: 'Make the new version',
			text: `A new version is made with exactly the files of ${versionWord(version)}. Nothing is removed: the versions in between stay.`,
		});
		if (!ok) return;
		try {
			const started = await start('updates', { objectId: this.query.id, changes: [{ op: 'restore', version }], message: `Restored ${versionWord(version)}`, expectedHead: this.page.head }, newKey(), this.signal);
			location.hash = '#/updates/' + enc(started.id);
		} catch (failure) {
			if (!this.signal.aborted) toast(faultWords(failure), 'error');
		}
	}

	async purge() {
		const { id } = this.query;
		const data = await ask({
			title: 'Remove this object for ever?', danger: true, confirm: 'Remove the object',
			text: ['All versions and all files are removed from the storage root. This cannot be undone. A record of the removal stays.'],
			fields: [
				field('Type the identifier once more', h('input', { id: 'p-confirm', name: 'confirm', autocomplete: 'off', spellcheck: 'false' }), id),
				field('Why', h('input', { id: 'p-reason', name: 'reason' })), field('Your name', h('input', { id: 'p-person', name: 'person', autocomplete: 'name' })),
			],
			check: d => d.confirm !== id ? 'The identifier is not the same.' : !d.reason.trim() ? 'Say why; it stays in the record.' : !d.person.trim() ? 'Say who you are; it stays in the record.' : null,
		});
		if (!data) return;
		try {
			let purge = await (await send('DELETE', 'objects', { query: { id }, body: { confirm: data.confirm, reason: data.reason, user: { name: data.person }, expectedHead: this.page.head }, signal: this.signal })).json();
			toast('The object is being removed.');
			while (['Queued', 'Running', 'Suspended'].includes(purge.status) && !this.signal.aborted) {
				await wait(700, this.signal);
				purge = await get('purges/' + enc(purge.id), {}, this.signal);
			}
			if (purge.status === 'Completed') { toast('The object is removed.'); location.hash = '#/objects'; } else toast(purge.error?.message ?? 'The object was not removed.', 'error');
		} catch (failure) {
			if (!this.signal.aborted) toast(faultWords(failure), 'error');
		}
	}

	render() {
		const { id } = this.query;
		if (!this.page) {
			this.show(this.crumbs(), h('div.head', h('h1', name(id ?? ''))), this.fault
				? this.fault.status === 404 ? h('div.empty', icon('box'), h('p', 'There is no object with this identifier.'), h('a.button.primary', { href: `#/new?object=${enc(id)}` }, 'Add files to make it'))
					: [faultBox(this.fault, () => this.load()), this.fault.kind === 'damaged-object' ? h('button.button', { onclick: () => this.check() }, icon('check'), 'Validate this object') : null]
				: h('p.quiet.loading', 'Loading…'));
			return;
		}
		const head = this.page.versions.at(-1);
		const view = this.query.view ?? 'files';
		const tab = (key, label) => h('a', { href: this.go({ view: key === 'files' ? undefined : key, path: undefined, from: undefined, to: undefined }), 'aria-current': view === key ? 'true' : null }, label);
		this.show(this.crumbs(),
			h('div.head', h('h1', name(id)),
				h('p.lead', `${many(this.page.versions.length, 'version')}; the newest has ${many(head.files, 'file')} and was made `, time(head.created), head.user ? [' by ', name(head.user.name)] : null, '.'),
				h('p.quiet.small', 'Stored in ', name(this.page.objectRoot))),
			h('div.buttons.actions',
				h('a.button.primary', { href: `#/new?object=${enc(id)}` }, icon('upload'), 'Add files'),
				h('button.button', { id: 'check', onclick: () => this.check() }, icon('check'), 'Validate'),
				h('details.menu', { id: 'export' }, h('summary.button', icon('download'), 'Download all', icon('down')), h('div.menu-list',
					[['zip', 'As a ZIP archive'], ['tar', 'As a tar archive'], ['bag', 'As a bag (BagIt), with checksums']].map(([format, label]) =>
						h('button.menu-item', { onclick: event => { event.target.closest('details').open = false; save('objects/export', { id, version: this.version, format }, `${id.replace(/[^\w.-]+/g, '_')}-${this.version}.${format === 'zip' ? 'zip' : 'tar'}`, undefined, this.signal); } }, label))))),
			h('nav.tabs', { 'aria-label': 'Parts of the object' }, tab('files', 'Files'), tab('versions', 'Versions'), tab('changes', 'Differences'), tab('updates', 'Updates')),
			view === 'versions' ? this.versions() : view === 'changes' ? this.differences() : view === 'updates' ? this.runs() : this.filesView());
		this.drawRows();
	}

	crumbs() { return h('p.crumbs', h('a', { href: '#/objects' }, icon('back'), 'Objects')); }

	chooser(label, id, value, options, onchange) {
		return field(label, h('select', { id, value, onchange: event => onchange(event.target.value) }, options.map(v => h('option', { value: v, selected: v === value }, v === 'v0' ? 'nothing' : versionWord(v) + (v === this.page.head ? ' (newest)' : '')))));
	}

	filesView() {
		const all = this.page.versions.map(v => v.version).reverse();
		const version = this.page.versions.find(v => v.version === this.version);
		const chosen = this.query.path;
		return h('div', { class: 'split' + (chosen ? ' has-preview' : ''), 'data-key': 'files' },
			h('section.split-list', { 'aria-label': 'Files' },
				h('div.filters', this.chooser('Version', 'version', this.version, all, v => { location.hash = this.go({ version: v === this.page.head ? undefined : v, path: undefined }); }),
					field('Find', h('input', { id: 'find', type: 'search', placeholder: 'part of a path', value: this.words ?? '', oninput: event => { this.words = event.target.value; this.render(); } }))),
				version?.message ? h('p.row-note', '“', name(version.message), '”') : null,
				this.filesFault ? faultBox(this.filesFault, () => this.loadFiles()) : null,
				h('p.quiet.small', { id: 'count' }, this.tree ? `${many(this.tree.files, 'file')}, ${bytes(this.tree.bytes)}` : null, this.isReading ? ' so far…' : null, this.isCut ? ' are shown; there are more' : null),
				this.tree?.files === 0 && !this.isReading ? h('div.empty', icon('file'), h('p', 'This version has no files.'))
					: h('ocfl-rows.files', { id: 'tree', role: this.words ? 'listbox' : 'tree', 'aria-label': `Files of ${versionWord(this.version)}` })),
			chosen ? this.preview(chosen) : null);
	}

	preview(path) {
		const key = this.version + ' ' + path;
		if (this.previewKey !== key) {
			const file = this.find(path);
			if (!file && this.isReading) return h('aside.preview', h('p.quiet.loading', 'Looking for the file…'));
			this.previewKey = key;
			this.shown = { id: this.query.id, version: this.version, path, size: file?.size, digest: file?.digest, algorithm: this.page.digestAlgorithm, onclose: () => { location.hash = this.go({ path: undefined }); } };
		}
		return h('aside.preview', { 'aria-label': 'Preview', 'data-key': key, onkeydown: event => { if (event.key === 'Escape') this.shown.onclose(); } }, h('ocfl-preview', { data: this.shown, 'data-key': key }));
	}

	find(path) {
		let at = this.tree?.top;
		const parts = path.split('/');
		for (const part of parts.slice(0, -1)) at = at?.folders.get(part);
		return at?.children.find(child => child.path === path);
	}

	drawRows() {
		const tree = this.querySelector('#tree');
		if (tree && this.tree) {
			tree.set(this.tree.rows(this.words), (item, i) => this.fileRow(item, i));
			tree.onkey = (event, item, i) => {
				if (!item) return;
				if (event.key === 'Enter' || event.key === ' ') { event.preventDefault(); this.pick(item); }
				else if (event.key === 'ArrowRight' && item.children) { event.preventDefault(); item.open ? tree.go(i + 1) : this.pick(item); }
				else if (event.key === 'ArrowLeft') { event.preventDefault(); item.children && item.open ? this.pick(item) : item.above?.path && tree.go(tree.items.indexOf(item.above)); }
			};
		}
		const list = this.querySelector('#changes');
		if (list && this.changes) list.set(this.changes, change => this.changeRow(change));
	}

	pick(item) {
		if (item.children) {
			item.open = !item.open;
			say(`${item.name}: ${item.open ? 'opened' : 'closed'}`);
			this.drawRows();
		} else location.hash = this.go({ path: item.path });
	}

	fileRow(item, i) {
		const isFolder = !!item.children;
		const isFound = !!this.words;
		const row = h('div', {
			class: 'file-row' + (isFolder ? ' folder' : '') + (item.path === this.query.path ? ' chosen-row' : ''), role: isFound ? 'option' : 'treeitem',
			'aria-level': isFound ? null : item.level, 'aria-setsize': isFound ? null : item.beside, 'aria-posinset': isFound ? null : item.place, 'aria-expanded': isFolder ? String(item.open) : null,
			'aria-selected': isFolder ? null : String(item.path === this.query.path), onclick: () => { const tree = this.querySelector('#tree'); tree.at = i; this.pick(item); },
		}, isFolder ? icon(item.open ? 'down' : 'next') : h('span.gap'), icon(isFolder ? 'folder' : 'file'), h('span.grow.clip', name(isFound ? item.path : item.name)),
		h('span.quiet.small', isFolder ? many(item.files, 'file') : bytes(item.size)));
		row.style.setProperty('--level', isFound ? 0 : Math.min(item.level - 1, 12));
		return row;
	}

	versions() {
		return [h('ol.versions', { 'data-key': 'versions' }, [...this.page.versions].reverse().map(v => h('li.version', { 'data-key': v.version },
			h('div.version-number', v.version.replace(/^v0*/, '')),
			h('div.grow', h('h2', capitalVersion(v, this.page.head)), v.message ? h('p', lines(v.message)) : h('p.quiet', 'Without a message'),
				h('p.quiet.small', time(v.created, 'exact'), v.user ? [' by ', name(v.user.name), v.user.address ? [' (', name(v.user.address.replace(/^mailto:/, '')), ')'] : null] : null, ` – ${many(v.files, 'file')}`),
				h('div.buttons', h('a.link', { href: this.go({ view: undefined, version: v.version === this.page.head ? undefined : v.version }) }, 'Files'), h('a.link', { href: this.go({ view: 'changes', to: v.version, from: undefined }) }, 'What changed'),
					v.version !== this.page.head ? h('button.link', { onclick: () => this.restore(v.version) }, 'Bring back') : null))))),
		this.allowsPurge ? h('section.danger-zone', h('h2', 'Remove the object'), h('p.quiet', 'For takedowns only. All versions are removed for ever.'), h('button.button.danger', { id: 'purge', onclick: () => this.purge() }, 'Remove the object…')) : null];
	}

	differences() {
		const { from, to } = this.pair();
		const all = this.page.versions.map(v => v.version).reverse();
		const counts = {};
		for (const change of this.changes ?? []) counts[change.kind] = (counts[change.kind] ?? 0) + 1;
		return h('section', { 'data-key': 'changes', 'aria-label': 'Differences' },
			h('div.filters', this.chooser('From', 'from', from, [...all, 'v0'], v => { location.hash = this.go({ from: v, to }); }), this.chooser('To', 'to', to, all, v => { location.hash = this.go({ to: v, from }); })),
			this.changesFault ? faultBox(this.changesFault) : !this.changes ? h('p.quiet.loading', 'Comparing…')
				: !this.changes.length ? h('div.empty', icon('same'), h('p', 'Both have the same files.'))
					: [h('p', { role: 'status' }, Object.entries(kinds).filter(([kind]) => counts[kind]).map(([kind, [sign, word, tone]]) => h('span', { class: 'pill ' + tone }, icon(sign), `${count(counts[kind])} ${word}`))),
						h('ocfl-rows.files', { id: 'changes', role: 'list', 'aria-label': 'Changed files', tabindex: '0' })]);
	}

	changeRow(change) {
		const [sign, word, tone] = kinds[change.kind] ?? ['info', change.kind, ''];
		return h('div.file-row', { role: 'listitem' }, h('span', { class: 'mark ' + tone }, icon(sign)), h('span.unseen', word + ': '),
			h('span.grow.clip', change.oldPath && change.kind === 'Renamed' ? [name(change.oldPath), ' → '] : null, name(change.path)), h('span.quiet.small', word));
	}

	runs() {
		return h('section', { 'data-key': 'updates', 'aria-label': 'Updates' }, !this.updates ? h('p.quiet.loading', 'Loading…') : this.updates.length ? rows(this.updates)
			: h('div.empty', icon('list'), h('p', 'No update of this object is on record.')));
	}
}

const capitalVersion = (v, head) => `${capital(versionWord(v.version))}${v.version === head ? ', the newest' : ''}`;

customElements.define('ocfl-object', ArchivedObject);
