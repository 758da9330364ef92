import { once } from 'node:events';
import { connect, type Socket } from 'node:net';

const [host = '', port = '', name = '', count = ''] = process.argv.slice(2);
/** How many open at the same time. */
const ABREAST = 100;
/** A text frame of one masked character. */
const FRAME = Buffer.from([0x81, 0x81, 0, 0, 0, 0, 0x78]);

/** Opens so many WebSockets, has each say a word and hear it back, says so, and holds them. */
async function main(): Promise<void> {
  const open: Socket[] = [];
  while (open.length < Number(count)) {
    const next = Math.min(ABREAST, Number(count) - open.length);
    open.push(...(await Promise.all(Array.from({ length: next }, upgrade))));
  }
  let heard = 0;
  for (const socket of open) {
    socket.write(FRAME);
    const [echo] = await once(socket, 'data');
    if (FRAME.equals(echo)) heard += 1;
  }
  console.log(`${open.length} open, ${heard} answered`);
}

async function upgrade(): Promise<Socket> {
  const socket = connect({ host, port: Number(port), noDelay: true });
  socket.write(
    `GET /socket HTTP/1.1\r\nHost: ${name}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n` +
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n',
  );
  const [head] = await once(socket, 'data');
  if (!String(head).startsWith('HTTP/1.1 101 ')) throw new Error(`no upgrade: ${String(head)}`);
  return socket;
}

await main();
