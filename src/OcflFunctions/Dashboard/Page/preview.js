import { h, icon, lines, name, toast, View } from './dom.js';
import { get, keys, send, urlOf } from './api.js';
import { bytes, time } from './format.js';
import { faultBox } from './updates.js';
import { faultWords, versionWord } from './words.js';

const MOST_TEXT = 256 * 1024;
const MOST_IMAGE = 40 * 1024 * 1024;
const images = { png: 'image/png', jpg: 'image/jpeg', jpeg: 'image/jpeg', gif: 'image/gif', webp: 'image/webp', avif: 'image/avif', bmp: 'image/bmp', svg: 'image/svg+xml', ico: 'image/x-icon' };

function click(href, fileName) {
	const link = h('a', { href, download: fileName, hidden: true });
	document.body.append(link);
	link.click();
	link.remove();
}

/** Saves what a URL has. Without a key the browser does it alone; with one, the page sends it in a header and not in the address. */
export async function save(path, query, fileName, size, signal) {
	if (!keys.get()) {
		click(urlOf(path, query).href, fileName);
		return;
	}
	try {
		// A large file goes straight to the disk where the browser can do that.
		const target = (size === undefined || size > 100e6) && window.showSaveFilePicker ? await window.showSaveFilePicker({ suggestedName: fileName }) : null;
		toast('The download has started.');
		const answer = await send('GET', path, { query, signal, limit: 0 });
		if (target) await answer.body.pipeTo(await target.createWritable());
		else {
			const url = URL.createObjectURL(await answer.blob());
			click(url, fileName);
			setTimeout(() => URL.revokeObjectURL(url), 60000);
		}
		toast(`${fileName} is saved.`);
	} catch (failure) {
		if (failure.name !== 'AbortError') toast(faultWords(failure), 'error');
	}
}

/** One file of a version: what it is, what it looks like, its history. Its content never becomes a page. */
class Preview extends View {
	start() { this.load(); }

	disconnectedCallback() {
		super.disconnectedCallback();
		if (this.url) URL.revokeObjectURL(this.url);
	}

	async load() {
		const { id, version, path } = this.data;
		this.render();
		get('objects/history', { id, path, top: 1000 }, this.signal).then(page => { this.history = page.entries; this.render(); }).catch(() => {});
		try {
			this.view = await this.read(id, version, path);
		} catch (failure) {
			if (this.signal.aborted) return;
			this.view = faultBox(failure);
		}
		this.render();
	}

	async read(id, version, path) {
		const type = images[path.split('.').at(-1).toLowerCase()];
		const size = this.data.size;
		if (size === 0) return h('p.quiet', 'The file is empty.');
		if (type && (size === undefined || size <= MOST_IMAGE)) {
			const answer = await send('GET', 'objects/content', { query: { id, version, path }, signal: this.signal });
			this.url = URL.createObjectURL(new Blob([await answer.arrayBuffer()], { type }));
			const image = h('img.picture', { alt: `Preview of ${path.split('/').at(-1)}`, src: this.url, onerror: () => { this.view = h('p.quiet', 'The browser cannot show this picture.'); this.render(); } });
			return image;
		}
		const part = await send('GET', 'objects/content', { query: { id, version, path }, headers: { Range: `bytes=0-${MOST_TEXT - 1}` }, signal: this.signal });
		const raw = new Uint8Array(await part.arrayBuffer());
		const text = decode(raw, size !== undefined && size > raw.length);
		return text === null ? h('p.quiet', 'There is no preview of this kind of file. Download it to look at it.')
			: [h('pre.text', { tabindex: '0', 'aria-label': 'The text of the file' }, lines(text)), size > raw.length ? h('p.quiet', `These are the first ${bytes(raw.length)}.`) : null];
	}

	render() {
		const { id, version, path, size, digest, algorithm, onclose } = this.data;
		this.show(h('header.preview-head',
			h('div', h('h2', { tabindex: '-1', id: 'preview-title' }, name(path.split('/').at(-1))), path.includes('/') ? h('p.quiet.small', 'in ', name(path.split('/').slice(0, -1).join('/'))) : null),
			h('button.icon-button', { 'aria-label': 'Close the preview', onclick: onclose }, icon('error'))),
		h('div.buttons', h('button.button', { onclick: () => save('objects/content', { id, version, path }, path.split('/').at(-1), size, this.signal) }, icon('download'), 'Download'), h('span.quiet', bytes(size))),
		h('div.sheet', { 'data-key': this.view ? 'ready' : 'waiting' }, this.view ?? h('p.quiet.loading', 'Reading…')),
		this.history?.length ? h('section', { 'aria-labelledby': 'file-history' }, h('h3', { id: 'file-history' }, 'History'), h('ol.plain.history', this.history.map(e => h('li',
			h('strong', `${e.kind} in ${versionWord(e.version)}`), ' ', h('span.quiet', time(e.created, 'exact'), e.user ? [', ', name(e.user.name)] : null), e.message ? h('span.row-note', '“', name(e.message), '”') : null)))) : null,
		digest ? h('details', h('summary', 'Checksum'), h('p.small', algorithm, ': ', h('code.break', digest))) : null);
	}
}

function decode(raw, isPart) {
	if (raw.subarray(0, 2).join() === '255,254') return new TextDecoder('utf-16le').decode(raw);
	if (raw.subarray(0, 8000).includes(0)) return null;
	try {
		// The last character of a part may be cut.
		return new TextDecoder('utf-8', { fatal: true }).decode(raw, { stream: isPart });
	} catch {
		return null;
	}
}

customElements.define('ocfl-preview', Preview);
