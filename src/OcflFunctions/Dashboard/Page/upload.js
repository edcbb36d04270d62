import { enc, keys, LineProblem, persist, Problem, send, urlOf } from './api.js';
import { wait } from './dom.js';

const PIECE = 8 * 1024 * 1024;
const SIDE_BY_SIDE = 3;
const TUS = '1.0.0';
const STORE = 'ocfl-uploads';

const base64 = text => btoa(String.fromCharCode(...new TextEncoder().encode(text)));
const keyOf = (stage, file) => [stage, file.path, file.blob.size, file.blob.lastModified].join('\n');

function remembered() {
	try { return JSON.parse(sessionStorage.getItem(STORE)) ?? {}; } catch { return {}; }
}

function remember(key, url) {
	const all = remembered();
	if (url) all[key] = url;
	else delete all[key];
	try { sessionStorage.setItem(STORE, JSON.stringify(all)); } catch { /* Then a reload starts these files again. */ }
}

/** Sends a part of a file. XMLHttpRequest, since fetch does not say how much has been sent. */
function sendPart(method, url, headers, body, signal, onSent) {
	return new Promise((resolve, reject) => {
		const request = new XMLHttpRequest();
		const stop = () => request.abort();
		request.open(method, url);
		for (const [header, value] of Object.entries({ 'Tus-Resumable': TUS, ...keys.headers(), ...headers })) request.setRequestHeader(header, value);
		request.upload.onprogress = event => onSent(event.loaded);
		request.onload = () => {
			if (request.status >= 200 && request.status < 300) resolve(request);
			else {
				let problem = null;
				try { problem = JSON.parse(request.responseText); } catch { /* The status says enough. */ }
				reject(new Problem(request.status, problem));
			}
		};
		request.onerror = () => reject(new LineProblem());
		request.onabort = () => reject(new DOMException('stopped', 'AbortError'));
		request.onloadend = () => signal.removeEventListener('abort', stop);
		signal.addEventListener('abort', stop);
		if (signal.aborted) request.abort();
		else request.send(body);
	});
}

/** Uploads a file in pieces (tus 1.0.0), and continues where it stopped after a broken line. */
async function uploadOne(stage, file, signal, onSent) {
	const key = keyOf(stage, file);
	let url = remembered()[key];
	const create = `stages/${enc(stage)}/uploads`;
	for (let failures = 0; ;) {
		try {
			let offset;
			if (url) {
				const answer = await send('HEAD', url, { headers: { 'Tus-Resumable': TUS }, signal });
				offset = Number(answer.headers.get('Upload-Offset'));
			} else {
				const first = file.blob.slice(0, Math.min(PIECE, file.blob.size));
				const answer = await sendPart('POST', urlOf(create), {
					'Upload-Length': file.blob.size, 'Upload-Metadata': 'path ' + base64(file.path),
					...(first.size && file.blob.size <= PIECE ? { 'Content-Type': 'application/offset+octet-stream' } : {}),
				}, file.blob.size <= PIECE && first.size ? first : null, signal, onSent);
				url = new URL(answer.getResponseHeader('Location'), urlOf(create)).href;
				remember(key, url);
				offset = Number(answer.getResponseHeader('Upload-Offset') ?? 0);
			}
			failures = 0;
			while (offset < file.blob.size) {
				const from = offset;
				onSent(from);
				const answer = await sendPart('PATCH', url, { 'Upload-Offset': from, 'Content-Type': 'application/offset+octet-stream' },
					file.blob.slice(from, from + PIECE), signal, sent => onSent(Math.min(from + sent, file.blob.size)));
				offset = Number(answer.getResponseHeader('Upload-Offset'));
			}
			onSent(file.blob.size);
			remember(key, null);
			return;
		} catch (failure) {
			if (signal.aborted) throw failure;
			const isGone = failure.status === 404 && failure.kind === 'upload-not-found';
			if (isGone) { url = undefined; remember(key, null); }
			const passes = failure instanceof LineProblem || isGone || [408, 409, 423, 429].includes(failure.status) && failure.kind !== 'stage-taken' || failure.status >= 502 && failure.status !== 507 || failure.status === 401;
			if (!passes || ++failures > 1000) throw failure;
			// The service answers again, a key is entered: then the offset is asked for.
			await persist(() => send('GET', 'stages/' + enc(stage), { query: { top: 1 }, signal }), signal);
			await wait(Math.min(300 * failures, 5000), signal);
		}
	}
}

/**
 * Uploads files into a stage.
 * @param files `{path, blob, state, sent}`: `state` becomes `sending`, `sent` or `failed`.
 */
export async function uploadAll(stage, files, signal, onChange) {
	const waiting = files.filter(file => file.state !== 'sent' && file.blob);
	const worker = async () => {
		for (let file; (file = waiting.shift()) && !signal.aborted;) {
			file.state = 'sending';
			file.fault = undefined;
			try {
				await uploadOne(stage, file, signal, sent => { file.sent = sent; onChange(); });
				file.state = 'sent';
			} catch (failure) {
				if (signal.aborted) { file.state = undefined; return; }
				file.state = 'failed';
				file.fault = failure;
			}
			onChange();
		}
	};
	await Promise.all(Array.from({ length: SIDE_BY_SIDE }, worker));
}

/** The files of a drop, those of folders too, with their paths. */
export async function filesOfDrop(transfer) {
	const found = [];
	const entries = [...transfer.items].map(item => item.webkitGetAsEntry?.()).filter(Boolean);
	if (!entries.length) return [...transfer.files].map(blob => ({ path: blob.name, blob }));
	const walk = async (entry, above) => {
		const path = above + entry.name;
		if (entry.isFile) found.push({ path, blob: await new Promise((resolve, reject) => entry.file(resolve, reject)) });
		else {
			const reader = entry.createReader();
			for (;;) {
				const some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject));
				if (!some.length) break;
				for (const child of some) await walk(child, path + '/');
			}
		}
	};
	for (const entry of entries) await walk(entry, '');
	return found;
}
