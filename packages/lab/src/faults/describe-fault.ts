import type { Fault } from './fault.ts';

/** What a fault does, in one clause that begins a sentence: "Pod sticky-d-1-rdn6q hangs: …". */
export function describeFault(fault: Fault): string {
  switch (fault.kind) {
    case 'latency':
      return `${requests(fault)} reach ${fault.pod === undefined ? 'their pod' : `pod ${fault.pod}`} ${time(fault.milliseconds)} late${share(fault)}`;
    case 'error':
      return `${requests(fault)} are answered with ${fault.status} in place of ${fault.pod === undefined ? 'their pod' : `pod ${fault.pod}`}${share(fault)}`;
    case 'hang':
      return `Pod ${fault.pod} hangs: it takes connections and answers nothing`;
    case 'die':
      return `Pod ${fault.pod} is killed${fault.repeat === undefined ? '' : ` every ${time(fault.repeat.everySeconds * 1000)}`}`;
    case 'slow-watch':
      return `Watches lag ${time(fault.milliseconds)}: routes follow what becomes of pods that much later`;
    case 'partition':
      return `Pod ${fault.pod} is cut off from the ingress and the gateways; its probes still reach it`;
  }
}

function requests({ host }: { readonly host?: string }): string {
  return host === undefined ? 'Requests' : `Requests for ${host}`;
}

function share({ share: part }: { readonly share: number }): string {
  return part === 1 ? '' : `, in ${Number((part * 100).toPrecision(3))} % of the tries`;
}

function time(milliseconds: number): string {
  return milliseconds < 1000 ? `${milliseconds} ms` : `${milliseconds / 1000} s`;
}
