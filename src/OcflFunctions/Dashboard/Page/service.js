import { ask, h, icon, name, toast, View } from './dom.js';
import { get, persist, Problem, send, urlOf } from './api.js';
import { count, time } from './format.js';
import { countOf } from './updates.js';
import { checkName, faultWords } from './words.js';

/** The health, whatever its status is. */
export async function health(signal) {
	return persist(async () => {
		const answer = await fetch(urlOf('health'), { signal, cache: 'no-store' }).catch(() => null);
		const report = await answer?.json().catch(() => null);
		if (report?.checks) return report;
		throw new Problem(answer?.status ?? 503, null);
	}, signal);
}

class Service extends View {
	async start() {
		this.render();
		while (!this.signal.aborted) {
			try {
				this.report = await health(this.signal);
				this.versions ??= this.report.version;
				this.render();
				[this.running, this.waiting, this.held] = await Promise.all(['Running', 'Queued', 'Held'].map(status => countOf(status, this.signal).catch(() => null)));
				this.stages = await get('stages', { top: 100 }, this.signal).catch(() => null);
			} catch {
				if (this.signal.aborted) return;
			}
			this.render();
			await this.pause(document.hidden ? 60000 : 10000);
		}
	}

	async removeStage(stage) {
		if (!await ask({ title: 'Remove these uploads?', text: `The files of this place for uploads, opened on ${new Date(stage.createdAt).toLocaleString('en-GB')}, are removed. No object changes.`, confirm: 'Remove them', danger: true })) return;
		try {
			await send('DELETE', 'stages/' + encodeURIComponent(stage.id), { signal: this.signal });
			this.stages.stages = this.stages.stages.filter(one => one.id !== stage.id);
			toast('The uploads are removed.');
		} catch (failure) {
			if (!this.signal.aborted) toast(faultWords(failure), 'error');
		}
		this.render();
	}

	render() {
		const isReady = this.report?.status === 'ready';
		const figure = (counted, label, href) => h('li', h('a', { href }, h('strong', counted ? count(counted.count) + (counted.more ? '+' : '') : '–'), h('span', label)));
		this.show(
			h('div.head', h('h1', 'Service'), h('p.lead', !this.report ? 'Asking the service…' : isReady ? 'Everything that updates need works.' : 'Something that updates need does not work. Updates wait until it does; nothing is lost.')),
			h('section.card', { 'aria-labelledby': 'health' }, h('h2', { id: 'health' }, 'Health'),
				h('ul.checks', Object.entries(this.report?.checks ?? {}).map(([key, state]) => {
					const [title, note] = checkName(key);
					const isOk = state === 'ok';
					return h('li', { class: isOk ? 'good' : 'bad' }, icon(isOk ? 'ok' : 'error'), h('div', h('strong', title), note ? h('span.quiet', ', ', note) : null, h('p.quiet', isOk ? key === 'maintenance' ? 'The last run had no errors.' : 'Works: it was read and written just now.' : state)));
				}))),
			h('section.card', { 'aria-labelledby': 'queue' }, h('h2', { id: 'queue' }, 'Updates now'), h('ul.figures',
				figure(this.running, 'running', '#/updates?status=Running'), figure(this.waiting, 'queued', '#/updates?status=Queued'), figure(this.held, 'held', '#/updates?status=Held'))),
			h('section.card', { 'aria-labelledby': 'stages' }, h('h2', { id: 'stages' }, 'Uploads that wait for an update'),
				!this.stages ? h('p.quiet.loading', 'Loading…') : this.stages.stages.length ? h('ul.rows', this.stages.stages.map(stage => h('li.row', { 'data-key': stage.id },
					h('span.row-main', h('span.row-title', 'Opened ', time(stage.createdAt)), h('span.row-text', stage.updateId ? ['In use by ', h('a', { href: '#/updates/' + encodeURIComponent(stage.updateId) }, 'an update'), '.'] : ['Removed automatically on ', time(stage.expires, 'exact'), ' unless it is used.'])),
					stage.updateId ? null : h('button.button', { onclick: () => this.removeStage(stage) }, 'Remove'))))
					: h('p.quiet', 'None. What people upload waits here until their update takes it.')),
			h('section.card', { 'aria-labelledby': 'about' }, h('h2', { id: 'about' }, 'About'), h('dl.facts',
				Object.entries(this.versions ?? {}).filter(([, value]) => typeof value === 'string').map(([key, value]) => [h('dt', words(key)), h('dd', name(value))]),
				h('dt', 'For programs'), h('dd', h('a', { href: urlOf('openapi.json').href }, 'the OpenAPI document'), ', ', h('a', { href: urlOf('health').href }, 'health')))));
	}
}

const words = key => key.charAt(0).toUpperCase() + key.slice(1).replace(/([A-Z])/g, letter => ' ' + letter.toLowerCase());

customElements.define('ocfl-service', Service);
