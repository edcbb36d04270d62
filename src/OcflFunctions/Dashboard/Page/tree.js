// The files of a version as a tree that is built page by page, and flattened to the rows that are open.

export class Tree {
	constructor() { this.top = folder('', '', 0); this.files = 0; this.bytes = 0; }

	add(file) {
		const parts = file.path.split('/');
		let at = this.top;
		const above = [at];
		for (let i = 0; i < parts.length - 1; i++) {
			let next = at.folders.get(parts[i]);
			if (!next) {
				next = folder(parts[i], at.path + parts[i] + '/', at.level + 1);
				at.folders.set(parts[i], next);
				at.children.push(next);
			}
			at = next;
			above.push(at);
		}
		at.children.push({ name: parts.at(-1), path: file.path, size: file.size, digest: file.digest, level: at.level + 1 });
		for (const one of above) { one.files++; one.bytes += file.size ?? 0; }
		this.files++;
		this.bytes += file.size ?? 0;
	}

	/** The rows that can be seen; with words, the files whose paths have them. */
	rows(words) {
		const rows = [];
		if (words) {
			const wanted = words.toLowerCase();
			const walk = at => { for (const child of at.children) child.children ? walk(child) : child.path.toLowerCase().includes(wanted) && rows.push(child); };
			walk(this.top);
			return rows;
		}
		const walk = at => {
			at.children.forEach((child, i) => {
				child.place = i + 1;
				child.beside = at.children.length;
				child.above = at;
				rows.push(child);
				if (child.open) walk(child);
			});
		};
		walk(this.top);
		return rows;
	}

	/** Opens the folders above a path, and single folders at the top. */
	reveal(path) {
		let at = this.top;
		for (const part of (path ?? '').split('/').slice(0, -1)) {
			at = at.folders.get(part);
			if (!at) return;
			at.open = true;
		}
		if (!path) for (at = this.top; at.children.length === 1 && at.children[0].children;) (at = at.children[0]).open = true;
	}
}

const folder = (name, path, level) => ({ name, path, level, children: [], folders: new Map(), files: 0, bytes: 0, open: false });
