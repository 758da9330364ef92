/** A pod that counts aloud: over a WebSocket, where it also says back what it hears, and as server-sent events. */
export const STREAMS_POD = `
const { createHash } = require('node:crypto');
const { createServer } = require('node:http');
const EVERY_MS = 50;
const server = createServer((request, response) => {
  if (request.url !== '/events') return response.end('ok');
  response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-store' });
  let count = 0;
  const timer = setInterval(() => response.write('data: ' + count++ + '\\n\\n'), EVERY_MS);
  response.on('close', () => clearInterval(timer));
});
function frame(text) {
  return Buffer.concat([Buffer.from([0x81, text.length]), Buffer.from(text)]);
}
server.on('upgrade', (request, socket) => {
  const key = request.headers['sec-websocket-key'] + '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  const accept = createHash('sha1').update(key).digest('base64');
  socket.write('HTTP/1.1 101 Switching Protocols\\r\\nConnection: Upgrade\\r\\nUpgrade: websocket\\r\\n' +
    'Sec-WebSocket-Accept: ' + accept + '\\r\\n\\r\\n');
  let count = 0;
  const timer = setInterval(() => socket.write(frame('count ' + count++)), EVERY_MS);
  let rest = Buffer.alloc(0);
  socket.on('data', (chunk) => {
    rest = Buffer.concat([rest, chunk]);
    // Masked text frames of less than 126 bytes: no others are sent here.
    while (rest.length >= 6 && rest.length >= 6 + (rest[1] & 0x7f)) {
      const length = rest[1] & 0x7f;
      const mask = rest.subarray(2, 6);
      const text = Buffer.from(rest.subarray(6, 6 + length).map((byte, index) => byte ^ mask[index % 4]));
      rest = rest.subarray(6 + length);
      socket.write(frame('heard ' + text));
    }
  });
  socket.on('error', () => socket.destroy());
  socket.on('close', () => clearInterval(timer));
});
server.listen(Number(process.env.PORT), process.env.HOST);
process.on('SIGTERM', () => process.exit(0));
`;
