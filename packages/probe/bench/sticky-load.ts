import { generateLoad } from '../src/load/generate-load.ts';

/** The probe's load in a process of its own, as the others have one: `node sticky-load.ts URL SESSIONS CONNECTIONS SECONDS`. */
const [url = '', sessions, connections, seconds] = process.argv.slice(2);
const report = await generateLoad(
  { url },
  { sessions: Number(sessions), connections: Number(connections), duration: Number(seconds) * 1_000 },
);
console.log(JSON.stringify(report));
