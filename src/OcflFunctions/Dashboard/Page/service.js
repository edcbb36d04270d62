import { ask, h, icon, name, part, toast, View } from './dom.js';
import { enc, get, persist, Problem, send, urlOf } from './api.js';
import { bytes, count, time } from './format.js';
import { countOf } from './updates.js';
import { isEnd } from './validations.js';
import { attempt, checkName, pill } from './words.js';

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
				await this.loadRuns();
				this.stages = await get('stages', { top: 100 }, this.signal).catch(() => null);
			} catch {
				if (this.signal.aborted) return;
			}
			this.render();
			await this.pause(document.hidden ? 60000 : this.runs?.some(r => !isEnd(r)) ? 1500 : 10000);
		}
	}

	async removeStage(stage) {
		if (!await ask({ title: 'Remove these uploads?', text: `The files of this place for uploads, opened on ${new Date(stage.createdAt).toLocaleString('en-GB')}, are removed. No object changes.`, confirm: 'Remove them', danger: true })) return;
		await attempt(this, async () => {
			await send('DELETE', 'stages/' + enc(stage.id), { signal: this.signal });
			this.stages.stages = this.stages.stages.filter(one => one.id !== stage.id);
			toast('The uploads are removed.');
		});
		this.render();
	}

	async maintain(dryRun) {
		if (!dryRun && !await ask({ title: 'Run maintenance now?', text: 'It removes finished runs, reports and uploads that are older than the settings keep, and what stopped work left. No object changes.', confirm: 'Run it', danger: true })) return;
		await attempt(this, () => send('POST', 'maintenance', { body: { dryRun }, signal: this.signal }));
		await this.loadRuns();
		this.render();
	}

	async loadRuns() { this.runs = (await get('maintenance', {}, this.signal).catch(() => null))?.runs; }

	maintenance() {
		const last = this.runs?.find(r => !r.dryRun);
		const dry = this.runs?.[0]?.dryRun ? this.runs[0] : null;
		const run = (r, title) => r && h('div', h('h3', title), h('p', pill(r.status), time(r.createdAt)),
			h('ul.plain', r.removed.map(x => h('li', `${words(x.kind)}: ${count(x.count)}${x.bytes ? ` (${bytes(x.bytes)})` : ''}`)), r.removed.length || !isEnd(r) ? null : h('li', 'Nothing.'), r.errors.map(x => h('li.fault', x.error.message))));
		return part('section.card', 'care', 'Maintenance',
			last || dry ? [run(last, 'The last run removed'), run(dry, 'A run now would remove')] : h('p.quiet', this.runs ? 'It has not run yet.' : 'Loading…'),
			h('div.buttons', h('button.button', { id: 'care-look', onclick: () => this.maintain(true) }, 'Show what is due'), h('button.button', { id: 'care-run', onclick: () => this.maintain(false) }, 'Run it now')));
	}

	render() {
		const isReady = this.report?.status === 'ready';
		const figure = (counted, label, href) => h('li', h('a', { href }, h('strong', counted ? count(counted.count) + (counted.more ? '+' : '') : '–'), h('span', label)));
		this.show(
			h('div.head', h('h1', 'Service'), h('p.lead', !this.report ? 'Asking the service…' : isReady ? 'Everything that updates need works.' : 'Something that updates need does not work. Updates wait until it does; nothing is lost.')),
			part('section.card', 'health', 'Health',
				h('ul.checks', Object.entries(this.report?.checks ?? {}).map(([key, state]) => {
					const [title, note] = checkName(key);
					const isOk = state === 'ok' || state === 'off';
					return h('li', { class: isOk ? 'good' : 'bad' }, icon(isOk ? 'ok' : 'error'), h('div', h('strong', title), note ? h('span.quiet', ', ', note) : null, h('p.quiet', state === 'off' ? 'Switched off.' : isOk ? key === 'maintenance' ? 'The last run had no errors.' : key === 'audits' ? 'They are on time.' : 'Works: it was read and written just now.' : state)));
				}))),
			part('section.card', 'queue', 'Updates now', h('ul.figures',
				figure(this.running, 'running', '#/updates?status=Running'), figure(this.waiting, 'queued', '#/updates?status=Queued'), figure(this.held, 'held', '#/updates?status=Held'))),
			part('section.card', 'stages', 'Uploads that wait for an update',
				!this.stages ? h('p.quiet.loading', 'Loading…') : this.stages.stages.length ? h('ul.rows', this.stages.stages.map(stage => h('li.row', { 'data-key': stage.id },
					h('span.row-main', h('span.row-title', 'Opened ', time(stage.createdAt)), h('span.row-text', stage.updateId ? ['In use by ', h('a', { href: '#/updates/' + enc(stage.updateId) }, 'an update'), '.'] : ['Removed automatically on ', time(stage.expires, 'exact'), ' unless it is used.'])),
					stage.updateId ? null : h('button.button', { onclick: () => this.removeStage(stage) }, 'Remove'))))
					: h('p.quiet', 'None. What people upload waits here until their update takes it.')),
			this.maintenance(),
			part('section.card', 'about', 'About', h('dl.facts',
				Object.entries(this.versions ?? {}).filter(([, value]) => typeof value === 'string').map(([key, value]) => [h('dt', words(key)), h('dd', name(value))]),
				h('dt', 'For programs'), h('dd', h('a', { href: urlOf('openapi.json').href }, 'the OpenAPI document'), ', ', h('a', { href: urlOf('health').href }, 'health')))));
	}
}

const words = key => key.charAt(0).toUpperCase() + key.slice(1).replace(/([A-Z])/g, letter => ' ' + letter.toLowerCase());

customElements.define('ocfl-service', Service);
