import { h, icon, name, toast } from './dom.js';
import { bytes, count, many } from './format.js';

// What the service's words mean, in the words of people who keep archives.

const statuses = {
	Queued: ['wait', 'Queued', 'calm'], Running: ['run', 'Running', 'busy'], Held: ['warn', 'Held', 'warn'], Suspended: ['pause', 'Suspended', 'calm'],
	Completed: ['ok', 'Completed', 'good'], Unchanged: ['same', 'Unchanged', 'calm'], Failed: ['error', 'Failed', 'bad'],
	Cancelled: ['stop', 'Cancelled', 'calm'], Terminated: ['error', 'Terminated', 'bad'],
	Valid: ['ok', 'Valid', 'good'], Invalid: ['error', 'Invalid', 'bad'], Incomplete: ['warn', 'Incomplete', 'warn'],
};

export const statusWord = status => statuses[status]?.[1] ?? status;
export const isFinal = update => !['Queued', 'Running', 'Held', 'Suspended'].includes(update.status);

export function pill(status) {
	const [sign, word, tone] = statuses[status] ?? ['info', status, 'calm'];
	return h('span', { class: `pill ${tone}` }, icon(sign), word);
}

export const versionWord = version => /^v0*\d+$/.test(version ?? '') ? `version ${Number(version.slice(1))}` : version ?? 'no version';
export const capital = text => text.charAt(0).toUpperCase() + text.slice(1);

/** "12 files added, 2 removed" */
export function changesWord(files) {
	if (!files) return '';
	const parts = ['added', 'changed', 'removed', 'renamed'].filter(kind => files[kind] > 0).map(
		(kind, at) => at === 0 ? `${many(files[kind], 'file')} ${kind}` : `${count(files[kind])} ${kind}`);
	return parts.join(', ');
}

/** What an update did, in one sentence. */
export function story(update) {
	const result = update.result;
	switch (update.status) {
		case 'Completed': {
			const changes = changesWord(result?.files);
			return `${capital(versionWord(result?.version))} was committed${changes ? `: ${changes}` : ''}.`;
		}
		case 'Unchanged': return `Nothing was stored: ${versionWord(result?.version)} already has exactly these files.`;
		case 'Cancelled': return 'It was cancelled. The object is as it was before.';
		case 'Failed': return 'It failed. The object is as it was before.';
		case 'Terminated': return 'It was terminated. The next update of the object clears what it left.';
		case 'Held': return 'It could not continue and waits for you. Nothing is lost.';
		case 'Suspended': return 'It is suspended and can be resumed at any time.';
		case 'Queued': return update.progress?.ahead > 0
			? `It waits for ${many(update.progress.ahead, 'earlier update')} of the same object.` : 'It is about to start.';
		default: return phaseStory(update);
	}
}

function phaseStory({ phase, progress: p }) {
	switch (phase) {
		case 'Claiming': return p?.ahead > 0 ? `It waits for ${many(p.ahead, 'earlier update')} of the same object.` : 'It is taking its turn with the object.';
		case 'Staging': return p?.sourceFiles ? `It is reading and checking ${many(p.sourceFiles, 'file')} (${bytes(p.sourceBytes)}).` : 'It is listing the files of the source.';
		case 'Planning': return 'It is working out what the new version needs.';
		case 'Copying': return 'It is copying the files into the storage root.';
		case 'Committing': return 'It is committing the new version.';
		case 'Finishing': return 'The new version is committed. It is being checked once more.';
		case 'Reverting': return 'It is undoing what it did. The object stays as it was.';
		default: return 'It is running.';
	}
}

export const phases = [
	['Claiming', 'Take its turn'], ['Staging', 'Read the files'], ['Planning', 'Plan'], ['Copying', 'Copy'], ['Committing', 'Commit'], ['Finishing', 'Check'],
];

const advice = {
	InvalidUpdate: ['The request and the files do not fit together.', 'Read the message below, correct the request or the files, and start a new update.'],
	ObjectConflict: ['Someone else changed the object first.', 'Look at the newest version, decide whether your update is still right, and start it again.'],
	ContentMismatch: ['Files changed while they were read, or are not what their checksums say.', 'Make sure that nothing writes to the source, check the files named below, and start a new update.'],
	Storage: ['The storage did not work.', 'Read the message below. Check that the source and the storage can be reached, and that there is free space. Then retry.'],
	ObjectNotFound: ['There is no such object.', 'Check the spelling of its identifier.'],
};

/** What went wrong and what to do, for an update or a validation. */
export function explain(thing) {
	const type = thing.error?.type ?? '';
	const [what, todo] = advice[type] ?? ['Something went wrong.', 'Read the message below. If it does not help, give it to the people who run this service.'];
	if (thing.status === 'Held') {
		return { what, todo: type === 'Storage' ? todo : `${todo.replace(/start (a new update|it again)\.?$/, 'retry.')} Retry when the cause is fixed, or cancel the update.` };
	}
	return { what, todo: type === 'Storage' && thing.status === 'Failed' ? todo.replace('Then retry.', 'Then start a new update.') : todo };
}

const activities = {
	ClaimObject: 'Took its turn with the object', ListSource: 'Listed the files of the source', BuildStage: 'Read and checked files', CreatePlan: 'Planned the version',
	ExecuteOcflActivity: 'Wrote into the storage root', ApplyPlan: 'Checked the new version', ReleaseObject: 'Gave the turn to the next update',
	RevertOcflActivity: 'Undid what was written', NoteHold: 'Waited for a person', ObserveUpdates: 'Recorded the result',
};
export const activityWord = activity => activities[activity] ?? activity;

/** A step's name, such as `copy v1/content/readme.txt`, in words. */
export function stepWords(step) {
	const at = step.indexOf(' ');
	const verb = at < 0 ? step : step.slice(0, at);
	const words = { copy: 'Copy', write: 'Write', commit: 'Commit', verify: 'Verify', delete: 'Delete', create: 'Create', link: 'Link' }[verb];
	return words ? [words + ' ', name(step.slice(at + 1))] : [name(step)];
}

export const modes = {
	replace: ['exactly these files', 'The new version has these files and no others.'],
	merge: ['these files and the earlier ones', 'The new version has what the last one has; these files are added or take the place of others.'],
	select: ['named changes only', 'Only the files that the changes name.'],
};

export function sourceWords(source) {
	if (!source) return ['no files: changes only'];
	if (source.stage) return ['files uploaded from a browser or program'];
	if (source.container) return ['the container ', name(source.container + (source.prefix ? '/' + source.prefix : '')), source.bag ? ' (a bag)' : ''];
	return ['the folder ', name(source.directory), source.bag ? ' (a bag)' : ''];
}

const mismatches = {
	Missing: 'is missing', NotFetched: 'has not been fetched yet', Unlisted: 'is not in the list of checksums', WrongDigest: 'has another checksum',
};
export const mismatchWord = kind => mismatches[kind] ?? kind;

const checkWords = { storageRoot: ['Storage root', 'where the objects are'], workArea: ['Work area', 'for uploads and work in progress'], engine: ['Engine', 'which runs and remembers updates'], maintenance: ['Maintenance', 'which removes what is not needed any more'], audits: ['Audits', 'which check objects again'] };
export const checkName = key => checkWords[key] ?? [key, ''];

/** A problem of the API in words. */
export function faultWords(failure) {
	if (failure.status === 403 && failure.kind === 'role-missing') return 'Your key may not do this. Ask for a key with more rights.';
	if (failure.status === 413) return 'This is larger than the service takes. ' + failure.message;
	if (failure.status === 507) return 'The service has too little free space. ' + failure.message;
	if (failure.kind === 'source-not-allowed') return 'The service may not read from there. The people who run it decide which folders are allowed.';
	if (failure.kind === 'source-not-found') return 'There is no such folder on the service’s machine.';
	if (failure.kind === 'wrong-state') return 'The update has moved on, so this is no longer possible.';
	return failure.message;
}

/** Does what a person asked for; if it fails, a notice says why. */
export async function attempt(view, action) {
	try {
		return await action();
	} catch (failure) {
		if (!view.signal.aborted) toast(faultWords(failure), 'error');
	}
}
