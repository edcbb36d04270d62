import { ask, field, h, icon, name, say, toast, View } from './dom.js';
import { enc, newKey, pages, send, start } from './api.js';
import { bar, bytes, count, many } from './format.js';
import { filesOfDrop, uploadAll } from './upload.js';
import { faultWords, versionWord } from './words.js';
import './rows.js';

const STORE = 'ocfl-draft';
const empty = () => ({ objectId: '', message: '', person: '', address: '', from: 'files', folder: '', bag: false, mode: '', onlyAt: false });

class Start extends View {
	start() {
		try { this.draft = { ...empty(), ...JSON.parse(sessionStorage.getItem(STORE)) }; } catch { this.draft = empty(); }
		if (this.query.object !== undefined) this.draft.objectId = this.query.object;
		this.files = [];
		this.render();
		if (this.draft.objectId) this.look();
		if (this.draft.stage) this.recall();
		addEventListener('beforeunload', event => { if (this.isUploading) event.preventDefault(); }, { signal: this.signal });
	}

	save() { sessionStorage.setItem(STORE, JSON.stringify(this.draft)); }

	// After a reload: what is on the server already is known by the server.
	async recall() {
		try {
			for await (const page of pages('stages/' + enc(this.draft.stage), { top: 1000 }, this.signal)) {
				for (const file of page.files) if (!this.files.some(f => f.path === file.path)) this.files.push({ path: file.path, size: file.length, sent: file.length, state: 'sent' });
			}
		} catch (failure) {
			if (this.signal.aborted) return;
			if (failure.status === 404) { this.draft.stage = undefined; this.save(); }
		}
		this.render();
	}

	// Says what the object is, so that nobody writes into a wrong one by mistake.
	async look() {
		const id = this.draft.objectId;
		this.object = undefined;
		if (!id) { this.render(); return; }
		try {
			let last;
			for await (last of pages('objects/versions', { id, top: 1000 }, this.signal));
			if (this.draft.objectId === id) this.object = { head: last.head, files: last.versions.at(-1)?.files };
		} catch (failure) {
			if (this.signal.aborted) return;
			if (this.draft.objectId === id && failure.status === 404) this.object = { isNew: true };
		}
		this.render();
	}

	addFiles(found) {
		const byPath = new Map(this.files.map(file => [file.path, file]));
		for (const { path, blob } of found) {
			const known = byPath.get(path);
			if (known && known.state === 'sent' && known.size === blob.size) { known.blob = undefined; continue; }
			byPath.set(path, { path, blob, size: blob.size, sent: 0 });
		}
		this.files = [...byPath.values()].sort((a, b) => a.path < b.path ? -1 : 1);
		this.fault = undefined;
		say(`${many(this.files.length, 'file')} chosen.`);
		this.render();
	}

	changed() {
		if (this.frame) return;
		this.frame = requestAnimationFrame(() => { this.frame = undefined; this.render(); });
	}

	async removeFile(file) {
		if (file.state === 'sent' && this.draft.stage) {
			const path = file.path.split('/').map(enc).join('/');
			await send('DELETE', `stages/${enc(this.draft.stage)}/files/${path}`, { signal: this.signal }).catch(() => {});
		}
		this.files = this.files.filter(f => f !== file);
		this.render();
	}

	async submit(event) {
		event.preventDefault();
		const d = this.draft;
		if (this.isUploading) return;
		const isFiles = d.from === 'files';
		this.fault = !d.objectId ? ['objectId', 'Name the object that gets the new version.']
			: isFiles && !this.files.length ? ['files', 'Choose at least one file.']
				: !isFiles && !d.folder ? ['folder', 'Name the folder.']
					: d.address && !d.person ? ['person', 'Name the person as well.'] : undefined;
		if (this.fault) { this.render(); document.getElementById('f-' + this.fault[0])?.focus(); return; }
		this.isUploading = true;
		this.fault = undefined;
		this.render();
		try {
			if (isFiles) await this.upload();
			const source = isFiles ? { stage: d.stage } : d.from === 'container' ? containerOf(d.folder) : { directory: d.folder };
			const request = {
				objectId: d.objectId, source: { ...source, ...(d.bag && !isFiles ? { bag: true } : {}) }, mode: this.mode,
				...(d.message ? { message: d.message } : {}),
				...(d.person ? { user: { name: d.person, ...(d.address ? { address: /^[a-z][\w+.-]*:/i.test(d.address) ? d.address : 'mailto:' + d.address } : {}) } } : {}),
				...(d.onlyAt && this.object ? { expectedHead: this.object.head ?? 'v0' } : {}),
			};
			// The same request again is the same update, also after a reload.
			const text = JSON.stringify(request);
			if (d.request !== text) Object.assign(d, { request: text, key: newKey() });
			this.save();
			const started = await start('updates', request, d.key, this.signal);
			this.isUploading = false;
			sessionStorage.setItem(STORE, JSON.stringify({ ...empty(), person: d.person, address: d.address }));
			toast('The update has started.');
			location.hash = '#/updates/' + enc(started.id);
		} catch (failure) {
			if (this.signal.aborted) return;
			this.isUploading = false;
			if (failure.kind === 'stage-not-found') d.stage = undefined;
			this.save();
			this.fault = ['', failure.words ?? faultWords(failure)];
			this.render();
			this.querySelector('#start-fault')?.focus();
		}
	}

	async upload() {
		const d = this.draft;
		if (!d.stage) {
			const stage = await start('stages', {}, newKey(), this.signal);
			d.stage = stage.id;
			for (const file of this.files) file.state = undefined;
			this.save();
		}
		this.began = Date.now();
		this.stopper = new AbortController();
		await uploadAll(d.stage, this.files, AbortSignal.any([this.signal, this.stopper.signal]), () => this.changed());
		if (this.stopper.signal.aborted) throw Object.assign(new Error(), { words: 'The upload is paused. What has arrived is kept; start again to continue.' });
		const failed = this.files.filter(file => file.state !== 'sent');
		if (failed.length) {
			const first = failed[0];
			throw Object.assign(new Error(), { words: `${many(failed.length, 'file')} could not be uploaded. The first is ${first.path}: ${first.fault ? faultWords(first.fault) : 'choose it again'}` });
		}
	}

	async forget() {
		if (!await ask({ title: 'Remove these files from the service?', text: 'The uploads of this draft are removed. Your own files stay where they are.', confirm: 'Remove them', danger: true })) return;
		await send('DELETE', 'stages/' + enc(this.draft.stage), { signal: this.signal }).catch(() => {});
		this.draft.stage = undefined;
		this.files = [];
		this.save();
		this.render();
	}

	get mode() { return this.draft.mode || (this.object?.head ? 'merge' : 'replace'); }

	render() {
		const d = this.draft;
		const fault = (key, control) => {
			if (this.fault?.[0] === key) { control.setAttribute('aria-invalid', 'true'); control.setAttribute('aria-errormessage', 'start-fault'); }
			return control;
		};
		const input = (key, props) => fault(key, h('input', { id: 'f-' + key, name: key, value: d[key], autocomplete: 'off', disabled: this.isUploading, oninput: event => { d[key] = event.target.value; this.save(); }, ...props }));
		const choice = (key, value, label, hint, checked) => h('label.choice',
			h('input', { type: 'radio', name: key, value, checked, disabled: !!this.isUploading, onchange: () => { d[key] = value; this.save(); this.render(); } }),
			h('span', h('strong', label), h('span.quiet', hint)));
		this.show(
			h('div.head', h('h1', 'Add files'), h('p.lead', 'The files become a new version of an object. Earlier versions stay as they are.')),
			h('form.form', { novalidate: true, onsubmit: event => this.submit(event) },
				h('fieldset', h('legend', h('span.step-number', { 'aria-hidden': 'true' }, '1'), 'The object'),
					field('Identifier', input('objectId', { spellcheck: 'false', placeholder: 'urn:example:letters-1828', required: true, onchange: () => this.look() }), 'A new one makes a new object; the same one always means the same object.'),
					this.object ? h('p.note', { role: 'status' }, icon(this.object.isNew ? 'plus' : 'info'), this.object.isNew ? 'This is a new object. It will have version 1.'
						: h('span', `This object is at ${versionWord(this.object.head)}`, this.object.files !== undefined ? ` with ${many(this.object.files, 'file')}. ` : '. ', h('a', { href: `#/object?id=${enc(d.objectId)}` }, 'Look at it'))) : null),
				h('fieldset', h('legend', h('span.step-number', { 'aria-hidden': 'true' }, '2'), 'The files'),
					h('div.choices', { role: 'radiogroup', 'aria-label': 'Where the files are' },
						choice('from', 'files', 'On this computer', 'Drop or choose them; they are uploaded.', d.from === 'files'),
						choice('from', 'folder', 'In a folder of the service', 'One that the service is allowed to read.', d.from === 'folder'),
						choice('from', 'container', 'In a container of blobs', 'On the service’s storage account.', d.from === 'container')),
					d.from === 'files' ? this.picker() : [
						field(d.from === 'folder' ? 'Folder' : 'Container, with a path in it', input('folder', { spellcheck: 'false', placeholder: d.from === 'folder' ? 'deliveries/2026-08' : 'deliveries/2026/08' }), d.from === 'folder' ? 'From the first allowed folder, or its whole path.' : null),
						h('label.check', h('input', { type: 'checkbox', checked: d.bag, onchange: event => { d.bag = event.target.checked; this.save(); } }), 'It is a bag (BagIt): check its checksums, and take its payload')]),
				h('fieldset', h('legend', h('span.step-number', { 'aria-hidden': 'true' }, '3'), 'The new version'),
					h('div.choices', { role: 'radiogroup', 'aria-label': 'What the new version has' },
						choice('mode', 'merge', 'These files and the earlier ones', 'A file with the same path takes the place of the earlier one.', this.mode === 'merge'),
						choice('mode', 'replace', 'Exactly these files', 'Other files are no longer in the newest version.', this.mode === 'replace')),
					field('Why (message)', input('message', { placeholder: 'Second delivery, with the missing letters' })),
					h('div.pair', field('Your name', input('person', { autocomplete: 'name' })), field('E-mail or web address', input('address', { autocomplete: 'email' }))),
					this.object ? h('label.check', h('input', { type: 'checkbox', checked: d.onlyAt, onchange: event => { d.onlyAt = event.target.checked; this.save(); } }),
						this.object.isNew ? 'Only if the object is still new by then' : `Only if the object is still at ${versionWord(this.object.head)} by then`) : null),
				this.fault ? h('div.callout.bad', { id: 'start-fault', role: 'alert', tabindex: '-1' }, icon('error'), h('p', this.fault[1])) : null,
				this.isUploading && d.from === 'files' ? this.sending() : null,
				h('div.buttons',
					h('button.button.primary.big', { disabled: !!this.isUploading }, icon('upload'), this.isUploading ? 'Working…' : d.from === 'files' && this.files.some(f => f.state !== 'sent') ? 'Upload and start' : 'Start the update'),
					this.isUploading && d.from === 'files' ? h('button', { type: 'button', class: 'button', onclick: () => this.stopper?.abort() }, icon('pause'), 'Pause the upload') : null)));
		this.showFiles();
	}

	picker() {
		const pick = isFolder => h('input', {
			type: 'file', class: 'unseen', id: isFolder ? 'pick-folder' : 'f-files', multiple: true, webkitdirectory: isFolder || null, tabindex: '-1', 'aria-hidden': 'true',
			onchange: event => {
				this.addFiles([...event.target.files].map(blob => ({ path: blob.webkitRelativePath || blob.name, blob })));
				event.target.value = '';
			},
		});
		const total = this.files.reduce((sum, file) => sum + file.size, 0);
		return h('div',
			h('div', {
				class: 'drop', id: 'drop',
				ondragover: event => { event.preventDefault(); event.currentTarget.classList.add('over'); },
				ondragleave: event => event.currentTarget.classList.remove('over'),
				ondrop: async event => { event.preventDefault(); this.querySelector('#drop').classList.remove('over'); if (!this.isUploading) this.addFiles(await filesOfDrop(event.dataTransfer)); },
			},
			icon('upload'), h('p', h('strong', 'Drop files or folders here')),
			h('div.buttons.center',
				h('button', { type: 'button', class: 'button', disabled: !!this.isUploading, onclick: () => this.querySelector('#f-files').click() }, 'Choose files'),
				h('button', { type: 'button', class: 'button', disabled: !!this.isUploading, onclick: () => this.querySelector('#pick-folder').click() }, 'Choose a folder')),
			pick(false), pick(true)),
			this.files.length ? h('div.chosen',
				h('p', h('strong', many(this.files.length, 'file')), ` – ${bytes(total)}`,
					this.files.some(f => f.state === 'sent') ? h('span.quiet', `, ${count(this.files.filter(f => f.state === 'sent').length)} of them already on the service`) : null, ' ',
					this.draft.stage && !this.isUploading ? h('button', { type: 'button', class: 'link', onclick: () => this.forget() }, 'Remove all') : null),
				h('ocfl-rows.files.short', { id: 'chosen', role: 'list', 'aria-label': 'Chosen files', tabindex: '0' }))
				: this.draft.stage ? h('p.quiet', 'A draft of yours is open. Choose its files again to continue.') : null);
	}

	showFiles() {
		this.querySelector('#chosen')?.set(this.files, file => h('div', { role: 'listitem', class: 'file-row ' + (file.state ?? '') },
			icon(file.state === 'sent' ? 'ok' : file.state === 'failed' ? 'error' : file.state === 'sending' ? 'run' : 'file'), h('span.grow.clip', name(file.path)),
			h('span.quiet.small', file.state === 'sending' ? `${bytes(file.sent)} of ` : null, bytes(file.size), file.state === 'sent' ? h('span.unseen', ', on the service') : null),
			h('button', { type: 'button', class: 'icon-button', disabled: !!this.isUploading, 'aria-label': `Remove ${file.path}`, onclick: () => this.removeFile(file) }, icon('error'))));
	}

	sending() {
		const total = this.files.reduce((sum, file) => sum + file.size, 0);
		const sent = this.files.reduce((sum, file) => sum + (file.state === 'sent' ? file.size : file.sent ?? 0), 0);
		const done = this.files.filter(file => file.state === 'sent').length;
		return h('section.card', { 'aria-label': 'Upload' },
			bar('Uploading', total ? sent : done, total || this.files.length, `${count(done)} of ${many(this.files.length, 'file')}, ${bytes(sent)} of ${bytes(total)}`),
			h('p.quiet.small', 'If the line breaks, it continues where it stopped. Keep this tab open.'));
	}
}

function containerOf(text) {
	const at = text.indexOf('/');
	return at < 0 ? { container: text } : { container: text.slice(0, at), prefix: text.slice(at + 1) };
}

customElements.define('ocfl-start', Start);
