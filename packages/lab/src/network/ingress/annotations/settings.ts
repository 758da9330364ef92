import type { AnnotationProblem } from '@sticky/manifests';
import { type CorsPolicy, corsPolicy } from '../cors-fields.ts';
import { type AnswerRewrite, readAnswerRewrite } from './answer-rewrite.ts';
import { readCors } from './cors.ts';
import { type Proxying, readProxy } from './proxy.ts';
import { annotationReader } from './reader.ts';
import { type Redirect, readRedirect } from './redirect.ts';
import { type Rewrite, readRewrite } from './rewrite.ts';
import { readServerAlias } from './server-alias.ts';
import { readSourceRanges, type SourceRanges } from './source-ranges.ts';
import { readSslRedirect, type SslRedirect } from './ssl-redirect.ts';

/** What the annotations of an Ingress ask for at each of its locations; every default is filled in. */
export interface LocationSettings {
  readonly aliases: readonly string[];
  readonly rewrite: Rewrite;
  readonly redirect: Redirect;
  readonly sslRedirect: SslRedirect;
  readonly cors: CorsPolicy | undefined;
  readonly sources: SourceRanges;
  readonly proxy: Proxying;
  readonly answer: AnswerRewrite;
}

/** Those of an Ingress without annotations. */
export const DEFAULT_SETTINGS: LocationSettings = readLocationSettings({}).settings;

export interface LocationReading {
  readonly settings: LocationSettings;
  /** The Ingress is refused when one of them is `rejected`. */
  readonly problems: readonly AnnotationProblem[];
}

/** Reads the annotations that decide what becomes of a request, besides the choice of its pod. */
export function readLocationSettings(annotations: Readonly<Record<string, string>>): LocationReading {
  const reader = annotationReader(annotations);
  const cors = readCors(reader);
  const settings: LocationSettings = {
    aliases: readServerAlias(reader),
    rewrite: readRewrite(reader),
    redirect: readRedirect(reader),
    sslRedirect: readSslRedirect(reader),
    cors: cors === undefined ? undefined : corsPolicy(cors),
    sources: readSourceRanges(reader),
    proxy: readProxy(reader),
    answer: readAnswerRewrite(reader),
  };
  return { settings, problems: reader.problems };
}
