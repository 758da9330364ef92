import * as z from 'zod';
import type { ObjectIndex } from '../read/object-index.ts';

const service = z.looseObject({
  spec: z.looseObject({ ports: z.array(z.looseObject({ name: z.string().optional(), port: z.int() })) }),
});

/** Finds the number of a port that a Service has by name; undefined where the Service or the port is not there. */
export function portFinder(find: ObjectIndex) {
  return (name: string, namespace: string | undefined, port: string): number | undefined => {
    const { data } = service.safeParse(find('/Service', name, namespace));
    return data?.spec.ports.find((entry) => entry.name === port)?.port;
  };
}
