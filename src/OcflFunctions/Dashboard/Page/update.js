import { ask, h, icon, lines, name, part, say, toast, View } from './dom.js';
import { enc, follow, keys, send } from './api.js';
import { bar, bytes, count, duration, many, time } from './format.js';
import { faultBox } from './updates.js';
import { activityWord, explain, faultWords, isFinal, mismatchWord, modes, phases, pill, sourceWords, statusWord, stepWords, story, versionWord } from './words.js';

const commands = {
	suspend: { label: 'Suspend', icon: 'pause', can: u => ['Queued', 'Running'].includes(u.status) && u.phase !== 'Reverting', done: 'It is being suspended.' },
	resume: { label: 'Resume', icon: 'run', can: u => u.status === 'Suspended', done: 'It continues.' },
	retry: { label: 'Retry', icon: 'run', primary: true, can: u => u.status === 'Held', done: 'It tries again.' },
	cancel: {
		label: 'Cancel', icon: 'error', can: u => !isFinal(u) && u.phase !== 'Reverting' && !u.progress?.committed, done: 'It is being cancelled.',
		question: { title: 'Cancel this update?', text: ['What it did so far is undone, and the object stays as it was before.', 'If the new version is committed by then, it stays.'], confirm: 'Cancel the update', danger: true },
	},
};

const stepSigns = { waiting: ['wait', 'waiting'], running: ['run', 'running'], done: ['ok', 'done'], alreadyDone: ['same', 'already done'] };

class Update extends View {
	async start() {
		this.id = this.match[0];
		this.show(h('h1', 'Update'), h('p.quiet.loading', 'Loading…'));
		try {
			await follow('updates/' + enc(this.id), isFinal, this.signal, update => {
				const before = this.update?.status;
				this.update = update;
				this.render();
				if (before && before !== update.status) say(`${statusWord(update.status)}. ${story(update)}`);
				this.details(update);
			});
		} catch (failure) {
			if (!this.signal.aborted) this.show(h('h1', 'Update'), faultBox(failure), h('p', h('a', { href: '#/updates' }, 'See all updates')));
		}
	}

	// The engine's history and the files that are wrong are read once, when they can be complete.
	async details(update) {
		const isEnd = isFinal(update) || update.status === 'Held';
		if (!isEnd || this.detailed === update.status) return;
		this.detailed = update.status;
		this.history = await history(this.id, this.signal);
		if (update.error) {
			this.mismatches = await send('GET', `updates/${enc(this.id)}/mismatches`, { query: { top: 100 }, signal: this.signal }).then(a => a.json()).catch(() => null);
		}
		if (!this.signal.aborted) this.render();
	}

	async act(verb) {
		const command = commands[verb];
		if (command.question && !await ask(command.question)) return;
		this.busy = verb;
		this.render();
		try {
			await send('POST', `updates/${enc(this.id)}/${verb}`, { signal: this.signal });
			toast(command.done);
		} catch (failure) {
			if (!this.signal.aborted) toast(faultWords(failure), 'error');
		}
		this.busy = undefined;
		this.render();
	}

	render() {
		const u = this.update;
		const id = u.objectId ?? 'unknown object';
		this.show(
			h('p.crumbs', h('a', { href: '#/updates' }, icon('back'), 'Updates')),
			h('div.head', h('p.eyebrow', pill(u.status), time(u.createdAt)),
				h('h1', name(id)),
				h('p.lead', { id: 'story' }, story(u))),
			h('div.buttons.actions',
				Object.entries(commands).filter(([, c]) => c.can(u)).map(([verb, c]) =>
					h('button', { class: 'button' + (c.primary ? ' primary' : ''), id: 'do-' + verb, disabled: this.busy === verb, onclick: () => this.act(verb) }, icon(c.icon), c.label)),
				u.result?.version ? h('a.button', { href: `#/object?id=${enc(id)}` }, icon('box'), 'See the object') : null,
				['Failed', 'Cancelled'].includes(u.status) ? h('a.button', { href: `#/new?object=${enc(id)}` }, icon('upload'), 'Start a new update') : null),
			this.trouble(u), this.progress(u), this.facts(u), this.steps(u), this.timeline());
	}

	trouble(u) {
		if (!u.error && !u.progress?.retrying?.length) return null;
		if (!u.error) {
			const retry = u.progress.retrying[0];
			return h('section.callout.warn', { 'aria-label': 'Retries' }, icon('warn'), h('div',
				h('strong', 'Something did not work and is being retried. '), `Attempt ${retry.attempt} of ${retry.of} failed; the next one starts `, time(retry.nextAttemptAt), '.',
				h('p.message', lines(retry.lastError.message))));
		}
		const { what, todo } = explain(u);
		return h('section', { class: 'callout ' + (u.status === 'Held' ? 'warn' : 'bad'), 'aria-labelledby': 'trouble' }, icon(u.status === 'Held' ? 'warn' : 'error'), h('div',
			h('h2', { id: 'trouble' }, what), h('p', h('strong', 'What to do: '), todo),
			u.progress?.heldUntil ? h('p', 'Without an answer it is undone on ', time(u.progress.heldUntil, 'exact'), '.') : null,
			h('p.message', lines(u.error.message)),
			this.mismatches?.mismatches?.length ? h('details', { open: true },
				h('summary', `${many(this.mismatches.total, 'file')} of the source ${this.mismatches.total === 1 ? 'is' : 'are'} not as expected`),
				h('ul.plain', this.mismatches.mismatches.map(m => h('li', name(m.path), ' ', mismatchWord(m.kind))))) : null));
	}

	progress(u) {
		const p = u.progress;
		const at = phases.findIndex(([phase]) => phase === u.phase);
		if (isFinal(u) || !p || at < 0 && !p.sourceFiles && !p.stepsPlanned) return null;
		return part('section.card', 'far', 'How far it is',
			at >= 0 ? h('ol.phases', phases.map(([, label], i) =>
				h('li', { class: i < at ? 'past' : i === at ? 'now' : '', 'aria-current': i === at ? 'step' : null }, label))) : null,
			p.ahead > 0 ? h('p', icon('wait'), ` ${many(p.ahead, 'update')} of the same object ${p.ahead === 1 ? 'is' : 'are'} before this one.`) : null,
			p.sourceFiles > 0 ? bar('Files read and checked', p.sourceBytes ? p.stagedBytes : p.stagedFiles, p.sourceBytes || p.sourceFiles,
				`${count(p.stagedFiles)} of ${many(p.sourceFiles, 'file')}, ${bytes(p.stagedBytes)} of ${bytes(p.sourceBytes)}`) : null,
			p.stepsPlanned > 0 ? bar('Steps of the plan', p.bytesPlanned ? p.bytesDone + p.stepsDone : p.stepsDone, p.bytesPlanned ? p.bytesPlanned + p.stepsPlanned : p.stepsPlanned,
				`${count(p.stepsDone)} of ${many(p.stepsPlanned, 'step')}, ${bytes(p.bytesDone)} of ${bytes(p.bytesPlanned)}`) : null,
			p.running?.length ? h('p.quiet.small.now-running', 'Now: ', p.running.slice(0, 3).map((step, i) => [i ? ', ' : null, name(step)]), p.running.length > 3 ? ` and ${p.running.length - 3} more` : null) : null);
	}

	facts(u) {
		const r = u.request ?? {};
		const fact = (label, ...value) => [h('dt', label), h('dd', value)];
		return part('section.card', 'facts', 'About this update', h('dl.facts',
			fact('Object', h('a', { href: `#/object?id=${enc(u.objectId ?? '')}` }, name(u.objectId ?? ''))),
			r.message ? fact('Message', lines(r.message)) : null,
			r.user ? fact('Person', name(r.user.name), r.user.address ? [' (', name(r.user.address.replace(/^mailto:/, '')), ')'] : null) : null,
			fact('Files from', sourceWords(r.source)),
			fact('New version has', modes[r.mode]?.[0] ?? 'the named changes'),
			r.changes?.length ? fact('Changes', many(r.changes.length, 'named change')) : null,
			r.expectedHead ? fact('Only if the object is at', versionWord(r.expectedHead)) : null,
			u.result?.version ? fact('Version', `${versionWord(u.result.version)}${u.status === 'Unchanged' ? ', as before' : ''}`) : null,
			u.result?.objectRoot ? fact('Stored in', name(u.result.objectRoot)) : null,
			u.result && u.status === 'Completed' ? fact('Written', bytes(u.result.bytes)) : null,
			fact('Asked for', time(u.createdAt, 'exact')),
			isFinal(u) ? fact('Ended', time(u.lastUpdatedAt, 'exact'), ` (${duration(new Date(u.lastUpdatedAt) - new Date(u.createdAt))} later)`) : null,
			fact('Number', h('code', u.id))));
	}

	steps(u) {
		if (!u.steps?.length) {
			return u.progress?.stepsPlanned > 2100 && !isFinal(u) ? h('p.quiet', `The plan has ${count(u.progress.stepsPlanned)} steps; they are too many to list.`) : null;
		}
		const done = u.steps.filter(s => s.state === 'done' || s.state === 'alreadyDone').length;
		return part('section.card', 'steps', 'Steps',
			h('p.quiet', `${done} of ${u.steps.length} done. Each is safe to repeat, so a crash loses nothing.`),
			h('details', { open: u.steps.length <= 12 || !isFinal(u) }, h('summary', 'All steps'),
				h('ol.steps', u.steps.map(step => {
					const [sign, word] = stepSigns[step.state] ?? ['info', step.state];
					return h('li', { class: step.state, 'data-key': step.number }, icon(sign), h('span.grow', stepWords(step.name), step.note ? h('span.quiet', ' – ', step.note) : null),
						step.bytes ? h('span.quiet.small', bytes(step.bytes)) : null, h('span.unseen', word));
				}))));
	}

	timeline() {
		if (!this.history?.length) return null;
		return part('section.card', 'timeline', 'What happened, and when',
			h('ol.timeline', this.history.map(entry => h('li', { class: entry.failed ? 'bad' : '' }, h('span.when', time(entry.from, 'clock')),
				h('span', entry.words, entry.times > 1 ? ` (${entry.times} times)` : null, entry.failed ? ', and failed' : null,
					entry.to - entry.from >= 1000 ? h('span.quiet', `, in ${duration(entry.to - entry.from)}`) : null)))));
	}
}

// Only hosts on one machine have the engine's own API beside the page.
async function history(id, signal) {
	try {
		// Not by `send`: a refusal is no reason to ask for another key.
		const answer = await fetch(`/runtime/webhooks/durabletask/instances/${enc(id)}?showHistory=true&showHistoryOutput=false&showInput=false`, { headers: keys.headers(), signal });
		if (!answer.ok) return null;
		const { historyEvents } = await answer.json();
		const entries = [];
		for (const event of historyEvents ?? []) {
			const isStart = event.EventType === 'ExecutionStarted';
			if (!isStart && !/^Task(Completed|Failed)$/.test(event.EventType) && event.EventType !== 'ExecutionCompleted') continue;
			const to = new Date(event.Timestamp);
			const from = new Date(event.ScheduledTime ?? event.Timestamp);
			const words = isStart ? 'Started' : event.EventType === 'ExecutionCompleted' ? 'Ended' : activityWord(event.FunctionName ?? event.Name);
			const failed = event.EventType === 'TaskFailed';
			const last = entries.at(-1);
			if (last?.words === words && last.failed === failed) {
				last.times++;
				last.to = Math.max(last.to, to);
			} else entries.push({ words, failed, from: +from, to: +to, times: 1 });
		}
		return entries.map(e => ({ ...e, from: new Date(e.from).toISOString() }));
	} catch {
		return null;
	}
}


customElements.define('ocfl-update', Update);
