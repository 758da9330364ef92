import { titleOf } from '../object-identity.ts';
import type { KubernetesObject } from '../objects.ts';
import { redirectsByItself, redirectsToHttps } from './effective.ts';
import type { MigrationRow } from './migration.ts';
import { heirsOf } from './objects.ts';
import { mainOf, type Plan } from './plan.ts';
import { nameOf } from './router-identity.ts';

const CLUSTER_ISSUER = 'cert-manager.io/cluster-issuer';
const ISSUER = 'cert-manager.io/issuer';

/** Whether cert-manager is asked for the certificates of an object. */
function asksForCertificates({ metadata }: KubernetesObject): boolean {
  const { annotations = {} } = metadata;
  return [CLUSTER_ISSUER, ISSUER, 'kubernetes.io/tls-acme'].some((name) => Object.hasOwn(annotations, name));
}

/**
 * The Certificates that cert-manager no longer makes by itself: it looks at the annotations of an Ingress and a Gateway
 * alone, and what it made for the old Ingress goes with it.
 */
export function certificatesFor(plan: Plan): KubernetesObject[] {
  const main = mainOf(plan.reading);
  if (!asksForCertificates(main) || heirsOf(plan.rendered).certificate !== undefined) return [];
  const issuer = issuerOf(main);
  if (issuer === undefined) return [];
  const { namespace, labels } = main.metadata;
  const bySecret = Map.groupBy(plan.routing.tls, ({ secretName }) => secretName);
  return [...bySecret].flatMap(([secretName, entries]) => {
    const dnsNames = entries.flatMap(({ host }) => (host === undefined ? [] : [host]));
    if (secretName === undefined || dnsNames.length === 0) return [];
    const metadata = {
      name: secretName,
      ...(namespace !== undefined && { namespace }),
      ...(labels !== undefined && { labels }),
    };
    return [
      {
        apiVersion: 'cert-manager.io/v1',
        kind: 'Certificate',
        metadata,
        ...{ spec: { secretName, dnsNames, issuerRef: issuer } },
      },
    ];
  });
}

function issuerOf({ metadata: { annotations = {} } }: KubernetesObject) {
  const cluster = annotations[CLUSTER_ISSUER];
  if (cluster !== undefined) return { kind: 'ClusterIssuer', name: cluster };
  const name = annotations[ISSUER];
  const group = annotations['cert-manager.io/issuer-group'];
  return name === undefined
    ? undefined
    : { kind: annotations['cert-manager.io/issuer-kind'] ?? 'Issuer', name, ...(group !== undefined && { group }) };
}

/** What is to be done about those who go by the same object: cert-manager, external-dns; and what came with the old router. */
export function neighbourRows(plan: Plan): MigrationRow[] {
  return [...certificateRows(plan), ...dnsRows(plan), ...redirectRows(plan)];
}

function certificateRows(plan: Plan): MigrationRow[] {
  const { object, reading, rendered, routing, to } = plan;
  const main = mainOf(reading);
  if (!asksForCertificates(main) || routing.tls.length === 0) return [];
  const start = { object, subject: 'certificate' } as const;
  const heir = heirsOf(rendered).certificate;
  const rows: MigrationRow[] = [];
  if (heir === undefined) {
    const names = certificatesFor(plan).map(({ metadata }) => metadata.name);
    rows.push(
      names.length > 0
        ? {
            ...start,
            outcome: 'to do',
            before: 'asked for by annotation',
            after: names.map((name) => `Certificate ${name}`).join(', '),
            meaning: `cert-manager looks at no ${plan.rendered.objects[0]?.kind ?? 'such object'}, so a Certificate asks instead. Before the old ${main.kind} is deleted, take it out of the Certificate's \`metadata.ownerReferences\`, or Kubernetes deletes both.`,
          }
        : {
            ...start,
            outcome: 'to do',
            meaning: `Write a Certificate for cert-manager: it looks at no object of ${nameOf(to)}.`,
          },
    );
  } else if (heir.kind === 'Gateway') {
    rows.push({
      ...start,
      outcome: 'to do',
      before: `asked for by ${main.kind}`,
      after: 'asked for by Gateway',
      meaning:
        'cert-manager looks at Gateways only when it is told to: set `config.enableGatewayAPI: true` in its chart.',
    });
  }
  rows.push({
    ...start,
    subject: 'certificate renewal',
    outcome: 'to do',
    meaning: `If the issuer proves the host by HTTP (http01), its solver names the old class: name ${routing.className ?? nameOf(to)} there, or the next renewal fails weeks after the cut-over.`,
  });
  return rows;
}

const EXTERNAL_DNS = 'external-dns.alpha.kubernetes.io/';

/** Sources of external-dns by kind, as its flag `--source` names them. */
const DNS_SOURCES: Readonly<Record<string, string>> = {
  Ingress: 'ingress',
  HTTPRoute: 'gateway-httproute',
  IngressRoute: 'traefik-proxy',
  HTTPProxy: 'contour-httpproxy',
  VirtualService: 'istio-virtualservice',
  Route: 'openshift-route',
  RouteGroup: 'skipper-routegroup',
  Host: 'ambassador-host',
};

function dnsRows({ object, reading, rendered, to }: Plan): MigrationRow[] {
  const main = mainOf(reading);
  const asks = Object.keys(main.metadata.annotations ?? {}).some((name) => name.startsWith(EXTERNAL_DNS));
  const route = heirsOf(rendered).route;
  if (!asks || route === undefined || route.kind === main.kind) return [];
  const source = DNS_SOURCES[route.kind];
  const meaning =
    source === undefined
      ? `external-dns has no source for ${route.kind}: point the names at ${nameOf(to)} by hand.`
      : `external-dns looks at ${route.kind} objects only when it runs with \`--source=${source}\`.`;
  return [{ object, subject: 'external-dns', outcome: 'to do', meaning }];
}

/** Some send HTTP to HTTPS wherever there is TLS, without being told. */
function redirectRows({ object, reading, from, to }: Plan): MigrationRow[] {
  if (!redirectsToHttps(reading)) return [];
  const start = { object, subject: 'HTTP to HTTPS', before: `redirected, as ${nameOf(from)} does by itself` } as const;
  if (redirectsByItself(to.id)) {
    const after = `redirected, as ${nameOf(to)} does by itself`;
    return [{ ...start, outcome: 'kept', after, meaning: 'Whoever asks over HTTP is sent to HTTPS.' }];
  }
  return [
    {
      ...start,
      outcome: 'to do',
      meaning: `${nameOf(to)} answers over plain HTTP too unless it is told otherwise: set its redirect, or a session that begins over HTTP has a cookie that can be read on the way.`,
    },
  ];
}

/** An object that is no more among the documents. */
export function removedRow(object: KubernetesObject, added: readonly KubernetesObject[], plan: Plan): MigrationRow {
  const instead = object === mainOf(plan.reading) ? added.map(titleOf).join(', ') : '';
  return {
    object: titleOf(object),
    subject: 'the whole object',
    outcome: 'to do',
    before: object.kind,
    ...(instead !== '' && { after: instead }),
    meaning: `Applying the new documents does not delete it: delete it from the cluster after the cut-over${instead === '' ? `, for only ${nameOf(plan.from)} reads it` : ''}.`,
  };
}
