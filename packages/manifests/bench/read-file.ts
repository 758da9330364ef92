import { readFileSync } from 'node:fs';
import { readDocuments, readSource } from '../src/index.ts';

/** Reads a file, and what it asks of its routers: prints how long both took in ms, and the most memory in bytes. */
const [file = ''] = process.argv.slice(2);
const text = readFileSync(file, 'utf8');

const start = performance.now();
const source = readSource(text, file);
const read = performance.now() - start;
const readings = readDocuments([source]);
const affinities = performance.now() - start;

if (source.problems.length > 0 || readings.length === 0) throw new Error('it was not read');
const memory = process.resourceUsage().maxRSS * 1024;
console.log(JSON.stringify({ documents: source.documents.length, read, affinities, memory }));
