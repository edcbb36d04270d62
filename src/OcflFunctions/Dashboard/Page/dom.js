// Elements are made from text only: there is no place where a string becomes markup.

const hidden = /[\p{Cc}\p{Cs}\p{Zl}\p{Zp}\u00AD\u061C\u115F\u1160\u180E\u200B\u200E\u200F\u202A-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E0FFF}]/gu;
const asProperty = new Set(['value', 'checked', 'disabled', 'selected', 'hidden', 'multiple', 'open', 'indeterminate', 'required', 'data', 'srcObject']);

const codeOf = c => 'U+' + c.codePointAt(0).toString(16).toUpperCase().padStart(4, '0');
const signOf = c => {
	const n = c.codePointAt(0);
	return n < 0x20 ? String.fromCodePoint(0x2400 + n) : n === 0x7f ? '\u2421' : codeOf(c);
};

/** A text for an attribute: characters that cannot be seen are replaced by their names. */
export const plain = text => String(text).replace(hidden, c => c === '\n' ? c : `⟨${signOf(c)}⟩`);

/** Text as nodes: characters that cannot be seen, or change the direction, are shown as signs. */
export function textNodes(text, keepLines = false) {
	if (text.search(hidden) < 0) return text ? [document.createTextNode(text)] : [];
	const nodes = [];
	let at = 0;
	for (const match of text.matchAll(hidden)) {
		if (keepLines && (match[0] === '\n' || match[0] === '\t' || match[0] === '\r')) continue;
		if (match.index > at) nodes.push(document.createTextNode(text.slice(at, match.index)));
		const sign = document.createElement('span');
		sign.className = 'sign';
		sign.title = codeOf(match[0]);
		sign.textContent = signOf(match[0]);
		nodes.push(sign);
		at = match.index + match[0].length;
	}
	if (at < text.length) nodes.push(document.createTextNode(text.slice(at)));
	return nodes;
}

function add(parent, children) {
	for (const child of children) {
		if (child === null || child === undefined || child === false) continue;
		if (Array.isArray(child)) add(parent, child);
		else if (child instanceof Node) parent.append(child);
		else parent.append(...textNodes(String(child)));
	}
}

function listen(element, type) {
	element.addEventListener(type, event => element.$on[type]?.(event));
}

/** Makes an element: `h('p.quiet', { id: 'a' }, 'text')`. `onclick` and so on are listeners; strings are text. */
export function h(tag, ...children) {
	const [type, ...classes] = tag.split('.');
	const element = document.createElement(type);
	if (classes.length) element.className = classes.join(' ');
	if (children[0]?.constructor === Object) set(element, children.shift());
	add(element, children);
	return element;
}

function set(element, props) {
	for (const [name, value] of Object.entries(props)) {
		if (value === undefined || value === null || value === false && !asProperty.has(name)) continue;
		if (name.startsWith('on')) {
			const type = name.slice(2);
			element.$on ??= {};
			if (!(type in element.$on)) listen(element, type);
			element.$on[type] = value;
		} else if (asProperty.has(name)) {
			(element.$set ??= {})[name] = value;
			element[name] = value;
		} else element.setAttribute(name, value === true ? '' : plain(value));
	}
}

/** A part of a view, with its heading. */
export const part = (tag, id, title, ...rest) => h(tag, { 'aria-labelledby': id }, h('h2', { id }, title), rest);

/** A name from the archive: isolated, so that its direction does not change what stands beside it. */
export const name = (text, props) => h('bdi', { ...props, class: 'name ' + (props?.class ?? '') }, text ?? '');

/** Text of several lines. */
export function lines(text, props) {
	const element = h('bdi', { ...props, class: 'lines' });
	element.append(...textNodes(text, true));
	return element;
}

const SVG = 'http://www.w3.org/2000/svg';
const paths = {
	ok: 'M5 12.5 10 17.5 19 7', error: 'M7 7l10 10M17 7 7 17', warn: 'M12 5v9M12 18.5v.1', run: 'M12 4a8 8 0 1 1-7.5 5.2',
	wait: 'M12 7v5l3.5 2M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17', pause: 'M9 6v12M15 6v12', same: 'M6 9.5h12M6 14.5h12', stop: 'M7 7h10v10H7z',
	plus: 'M12 5v14M5 12h14', minus: 'M5 12h14', change: 'M5 9h12l-3-3M19 15H7l3 3', move: 'M5 12h14l-5-5M19 12l-5 5',
	folder: 'M3.5 7v11h17V9H12L10 6.5H3.5z', file: 'M7 3.5h7l4 4v13H7zM14 3.5v4h4', next: 'M9 6l6 6-6 6', down: 'M6 9l6 6 6-6', back: 'M15 6l-6 6 6 6',
	home: 'M4 11.5 12 5l8 6.5M6.5 10v9h11v-9', list: 'M8.5 7H20M8.5 12H20M8.5 17H20M4.5 7v.01M4.5 12v.01M4.5 17v.01',
	box: 'M12 3.5l8 4.3v8.4l-8 4.3-8-4.3V7.8zM4 7.8l8 4.3 8-4.3M12 12.1v8.4', check: 'M12 3.5 19 6v5.5c0 4.5-3 7.5-7 9-4-1.5-7-4.5-7-9V6zM9 12l2.2 2.2L15.5 10',
	gear: 'M4 8h9M17 8h3M4 16h3M11 16h9M15 6v4M9 14v4', upload: 'M12 16V5M7.5 9 12 4.5 16.5 9M5 19.5h14', download: 'M12 5v11M7.5 12 12 16.5 16.5 12M5 19.5h14',
	info: 'M12 11v6M12 7v.1M12 3.5a8.5 8.5 0 1 0 0 17 8.5 8.5 0 0 0 0-17',
};

/** A small drawing that only repeats what the words beside it say. */
export function icon(kind) {
	return (drawn[kind] ??= draw(kind)).cloneNode(true);
}

const drawn = {};

function draw(kind) {
	const svg = document.createElementNS(SVG, 'svg');
	svg.setAttribute('viewBox', '0 0 24 24');
	svg.setAttribute('class', 'icon icon-' + kind);
	svg.setAttribute('aria-hidden', 'true');
	const path = document.createElementNS(SVG, 'path');
	path.setAttribute('d', paths[kind]);
	svg.append(path);
	return svg;
}

/** Puts new content in the place of old, and keeps every element that stays the same, with its focus and its scroll position. */
export function fill(parent, ...children) {
	const next = document.createDocumentFragment();
	add(next, children);
	morphChildren(parent, next);
}

const isSame = (a, b) => a.nodeType === b.nodeType && a.nodeName === b.nodeName
	&& (a.nodeType !== 1 || (a.id === b.id && a.dataset.key === b.dataset.key));

function morphChildren(parent, source) {
	let old = parent.firstChild;
	for (let fresh = source.firstChild; fresh;) {
		const after = fresh.nextSibling;
		let match = old;
		while (match && !isSame(match, fresh)) match = match.nextSibling;
		if (match) {
			while (old !== match) {
				const gone = old;
				old = old.nextSibling;
				gone.remove();
			}
			morph(match, fresh);
			old = match.nextSibling;
		} else parent.insertBefore(fresh, old);
		fresh = after;
	}
	while (old) {
		const gone = old;
		old = old.nextSibling;
		gone.remove();
	}
}

function morph(old, fresh) {
	if (old.nodeType !== 1) {
		if (old.data !== fresh.data) old.data = fresh.data;
		return;
	}
	for (const { name: attribute } of [...old.attributes]) {
		if (!fresh.hasAttribute(attribute) && attribute !== 'style' && !(attribute === 'open' && old.localName === 'details')) old.removeAttribute(attribute);
	}
	for (const { name: attribute, value } of fresh.attributes) if (old.getAttribute(attribute) !== value) old.setAttribute(attribute, value);
	for (const [property, value] of Object.entries(fresh.$set ?? {})) {
		const isTyped = property === 'open' || property === 'value' && old === document.activeElement;
		if (!isTyped && old[property] !== value) old[property] = value;
	}
	if (fresh.$on) {
		old.$on ??= {};
		for (const type of Object.keys(fresh.$on)) if (!(type in old.$on)) listen(old, type);
		Object.assign(old.$on, fresh.$on);
	}
	if (!old.localName.includes('-')) morphChildren(old, fresh);
}

/** A part of the page with its own life: what it started ends with it. */
export class View extends HTMLElement {
	connectedCallback() {
		this.stopping = new AbortController();
		this.signal = this.stopping.signal;
		this.start();
	}

	disconnectedCallback() { this.stopping.abort(); }

	show(...children) { fill(this, ...children); }

	pause(milliseconds) { return wait(milliseconds, this.signal); }
}

export const wait = (milliseconds, signal) => new Promise(resolve => {
	const done = () => { clearTimeout(timer); signal?.removeEventListener('abort', done); resolve(); };
	const timer = setTimeout(done, milliseconds);
	signal?.addEventListener('abort', done);
	if (signal?.aborted) done();
});

/** Says something to those who do not see the page. */
export function say(text) {
	const place = document.getElementById('said');
	if (place.textContent !== text) place.textContent = plain(text);
}

/** A short notice that goes away. */
export function toast(text, kind = 'ok') {
	const element = h('div', { class: 'toast ' + kind }, icon(kind), h('span', text));
	document.getElementById('toasts').append(element);
	setTimeout(() => element.remove(), kind === 'error' ? 12000 : 6000);
}

/** Asks before something happens. Gives the form's data, or null. */
export function ask({ title, text, confirm, danger, fields = [], check }) {
	return new Promise(resolve => {
		const fault = h('p.fault', { role: 'alert', hidden: true });
		const form = h('form', {
			method: 'dialog',
			onsubmit: event => {
				event.preventDefault();
				const data = Object.fromEntries(new FormData(form));
				const wrong = check?.(data);
				if (wrong) {
					fault.replaceChildren(...textNodes(wrong));
					fault.hidden = false;
					return;
				}
				close(data);
			},
		},
		h('h2', { id: 'ask-title' }, title),
		[].concat(text).map(line => h('p', line)),
		fields, fault,
		h('div.buttons.end',
			h('button', { type: 'button', class: 'button', onclick: () => close(null) }, 'Go back'),
			h('button', { class: 'button ' + (danger ? 'danger' : 'primary') }, confirm)));
		const dialog = h('dialog', { 'aria-labelledby': 'ask-title', oncancel: event => { event.preventDefault(); close(null); } }, form);
		const before = document.activeElement;
		const close = data => { dialog.close(); dialog.remove(); before?.focus?.(); resolve(data); };
		document.body.append(dialog);
		dialog.showModal();
	});
}

let ids = 0;

/** A labelled field of a form. */
export function field(label, control, hint) {
	const id = control.id || `f${++ids}`;
	control.id = id;
	if (hint) control.setAttribute('aria-describedby', id + '-hint');
	return h('div.field', h('label', { for: id }, label), control, hint ? h('p.hint', { id: id + '-hint' }, hint) : null);
}
