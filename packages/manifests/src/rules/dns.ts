import { isIP } from 'node:net';
import { quote } from './quote.ts';

/** DNS-1035, stricter than the DNS-1123 of most names, because the App's name is a Service's name too. */
const LABEL_1035 = /^[a-z]([-a-z0-9]*[a-z0-9])?$/;
const LABEL_1123 = /^[a-z0-9]([-a-z0-9]*[a-z0-9])?$/;

/** What to do about the name of an App, or undefined when it is one. */
export function nameIssue(text: string): string | undefined {
  if (text.length <= 63 && LABEL_1035.test(text)) return undefined;
  return `${quote(text)} cannot name an App: use at most 63 of a-z, 0-9 and "-", starting with a letter and not ending with "-".`;
}

/** What to do about the host of a route, or undefined when it is one. */
export function hostIssue(text: string): string | undefined {
  if (text.includes('://')) return `${quote(text)} is a URL: give its host alone, such as sticky.info.`;
  if (text.startsWith('*'))
    return `${quote(text)} stands for many hosts: give the one to be reached, such as sticky.info.`;
  if (isIP(text.replace(/^\[(.*)\]$/, '$1')) !== 0) {
    return `${quote(text)} is an address: an Ingress takes a host name, such as sticky.info.`;
  }
  // A URL takes more for an address than isIP does: 1.2.3 and 0x7f.1 would open something else.
  if (isSubdomain(text) && URL.parse(`http://${text}/`)?.hostname === text) return undefined;
  return `${quote(text)} is not a host: use labels of a-z, 0-9 and "-" with dots between them, at most 253 characters, without port or path.`;
}

/** What to do about the name of an IngressClass, or undefined when it is one. */
export function ingressClassNameIssue(text: string): string | undefined {
  if (isSubdomain(text)) return undefined;
  return `${quote(text)} cannot name an IngressClass: use one that "kubectl get ingressclasses" lists, such as nginx.`;
}

/** DNS-1123 subdomain, its labels at most 63 characters long as DNS asks (RFC 1035 2.3.4). */
function isSubdomain(text: string): boolean {
  return text.length <= 253 && text.split('.').every((label) => label.length <= 63 && LABEL_1123.test(label));
}
