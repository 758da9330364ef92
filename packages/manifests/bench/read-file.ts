import { readFileSync } from 'node:fs';
import { readDocuments, readSource } from '../src/index.ts';
import { timed } from './measure.ts';

/** Reads a file, then what it asks of its routers: prints how long each took, and the most memory in bytes. */
const [file = ''] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');

const read = timed(() => readSource(text, file));
const affinities = timed(() => readDocuments([read.result]));

if (read.result.problems.length > 0 || affinities.result.length === 0) throw new Error('it was not read');
console.log(
  JSON.stringify({
    documents: read.result.documents.length,
    read: read.taken,
    affinities: affinities.taken,
    memory: process.resourceUsage().maxRSS * 1024,
  }),
);
