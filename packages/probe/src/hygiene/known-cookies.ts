/**
 * Who is known to set cookies of these names, by the documentation of each. What a cookie does counts for more than what
 * it is called: anybody can call one anything.
 */
const known: readonly { readonly name: RegExp; readonly who: 'router' | 'app'; readonly whose: string }[] = [
  { name: /^INGRESSCOOKIE$/, who: 'router', whose: 'ingress-nginx' },
  { name: /^(SERVERID|SRV|SRVID)$/, who: 'router', whose: 'HAProxy' },
  { name: /^AWS(ALB|ALBCORS|ALBTG|ALBTGCORS|ELB|ELBCORS)(-\w*)?$/, who: 'router', whose: 'AWS load balancers' },
  { name: /^GCLB$/, who: 'router', whose: 'Google Cloud load balancers' },
  { name: /^(ARRAffinity|ARRAffinitySameSite)$/, who: 'router', whose: 'Azure App Service' },
  { name: /^ApplicationGatewayAffinity(CORS)?$/, who: 'router', whose: 'Azure Application Gateway' },
  { name: /^BIGipServer/, who: 'router', whose: 'F5 BIG-IP' },
  { name: /^(NSC_|citrix_ns_id)/, who: 'router', whose: 'NetScaler' },
  { name: /^__cflb$/, who: 'router', whose: 'Cloudflare Load Balancing' },
  { name: /^(JSESSIONID|SESSION)$/, who: 'app', whose: 'Java servers' },
  { name: /^PHPSESSID$/, who: 'app', whose: 'PHP' },
  { name: /^(ASP\.NET_SessionId|\.AspNetCore\.)/, who: 'app', whose: 'ASP.NET' },
  { name: /^(connect\.sid|sails\.sid|koa\.sess)$/, who: 'app', whose: 'Node.js frameworks' },
  { name: /^(laravel_session|ci_session)$/, who: 'app', whose: 'PHP frameworks' },
  { name: /^(sessionid|csrftoken)$/, who: 'app', whose: 'Django' },
  { name: /^rack\.session$/, who: 'app', whose: 'Rack' },
];

export function knownCookie(name: string): { readonly who: 'router' | 'app'; readonly whose: string } | undefined {
  return known.find((one) => one.name.test(name));
}
