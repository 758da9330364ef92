import { createServer } from 'node:net';
import { UPSTREAM } from './upstream.ts';

const LARGE = 'x'.repeat(100_000);

/** Answers each request of a connection that has no body, and looks at no more of it than its path. */
for (const host of UPSTREAM.hosts) {
  const server = createServer({ noDelay: true }, (socket) => {
    let rest = '';
    socket.on('error', () => socket.destroy());
    socket.on('data', (chunk) => {
      const heads = (rest + chunk.toString('latin1')).split('\r\n\r\n');
      rest = heads.pop() ?? '';
      if (heads.length > 0) socket.write(heads.map(answer).join(''));
    });
  });
  server.listen(UPSTREAM.port, host);
}

function answer(head: string): string {
  const body = head.startsWith('GET /large ') ? LARGE : 'ok';
  return `HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: ${body.length}\r\n\r\n${body}`;
}
