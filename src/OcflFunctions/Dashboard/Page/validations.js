import { ask, field, h, icon, lines, name, say, toast, View } from './dom.js';
import { enc, facts, follow, get, newKey, send, start } from './api.js';
import { bar, count, duration, many, time } from './format.js';
import { faultBox } from './updates.js';
import { objectLink } from './objects.js';
import { attempt, capital, explain, faultWords, pill, versionWord } from './words.js';

export const isEnd = v => !['Queued', 'Running', 'Suspended'].includes(v.status);

export const checkPill = v => pill(v.status === 'Completed' ? v.result?.outcome ?? 'Completed' : v.status);

/** The two ways to check, as tabs. */
export const sections = place => h('nav.tabs', { 'aria-label': 'Kinds of checks' }, [['validations', 'Validations'], ['audits', 'Audits']].map(([key, label]) =>
	h('a', { href: '#/' + key, 'aria-current': key === place ? 'true' : null }, label)));

/** What a check says, in one sentence. */
export function checkStory(v) {
	const r = v.result;
	const what = v.request?.objectId ? 'The object' : 'The storage root with its objects';
	if (!isEnd(v)) {
		const p = v.progress;
		if (!p) return 'It is about to start.';
		if (v.request?.objectId) return 'The object is being read and compared with its checksums.';
		return p.total ? `${count(p.objects)} of ${many(p.total, 'object')} ${p.total === 1 ? 'is' : 'are'} checked${p.errors ? `; ${many(p.errors, 'error')} so far` : ''}.` : `${many(p.objects, 'object')} checked so far.`;
	}
	if (!r) return v.status === 'Failed' ? 'The validation failed, so nothing is known.' : 'The validation was terminated before it had read everything.';
	if (r.outcome === 'Cancelled') return 'The validation was cancelled; its report has what was found until then.';
	const content = v.request?.content === false ? 'structure only' : 'structure and content';
	if (r.outcome === 'Valid') return v.request?.objectId ? `The object is valid (${content}).` : `All is valid: ${many(r.objects, 'object')} read (${content}).`;
	if (r.outcome === 'Incomplete') return `${what} could not be checked completely${r.errors ? `, and ${many(r.errors, 'error')} ${r.errors === 1 ? 'was' : 'were'} found` : ''}.`;
	return v.request?.objectId ? `The object is not valid: ${many(r.errors, 'error')}.` : r.invalid ? `${many(r.invalid, 'object')} of ${count(r.objects)} ${r.invalid === 1 ? 'is' : 'are'} not valid.` : 'The storage root itself breaks a rule; its objects are valid.';
}

/** The newest checks. */
export async function recentChecks(top, signal, at) {
	const page = await get('validations', { top, continuation: at }, signal);
	return { checks: page.validations, next: page.continuation };
}

export const checkRow = v => h('li.row', { 'data-key': v.id },
	h('a.row-main', { href: '#/validations/' + enc(v.id) },
		h('span.row-title', v.request?.objectId ? name(v.request.objectId) : 'All objects'), h('span.row-text', checkStory(v))),
	h('span.row-side', checkPill(v), h('span.quiet.small', time(v.createdAt))));

/** Starts a check and goes to it. */
export async function startCheck(request, signal) {
	try {
		const started = await start('validations', request, newKey(), signal);
		location.hash = '#/validations/' + enc(started.id);
	} catch (failure) {
		if (!signal.aborted) toast(failure.status === 404 ? 'There is no object with this identifier.' : faultWords(failure), 'error');
	}
}

class Validations extends View {
	async start() {
		this.turn(this.query);
		while (!this.signal.aborted) {
			const query = this.query;
			try {
				const list = await recentChecks(50, this.signal, query.at);
				if (query !== this.query) continue;
				this.list = list;
				this.fault = undefined;
			} catch (failure) {
				if (this.signal.aborted) return;
				this.fault = failure;
			}
			this.render();
			await this.pause(document.hidden ? 20000 : this.list?.checks.some(v => !isEnd(v)) ? 2000 : 8000);
		}
	}

	turn(query) { this.query = query; this.list = undefined; this.render(); }

	render() {
		const { list } = this;
		this.show(
			h('div.head', h('h1', 'Validations'), h('p.lead', 'A validation reads objects, compares every file with its checksum, and tests every rule of OCFL. It changes nothing.')),
			sections('validations'),
			h('form', {
				class: 'card filters', 'aria-label': 'Start a validation',
				onsubmit: event => {
					event.preventDefault();
					const data = Object.fromEntries(new FormData(event.target));
					startCheck({ ...(data.object.trim() ? { objectId: data.object.trim() } : {}), content: data.depth !== 'structure' }, this.signal);
				},
			},
			field('Object', h('input', { id: 'v-object', name: 'object', type: 'search', value: this.query.object ?? '', placeholder: 'empty: all objects', spellcheck: 'false' })),
			field('How', h('select', { id: 'v-depth', name: 'depth' }, h('option', { value: 'content' }, 'Structure and content'), h('option', { value: 'structure' }, 'Structure only (fast)'))),
			h('div.buttons', h('button.button.primary', icon('check'), 'Start a validation'))),
			this.fault ? faultBox(this.fault) : !list ? h('p.quiet.loading', 'Loading the validations…')
				: list.checks.length ? [h('ul.rows', list.checks.map(checkRow)),
					h('nav.pager', { 'aria-label': 'Pages' }, this.query.at ? h('a.button', { href: '#/validations' }, icon('back'), 'Newest') : h('span'),
						list.next ? h('a.button', { href: '#/validations?' + new URLSearchParams({ at: list.next }) }, 'Older', icon('next')) : null)]
					: h('div.empty', icon('check'), h('p', 'There are no validations yet.'), h('p.quiet', 'Start one above. It may take long for a large archive, and you can leave the page meanwhile.')));
	}
}

const commands = {
	suspend: ['Suspend', 'pause', v => ['Queued', 'Running'].includes(v.status)], resume: ['Resume', 'run', v => v.status === 'Suspended'], cancel: ['Cancel', 'error', v => !isEnd(v)],
};
const severities = { Error: ['error', 'Errors', 'bad', 'They break a rule: what they name is not valid.'], Unchecked: ['warn', 'Not checked', 'warn', 'It is not known whether these are valid.'], Warning: ['info', 'Warnings', 'calm', 'What they name is valid, but could be better.'], Info: ['info', 'For information', 'calm', ''] };

class Validation extends View {
	async start() {
		this.id = this.match[0];
		this.path = 'validations/' + enc(this.id);
		this.findings = [];
		this.show(h('h1', 'Validation'), h('p.quiet.loading', 'Loading…'));
		facts().then(f => { this.codes = f.codes; if (this.state) this.render(); }).catch(() => {});
		try {
			await follow(this.path, isEnd, this.signal, state => {
				const before = this.state?.status;
				this.state = state;
				this.render();
				if (before && before !== state.status) say(checkStory(state));
			});
			await this.more();
		} catch (failure) {
			if (!this.signal.aborted) this.show(h('h1', 'Validation'), faultBox(failure), h('p', h('a', { href: '#/validations' }, 'See all validations')));
		}
	}

	async more() {
		try {
			const page = await get(this.path + '/findings', { top: 1000, continuation: this.next }, this.signal);
			this.findings.push(...page.findings);
			this.next = page.continuation;
			this.hasRead = true;
		} catch (failure) {
			if (this.signal.aborted) return;
			this.fault = failure;
		}
		this.render();
	}

	async act(verb) {
		if (verb === 'cancel' && !await ask({ title: 'Cancel this validation?', text: 'What it found so far stays in its report. Nothing in the archive changes.', confirm: 'Cancel the validation', danger: true })) return;
		await attempt(this, () => send('POST', `${this.path}/${verb}`, { signal: this.signal }));
	}

	render() {
		const v = this.state;
		const p = v.result ?? v.progress;
		const id = v.request?.objectId;
		this.show(
			h('p.crumbs', h('a', { href: '#/validations' }, icon('back'), 'Validations')),
			h('div.head', h('p.eyebrow', checkPill(v), time(v.createdAt), isEnd(v) ? h('span', `took ${duration(new Date(v.lastUpdatedAt) - new Date(v.createdAt))}`) : null),
				h('h1', id ? name(id) : 'All objects'), h('p.lead', { id: 'story' }, checkStory(v))),
			h('div.buttons.actions', Object.entries(commands).filter(([, [, , can]]) => can(v)).map(([verb, [label, sign]]) => h('button.button', { id: 'do-' + verb, onclick: () => this.act(verb) }, icon(sign), label)),
				id ? h('a.button', { href: objectLink(id) }, icon('box'), 'See the object') : null,
				isEnd(v) ? h('button.button', { onclick: () => startCheck({ ...(id ? { objectId: id } : {}), content: v.request?.content !== false }, this.signal) }, icon('check'), 'Validate again') : null),
			v.error ? h('div.callout.bad', icon('error'), h('div', h('h2', explain(v).what), h('p', explain(v).todo), h('p.message', lines(v.error.message)))) : null,
			p?.retrying?.length ? h('div.callout.warn', icon('warn'), h('p', 'Something could not be read and is tried again. ', lines(p.retrying[0].lastError.message))) : null,
			!isEnd(v) && p ? h('section.card', p.total ? bar('Objects checked', p.objects, p.total, `${count(p.objects)} of ${count(p.total)}`) : h('p.quiet', `${many(p.listed ?? 0, 'object')} found so far.`),
				p.files ? h('p.quiet', `${many(p.files, 'file')} read.`) : null) : null,
			p ? h('ul.figures', [[p.valid, 'valid', 'good'], [p.invalid, 'not valid', p.invalid ? 'bad' : ''], [p.unverified, 'not fully checked', p.unverified ? 'warn' : ''], [p.warnings, p.warnings === 1 ? 'warning' : 'warnings', '']].map(([n, label, tone]) => h('li', { class: tone }, h('strong', count(n ?? 0)), h('span', label)))) : null,
			this.report(v));
	}

	report(v) {
		if (this.fault) return faultBox(this.fault, () => { this.fault = undefined; this.more(); });
		if (!isEnd(v)) return null;
		if (!this.hasRead) return h('p.quiet.loading', 'Reading the report…');
		if (!this.findings.length) return v.result?.outcome === 'Valid' ? h('div.empty.good', icon('ok'), h('p', 'Nothing was found: every rule is kept, and every file that was read has its checksum.')) : null;
		return Object.entries(severities).map(([severity, [sign, title, tone, meaning]]) => {
			const found = this.findings.filter(f => f.severity === severity);
			if (!found.length) return null;
			const byCode = group(found);
			return h('section.findings', { 'data-key': severity, 'aria-labelledby': 'sev-' + severity }, h('h2', { id: 'sev-' + severity }, icon(sign), title), meaning ? h('p.quiet', meaning) : null,
				[...byCode].map(([code, list]) => findingCard(this.codes, code, list, tone)));
		}).concat(this.next ? h('div.buttons.center', h('button.button', { onclick: () => this.more() }, 'Show more findings')) : []);
	}
}

/** The findings of one code: the rule, what to do, where. */
export function findingCard(codes, code, list, tone) {
	const rule = codes?.[code];
	return h('article', { class: 'finding ' + tone, 'data-key': code },
		h('h3', h('span.code', code), rule ? h('span', rule.text) : capital(list[0].message)),
		rule ? h('p', h('strong', 'What to do: '), rule.advice) : null,
		rule?.link ? h('p.small', h('a', { href: rule.link, target: '_blank', rel: 'noreferrer noopener' }, `Rule ${code} in the OCFL specification`)) : null,
		h('details', { open: list.length <= 5 }, h('summary', many(list.length, 'place')), h('ul.plain.places', list.slice(0, 200).map(f => h('li',
			f.objectRoot ? f.objectId ? h('a', { href: objectLink(f.objectId) }, name(f.objectId)) : name(f.objectRoot) : h('span', 'the storage root'), f.version ? `, ${versionWord(f.version)}` : null, f.path ? [': ', name(f.path)] : null,
			h('span.row-text', lines(f.message)))), list.length > 200 ? h('li.quiet', `and ${count(list.length - 200)} more`) : null)));
}

export function group(list) {
	const map = new Map();
	for (const f of list) map.has(f.code) ? map.get(f.code).push(f) : map.set(f.code, [f]);
	return map;
}

customElements.define('ocfl-validations', Validations);
customElements.define('ocfl-validation', Validation);
