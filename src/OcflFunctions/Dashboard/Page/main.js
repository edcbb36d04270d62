import { fill, h, icon, say, toast } from './dom.js';
import { get, keys, service, tryAgainNow } from './api.js';
import './home.js';
import './updates.js';
import './update.js';
import './start.js';
import './objects.js';
import './object.js';
import './validations.js';
import './audits.js';
import './service.js';

// Each thing has an address after the `#`: `#/updates/ID`, `#/object?id=…&version=…`.
const pages = [
	[/^\/$/, 'ocfl-home', 'Overview', 'home'],
	[/^\/updates$/, 'ocfl-updates', 'Updates', 'updates'],
	[/^\/updates\/([^/]+)$/, 'ocfl-update', 'Update', 'updates'],
	[/^\/new$/, 'ocfl-start', 'Add files', 'new'],
	[/^\/objects$/, 'ocfl-objects', 'Objects', 'objects'],
	[/^\/object$/, 'ocfl-object', 'Object', 'objects'],
	[/^\/validations$/, 'ocfl-validations', 'Validations', 'validations'],
	[/^\/validations\/([^/]+)$/, 'ocfl-validation', 'Validation', 'validations'],
	[/^\/audits$/, 'ocfl-audits', 'Audits', 'validations'],
	[/^\/service$/, 'ocfl-service', 'Service', 'service'],
];

const menu = [
	['/', 'Overview', 'home', 'home'], ['/updates', 'Updates', 'updates', 'list'], ['/objects', 'Objects', 'objects', 'box'],
	['/validations', 'Validations', 'validations', 'check'], ['/service', 'Service', 'service', 'gear'],
];

const view = document.getElementById('view');
let current;

function showMenu(place) {
	fill(document.getElementById('nav'),
		h('a.button.primary.add', { href: '#/new', 'aria-current': place === 'new' ? 'page' : null }, icon('upload'), 'Add files'),
		h('ul', menu.map(([path, label, key, sign]) =>
			h('li', h('a', { href: '#' + path, 'aria-current': key === place ? 'page' : null }, icon(sign), h('span', label))))));
	fill(document.getElementById('foot'),
		keys.get() ? h('button.link', { onclick: () => { keys.set(''); location.reload(); } }, 'Forget the key') : null);
}

function open() {
	const [path, search] = (location.hash.slice(1) || '/').split(/\?(.*)/s);
	const page = pages.find(([pattern]) => pattern.test(path));
	const [, tag, title, place] = page ?? [null, 'ocfl-lost', 'Not found', ''];
	const query = Object.fromEntries(new URLSearchParams(search ?? ''));
	const key = tag + '|' + path + '|' + (tag === 'ocfl-object' ? query.id : '');
	showMenu(place);
	document.title = `${title} – OCFL updates`;
	if (current?.key === key && current.element.isConnected && current.element.turn) {
		current.element.turn(query);
		return;
	}
	const element = document.createElement(tag);
	element.query = query;
	element.match = page ? page[0].exec(path).slice(1).map(part => { try { return decodeURIComponent(part); } catch { return part; } }) : [];
	const isFirst = !current;
	current = { key, element };
	view.replaceChildren(element);
	if (!isFirst) {
		window.scrollTo(0, 0);
		const heading = view.querySelector('h1') ?? document.getElementById('main');
		heading.tabIndex = -1;
		heading.focus({ preventScroll: true });
		say(title);
	}
}

customElements.define('ocfl-lost', class extends HTMLElement {
	connectedCallback() {
		fill(this, h('h1', 'There is no such page'), h('p', 'The address may be incomplete. ', h('a', { href: '#/' }, 'Go to the overview.')));
	}
});

let isLost = false;
service.addEventListener('line', ({ detail }) => {
	if (detail === isLost) return;
	isLost = detail;
	fill(document.getElementById('line'), isLost
		? h('div.callout.warn', icon('warn'), h('div',
			h('strong', 'The service does not answer. '), 'The page keeps trying. Nothing is lost: updates continue without this page. ',
			h('button.link', { onclick: tryAgainNow }, 'Try now')))
		: null);
	if (!isLost) toast('The service answers again.');
});

service.addEventListener('key', ({ detail: isWrong }) => {
	const old = document.getElementById('key-form');
	if (old) {
		const fault = old.querySelector('[role=alert]');
		fault.hidden = !isWrong;
		return;
	}
	const input = h('input', { id: 'key', name: 'key', type: 'password', autocomplete: 'off', required: true, spellcheck: 'false', 'aria-describedby': 'key-hint' });
	const dialog = h('dialog', { id: 'key-form', class: 'key', 'aria-labelledby': 'key-title', oncancel: event => event.preventDefault() },
		h('form', {
			method: 'dialog',
			onsubmit: event => {
				event.preventDefault();
				const key = input.value.trim();
				// A header takes visible ASCII only; a key is nothing else.
				if (!/^[\x21-\x7e]+$/.test(key)) { dialog.querySelector('[role=alert]').hidden = false; return; }
				dialog.close();
				dialog.remove();
				keys.set(key);
				showMenu(pages.find(([pattern]) => pattern.test((location.hash.slice(1) || '/').split('?')[0]))?.[3]);
			},
		},
		h('img', { src: 'dashboard/icon.svg', alt: '', width: 40, height: 40 }),
		h('h2', { id: 'key-title' }, 'Enter your key'),
		h('p', { id: 'key-hint' }, 'This service answers only those who have a key or a token. It is kept until you close this tab, and sent to this service only.'),
		h('p.fault', { role: 'alert', hidden: !isWrong }, 'The service does not accept this key.'),
		h('label', { for: 'key' }, 'Key or token'), input,
		h('div.buttons', h('button.button.primary', 'Continue'))));
	document.body.append(dialog);
	dialog.showModal();
});

addEventListener('hashchange', open);
addEventListener('unhandledrejection', event => {
	if (event.reason?.name === 'AbortError') event.preventDefault();
});
// A menu closes when something else is chosen.
const closeMenus = except => document.querySelectorAll('.menu[open]').forEach(menu => { if (!menu.contains(except)) menu.open = false; });
addEventListener('click', event => closeMenus(event.target));
addEventListener('keydown', event => { if (event.key === 'Escape') closeMenus(); });
// The link would change the address, which names the page.
document.querySelector('.skip').addEventListener('click', event => {
	event.preventDefault();
	document.getElementById('main').focus();
});
open();
get('version').then(({ version }) => { document.getElementById('foot').dataset.version = version; }).catch(() => {});
