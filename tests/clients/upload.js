// Uploads a file by tus-js-client or by Uppy, over a line that breaks: the socket is closed in the middle of some requests.
// The question (JSON on the input): {client, endpoint, file, path, breaks, key}. The answer: {offsets, breaks}.
import { createReadStream, readFileSync, statSync } from 'node:fs'
import http from 'node:http'
import * as tus from 'tus-js-client'

const question = JSON.parse(readFileSync(0, 'utf8'))
const headers = question.key ? { 'x-functions-key': question.key } : {}
let left = question.breaks

// A proxy in front of the service, which breaks lines.
const target = new URL(question.endpoint)
const proxy = http.createServer((incoming, outgoing) => {
  const onward = http.request(
    { host: target.hostname, port: target.port, path: incoming.url, method: incoming.method, headers: { ...incoming.headers, host: target.host } },
    (answer) => {
      outgoing.writeHead(answer.statusCode, answer.headers)
      answer.pipe(outgoing)
    })
  onward.on('error', () => outgoing.destroy())
  let sent = 0
  incoming.on('data', (part) => {
    sent += part.length
    onward.write(part)
    if (incoming.method === 'PATCH' && sent > 1500000 && left > 0) {
      left--
      onward.destroy()
      incoming.destroy()
    }
  })
  incoming.on('end', () => onward.end())
  incoming.on('error', () => onward.destroy())
})
await new Promise((resolve) => proxy.listen(0, '127.0.0.1', resolve))
const endpoint = `http://127.0.0.1:${proxy.address().port}${target.pathname}`
const offsets = []
const options = {
  endpoint,
  headers,
  retryDelays: [100, 300, 500, 1000, 2000],
  onAfterResponse: (_, answer) => {
    const offset = answer.getHeader('Upload-Offset')
    if (offset) {
      offsets.push(Number(offset))
    }
  },
}

async function byTus() {
  await new Promise((resolve, reject) => {
    const upload = new tus.Upload(createReadStream(question.file), {
      ...options,
      uploadSize: statSync(question.file).size,
      chunkSize: question.chunk || 4000000,
      metadata: { filename: question.path },
      onSuccess: resolve,
      onError: reject,
    })
    upload.start()
  })
}

async function byUppy() {
  const { default: Uppy } = await import('@uppy/core')
  const { default: Tus } = await import('@uppy/tus')
  const uppy = new Uppy({ autoProceed: false }).use(Tus, { ...options, chunkSize: question.chunk || 4000000 })
  uppy.addFile({ name: question.path, type: 'application/octet-stream', data: readFileSync(question.file) })
  const result = await uppy.upload()
  if (result.failed.length > 0) {
    throw new Error(String(result.failed[0].error))
  }
}

try {
  await (question.client === 'uppy' ? byUppy() : byTus())
  process.stdout.write(JSON.stringify({ offsets, breaks: question.breaks - left }))
  process.exit(0)
} catch (failure) {
  process.stderr.write(String(failure && failure.stack || failure))
  process.exit(1)
}
