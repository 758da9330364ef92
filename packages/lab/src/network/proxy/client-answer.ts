import { checkFields } from './check-route.ts';
import type { AnswerHead } from './client-side.ts';
import { ERROR_PAGE_TYPE, errorPage } from './error-page.ts';
import { endToEnd } from './hop-by-hop.ts';
import type { PodAnswerHead } from './read-answer-head.ts';
import type { Field, Forwarding } from './route.ts';
import type { Tries } from './tries.ts';

/** A pod's answer as the client gets it: its fields as they came, less those of its connection, with the route's edits. */
export function answerOfPod(head: PodAnswerHead, hasBody: boolean, forwarding: Forwarding, tries: Tries): AnswerHead {
  const edits = forwarding.responseEdits?.(head.status, head.fields.list);
  const fields = endToEnd(head.fields, edits?.remove);
  if (edits !== undefined) {
    checkFields(edits.add);
    fields.push(...edits.add);
  }
  tries.addTo(fields);
  return {
    status: head.status,
    reason: head.reason,
    fields,
    // RFC 9110 section 8.6: in 204 it says nothing.
    bodyLength: head.status === 204 ? undefined : head.length,
    isBodiless: !hasBody,
  };
}

export interface OwnAnswer {
  readonly head: AnswerHead;
  readonly body: Buffer;
}

/** An answer that no pod gave: the router's, or an error. Without a body, it has the status' page. */
export function ownAnswer(status: number, fields: readonly Field[], method: string, body?: string): OwnAnswer {
  const mayHaveBody = status !== 204 && status !== 304;
  const bytes = mayHaveBody ? Buffer.from(body ?? errorPage(status)) : Buffer.alloc(0);
  const type: readonly Field[] = body === undefined && mayHaveBody ? [['Content-Type', ERROR_PAGE_TYPE]] : [];
  return {
    head: {
      status,
      reason: '',
      fields: [...type, ...fields],
      bodyLength: mayHaveBody ? bytes.length : undefined,
      isBodiless: method === 'HEAD' || !mayHaveBody,
    },
    body: bytes,
  };
}
