// A list of any length: only the rows that can be seen exist. All rows have one height, which the style gives.

const MORE = 8;

export class Rows extends HTMLElement {
	#items = [];
	#first = -1;
	#last = -1;
	#pool = new Map();

	connectedCallback() {
		if (!this.space) {
			this.space = document.createElement('div');
			this.space.className = 'rows-space';
			this.space.setAttribute('role', 'presentation');
			this.append(this.space);
			this.addEventListener('scroll', () => this.#ask(), { passive: true });
			this.addEventListener('keydown', event => this.#key(event));
			this.addEventListener('focusin', event => { const i = event.target.closest?.('[data-i]')?.dataset.i; if (i !== undefined) this.at = Number(i); });
		}
		this.size = new ResizeObserver(() => this.#ask(true));
		this.size.observe(this);
	}

	disconnectedCallback() { this.size.disconnect(); }

	/** Shows items. `make(item, index)` gives a row. */
	set(items, make) {
		this.#items = items;
		this.make = make ?? this.make;
		this.at = Math.min(this.at ?? 0, Math.max(items.length - 1, 0));
		this.#ask(true);
	}

	get items() { return this.#items; }

	#ask(isNew) {
		this.isNew ||= isNew;
		this.frame ??= requestAnimationFrame(() => { this.frame = undefined; this.#draw(); });
	}

	#draw() {
		if (!this.isConnected || !this.make) return;
		if (this.isNew || !this.rowHeight) this.rowHeight = parseFloat(getComputedStyle(this).getPropertyValue('--row')) || 36;
		const height = this.rowHeight;
		const total = this.#items.length * height;
		if (this.total !== total) { this.total = total; this.space.style.height = total + 'px'; this.style.setProperty('--rows', this.#items.length); }
		const first = Math.max(0, Math.floor(this.scrollTop / height) - MORE);
		const last = Math.min(this.#items.length, Math.ceil((this.scrollTop + this.clientHeight) / height) + MORE);
		if (!this.isNew && first === this.#first && last === this.#last) return;
		const focused = this.contains(document.activeElement) ? Number(document.activeElement.closest('[data-i]')?.dataset.i ?? -1) : -1;
		for (const [i, row] of this.#pool) {
			if (this.isNew || ((i < first || i >= last) && i !== focused)) { row.remove(); this.#pool.delete(i); }
		}
		const fresh = document.createDocumentFragment();
		for (let i = first; i < last; i++) {
			if (this.#pool.has(i)) continue;
			const row = this.make(this.#items[i], i);
			row.dataset.i = i;
			row.style.transform = `translateY(${i * height}px)`;
			row.classList.add('rows-row');
			if (row.hasAttribute('role') && row.getAttribute('role') !== 'listitem') row.tabIndex = i === this.at ? 0 : -1;
			this.#pool.set(i, row);
			fresh.append(row);
		}
		this.space.append(fresh);
		// The row that the Tab key reaches is always one that exists.
		if (last > first && !this.#pool.has(this.at)) {
			this.at = Math.min(first + MORE, last - 1);
			const row = this.#pool.get(this.at);
			if (row.hasAttribute('tabindex')) row.tabIndex = 0;
		}
		if (focused >= 0 && this.isNew) this.#pool.get(Math.min(focused, this.#items.length - 1))?.focus({ preventScroll: true });
		this.isNew = false;
		this.#first = first;
		this.#last = last;
	}

	/** Moves the focus to a row, and shows it. */
	go(i) {
		const to = Math.max(0, Math.min(i, this.#items.length - 1));
		const height = this.rowHeight;
		if (to * height < this.scrollTop) this.scrollTop = to * height;
		else if ((to + 1) * height > this.scrollTop + this.clientHeight) this.scrollTop = (to + 1) * height - this.clientHeight;
		const before = this.#pool.get(this.at);
		if (before) before.tabIndex = -1;
		this.at = to;
		this.#draw();
		const row = this.#pool.get(to);
		if (row) { row.tabIndex = 0; row.focus({ preventScroll: true }); }
	}

	#key(event) {
		if (this.getAttribute('role') === 'list' || !this.#items.length) return;
		const page = Math.max(1, Math.floor(this.clientHeight / this.rowHeight) - 1);
		const to = { ArrowDown: this.at + 1, ArrowUp: this.at - 1, PageDown: this.at + page, PageUp: this.at - page, Home: 0, End: this.#items.length - 1 }[event.key];
		if (to !== undefined) { event.preventDefault(); this.go(to); }
		else this.onkey?.(event, this.#items[this.at], this.at);
	}
}

customElements.define('ocfl-rows', Rows);
