import { z } from 'zod';

/** Kubernetes' own clients take `null` for a missing list or map, as `kubectl config` writes it. */
const named = z.array(z.looseObject({ name: z.string().min(1) })).nullish();

/** The outer shape of a kubeconfig. Its entries are parsed when they are used: one broken entry spoils no other context. */
export const kubeconfigSchema = z.object({
  'current-context': z.string().nullish(),
  clusters: named,
  contexts: named,
  users: named,
});

export const contextSchema = z.object({
  cluster: z.string('name one').min(1, 'name one'),
  user: z.string().nullish(),
  namespace: z.string().nullish(),
});

export const clusterSchema = z.object({
  server: z.url({ protocol: /^https?$/, message: 'must be an http(s) URL' }),
  'certificate-authority': z.string().nullish(),
  'certificate-authority-data': z.base64().nullish(),
  'insecure-skip-tls-verify': z.boolean().nullish(),
  'tls-server-name': z.string().nullish(),
  'proxy-url': z.string().nullish(),
});

export const execSchema = z.object({
  apiVersion: z.string(),
  command: z.string().min(1),
  args: z.array(z.string()).nullish(),
  env: z.array(z.object({ name: z.string(), value: z.string() })).nullish(),
  installHint: z.string().nullish(),
  provideClusterInfo: z.boolean().nullish(),
});

/** client-node sends the name alone: without the rest, Sticky would act as somebody else. */
const notSent = z.never({ error: 'Sticky cannot impersonate by it, take it out or use another context' }).optional();

export const userSchema = z.object({
  'client-certificate': z.string().nullish(),
  'client-certificate-data': z.base64().nullish(),
  'client-key': z.string().nullish(),
  'client-key-data': z.base64().nullish(),
  token: z.string().nullish(),
  tokenFile: z.string().nullish(),
  username: z.string().nullish(),
  password: z.string().nullish(),
  as: z.string().nullish(),
  'as-groups': notSent,
  'as-uid': notSent,
  'as-user-extra': notSent,
  exec: execSchema.nullish(),
  'auth-provider': z.object({ name: z.string(), config: z.record(z.string(), z.string()).nullish() }).nullish(),
});
