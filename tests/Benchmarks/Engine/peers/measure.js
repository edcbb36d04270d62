// What both peers have in common: the rows, each with the work of the peer, and how they are printed.
import { performance } from 'node:perf_hooks';

// Restate's SDK needs it; Node.js has it from version 22 on.
Promise.withResolvers ??= function () {
  let resolve, reject;
  const promise = new Promise((...both) => ([resolve, reject] = both));
  return { promise, resolve, reject };
};

const fanOut = 2_000;
const orchestrations = 1_000;
const atOnce = 64;
const inARow = 2_000;
const calls = 300;

/** Runs every row. `run(name, count)` starts a workflow of the peer and waits for its result. */
export async function measure(run) {
  await run('fanOut', 200);
  print('fan-out', fanOut / await best(() => run('fanOut', fanOut)), '/s');
  await many(run, 100);
  print('three', orchestrations / await best(() => many(run, orchestrations)), '/s');
  print('row', inARow / await seconds(() => run('row', inARow)), '/s');
  const times = [];
  for (let i = 0; i < calls; i++) {
    times.push(1000 * await seconds(() => run('row', 1)));
  }

  times.sort((a, b) => a - b);
  print('latency-p50', times[Math.floor(calls / 2)], 'ms');
  print('latency-p99', times[Math.floor(calls * 0.99)], 'ms');
}

async function many(run, count) {
  let next = 0;
  await Promise.all(Array.from({ length: atOnce }, async () => {
    while (next++ < count) {
      await run('row', 3);
    }
  }));
}

async function best(work) {
  return Math.min(await seconds(work), await seconds(work));
}

async function seconds(work) {
  const begin = performance.now();
  await work();
  return (performance.now() - begin) / 1000;
}

function print(name, value, unit) {
  console.log(JSON.stringify({ name, value, unit, detail: '' }));
}
