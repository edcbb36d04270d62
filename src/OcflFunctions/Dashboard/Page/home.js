import { h, icon, part, View } from './dom.js';
import { get } from './api.js';
import { many } from './format.js';
import { faultBox, rows } from './updates.js';
import { objectRow } from './objects.js';
import { checkRow, recentChecks, startCheck } from './validations.js';
import { health } from './service.js';

/** What happened, what runs, whether it is sound, and how to add a file. */
class Home extends View {
	async start() {
		this.render();
		this.loadObjects();
		while (!this.signal.aborted) {
			const began = performance.now();
			try {
				const [latest, held] = await Promise.all([get('updates', { top: 8 }, this.signal), get('updates', { status: 'Held', top: 5 }, this.signal)]);
				this.latest = latest.updates;
				this.held = held.updates;
				this.fault = undefined;
				this.render();
				this.checks = (await recentChecks(1, this.signal)).checks;
				this.report = await health(this.signal);
			} catch (failure) {
				if (this.signal.aborted) return;
				this.fault = failure;
			}
			this.render();
			const moves = this.latest?.some(u => u.status === 'Running' || u.status === 'Queued');
			if (moves !== this.moved && this.moved) this.loadObjects();
			this.moved = moves;
			await this.pause(document.hidden ? 30000 : Math.max(moves ? 1500 : 5000, (performance.now() - began) * 5));
		}
	}

	loadObjects() { get('objects', { top: 5 }, this.signal).then(page => { this.objects = page; this.render(); }).catch(() => {}); }

	render() {
		const latest = this.latest?.filter(u => u.status !== 'Held') ?? [];
		const isEmpty = this.latest?.length === 0 && !this.objects?.objects.length;
		const check = this.checks?.[0];
		this.show(
			h('div.head', h('h1', 'Overview'), h('p.lead', 'What happened in this archive, and whether it is valid.')),
			this.fault ? faultBox(this.fault) : null,
			this.report && this.report.status !== 'ready' ? h('div.callout.bad', { role: 'alert' }, icon('error'), h('div', h('strong', 'The service is not ready. '), Object.values(this.report.checks).filter(state => state !== 'ok').join(' '), ' ', h('a', { href: '#/service' }, 'See what works'))) : null,
			this.held?.length ? part('section', 'need', `${many(this.held.length, 'update')} ${this.held.length === 1 ? 'waits' : 'wait'} for you`, rows(this.held)) : null,
			isEmpty ? h('div.empty.big', icon('box'), h('h2', 'The archive is empty'), h('p.quiet', 'Drop files into the page, name an object, and its first version is made.'), h('a.button.primary', { href: '#/new' }, icon('upload'), 'Add files'))
				: h('div.columns',
					part('section', 'latest', 'What happened last',
						!this.latest ? h('p.quiet.loading', 'Loading…') : [rows(latest), h('p', h('a', { href: '#/updates' }, 'All updates'))]),
					h('div',
						part('section', 'sound', 'Is it valid?',
							check ? h('ul.rows', checkRow(check)) : h('p.quiet', this.checks ? 'No validation is on record here. It reads every file, and compares it with its checksum.' : 'Loading…'),
							h('div.buttons', h('button.button', { id: 'check-all', onclick: () => startCheck({}, this.signal) }, icon('check'), 'Validate everything now'), check ? h('a.link', { href: '#/validations' }, 'All validations') : null)),
						part('section', 'where', 'Objects',
							!this.objects ? h('p.quiet.loading', 'Loading…') : this.objects.objects.length ? h('ul.rows', this.objects.objects.map(objectRow)) : h('p.quiet', 'There are none yet.'),
							this.objects?.continuation ? h('p', h('a', { href: '#/objects' }, 'All objects')) : null))));
	}
}

customElements.define('ocfl-home', Home);
