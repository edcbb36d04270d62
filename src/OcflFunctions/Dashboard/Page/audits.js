import { ask, h, icon, part, View } from './dom.js';
import { facts, get, send } from './api.js';
import { bar, count, many, time } from './format.js';
import { faultBox } from './updates.js';
import { findingCard, group, isEnd, sections } from './validations.js';
import { attempt, pill } from './words.js';

const stops = { TimeOver: ' Its time was over; the next one checks the rest.', TooManyFindings: ' It stopped: the storage itself may be at fault.' };
const verbs = { Running: ['suspend', 'cancel'], Suspended: ['resume', 'cancel'], Queued: ['cancel'] };

function runStory({ progress: p, outcome }) {
	return `${many(p.checked, 'object')} checked${p.invalid ? `, ${count(p.invalid)} not valid` : ''}${p.unverified ? `, ${count(p.unverified)} could not be read` : ''}.${stops[outcome] ?? ''}`;
}

class Audits extends View {
	async start() {
		this.render();
		facts().then(f => { this.codes = f.codes; this.render(); }).catch(() => {});
		while (!this.signal.aborted) {
			await this.load();
			await this.pause(document.hidden ? 30000 : this.data?.runs.some(r => !isEnd(r)) ? 1500 : 8000);
		}
	}

	turn(query) { this.query = query; this.load(); }

	async load() {
		try {
			this.data = await get('audits', { top: 100, continuation: this.query.at }, this.signal);
			this.fault = undefined;
		} catch (failure) {
			this.fault = failure;
		}
		if (!this.signal.aborted) this.render();
	}

	async act(path, body) {
		await attempt(this, () => send('POST', path, { body, signal: this.signal }));
		await this.load();
	}

	async cancel(run) {
		if (await ask({ title: 'Cancel this audit?', text: 'What it has checked counts. The next one checks the rest.', confirm: 'Cancel the audit', danger: true })) this.act(`audits/${run.id}/cancel`);
	}

	render() {
		const { data } = this;
		const c = data?.coverage;
		const days = Math.round(data?.intervalSeconds / 86400);
		const share = (label, n) => bar(label, n, c.objects, `${count(n)} of ${count(c.objects)}`);
		const runs = !!data?.runs.some(r => !isEnd(r));
		this.show(
			h('div.head', h('h1', 'Audits'), h('p.lead', 'Audits read every object again and again, and compare it with its checksums.')),
			sections('audits'),
			this.fault ? faultBox(this.fault) : !data ? h('p.quiet.loading', 'Loading the audits…') : [
				part('section.card', 'coverage', 'Coverage',
					c ? [share(`Checked within ${many(days, 'day')}`, c.withinInterval), share('Overdue', c.overdue), share('Never checked', c.neverChecked),
						h('p.quiet', 'Counted ', time(c.asOf), c.oldestCheck ? ['. The oldest check is from ', time(c.oldestCheck, 'exact')] : null, '.')]
						: h('p.quiet', 'No audit has counted the objects yet.'),
					h('p.quiet', data.schedule ? 'They start on a schedule.' : 'They start by hand only.'),
					h('div.buttons', [['audit-due', 'Check what is due', {}], ['audit-all', 'Check everything', { all: true }]].map(([id, label, body]) =>
						h('button.button', { id, disabled: runs, onclick: () => this.act('audits', body) }, icon('check'), label)))),
				part('section.findings', 'open', 'Open findings',
					data.findings.length ? [
						h('p', `${many(data.findings.length, 'object')}${data.continuation ? ' on this page' : ''}, the first found `, time(data.findings.map(f => f.foundAt).sort()[0]), '. Each is checked again by every audit.'),
						[...group(data.findings.flatMap(f => f.findings.filter(one => one.severity === 'Error')))].map(([code, list]) => findingCard(this.codes, code, list, 'bad')),
						data.continuation ? h('p', h('a.button', { href: '#/audits?' + new URLSearchParams({ at: data.continuation }) }, 'More')) : null]
						: h('p.quiet', 'None: no object is known to be bad.')),
				part('section', 'runs', 'Last audits', data.runs.length
					? h('ul.rows', data.runs.map(r => h('li.row', { 'data-key': r.id }, h('span.row-main', h('span.row-title', time(r.createdAt)), h('span.row-text', runStory(r)), r.error ? h('span.row-note', r.error.message) : null),
						(verbs[r.status] ?? []).map(verb => h('button.button', { onclick: () => verb === 'cancel' ? this.cancel(r) : this.act(`audits/${r.id}/${verb}`) }, verb[0].toUpperCase() + verb.slice(1))),
						h('span.row-side', pill(r.status)))))
					: h('p.quiet', 'There was none yet.'))]);
	}
}

customElements.define('ocfl-audits', Audits);
