import { h } from './dom.js';

const day = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium' });
const exact = new Intl.DateTimeFormat('en-GB', { dateStyle: 'medium', timeStyle: 'short' });
const clock = new Intl.DateTimeFormat('en-GB', { hour: '2-digit', minute: '2-digit', second: '2-digit' });
const ago = new Intl.RelativeTimeFormat('en', { numeric: 'auto' });
const number = new Intl.NumberFormat('en');

export const count = n => number.format(n);
export const many = (n, one, more = one + 's') => `${count(n)} ${n === 1 ? one : more}`;

/** A size with a unit that people use. */
export function bytes(n) {
	if (n === undefined || n === null) return 'unknown size';
	if (n < 1000) return many(n, 'byte');
	const units = ['kB', 'MB', 'GB', 'TB', 'PB'];
	let unit = -1;
	let value = n;
	do { value /= 1000; unit++; } while (value >= 999.95 && unit < units.length - 1);
	return `${value < 10 ? value.toFixed(1) : Math.round(value)} ${units[unit]}`;
}

export function duration(ms) {
	const s = ms / 1000;
	if (s < 1) return 'less than a second';
	if (s < 60) return many(Math.round(s), 'second');
	if (s < 3600) return `${Math.floor(s / 60)} min ${Math.round(s % 60)} s`;
	if (s < 86400) return `${Math.floor(s / 3600)} h ${Math.floor(s % 3600 / 60)} min`;
	return `${many(Math.floor(s / 86400), 'day')} ${Math.floor(s % 86400 / 3600)} h`;
}

export const share = (done, all) => all > 0 ? Math.min(1, done / all) : 0;

function relative(then) {
	const s = (then - Date.now()) / 1000;
	const size = Math.abs(s);
	if (size < 5) return 'just now';
	if (size < 60) return ago.format(Math.round(s), 'second');
	if (size < 3600) return ago.format(Math.round(s / 60), 'minute');
	if (size < 86400) return ago.format(Math.round(s / 3600), 'hour');
	return day.format(then);
}

/** A time: how long ago, or the local time with `exact`, with UTC in its title. */
class Time extends HTMLElement {
	static observedAttributes = ['datetime', 'kind'];
	connectedCallback() { this.show(); this.timer = setInterval(() => this.show(), 10000); }
	disconnectedCallback() { clearInterval(this.timer); }
	attributeChangedCallback() { if (this.isConnected) this.show(); }

	show() {
		const then = new Date(this.getAttribute('datetime'));
		if (isNaN(then)) { this.textContent = 'unknown time'; return; }
		const kind = this.getAttribute('kind');
		const text = kind === 'exact' ? exact.format(then) : kind === 'clock' ? clock.format(then) : relative(then);
		if (this.textContent !== text) this.textContent = text;
		this.title = `${exact.format(then)} here; ${then.toISOString().replace(/\.000Z$/, 'Z')} in UTC`;
	}
}

customElements.define('ocfl-time', Time);
export const time = (value, kind) => value ? h('ocfl-time', { datetime: value, kind }) : '';

/** A bar with words; the number is read out too. */
export function bar(label, done, all, words) {
	const part = share(done, all);
	const percent = Math.round(part * 100);
	return h('div.progress', h('div.progress-words', h('span', label), h('span.quiet', words)),
		h('ocfl-bar', { part }), h('span.unseen', { role: 'progressbar', 'aria-label': label, 'aria-valuenow': percent, 'aria-valuemin': 0, 'aria-valuemax': 100, 'aria-valuetext': words }));
}

class Bar extends HTMLElement {
	static observedAttributes = ['part'];
	connectedCallback() { if (!this.firstChild) this.append(h('span')); this.move(); }
	attributeChangedCallback() { this.move(); }
	move() { if (this.firstChild) this.firstChild.style.transform = `scaleX(${this.getAttribute('part')})`; }
}

customElements.define('ocfl-bar', Bar);
