import { createServer } from 'node:http';
import { UPSTREAM } from './upstream.ts';

/** Agrees to every upgrade and says back what it hears, frame or not. */
for (const host of UPSTREAM.hosts) {
  const server = createServer();
  server.on('upgrade', (_request, socket) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n');
    socket.pipe(socket);
  });
  server.listen(UPSTREAM.webSocketPort, host);
}
