// Counters and gauges of the daemon in the Prometheus text format (version 0.0.4).
import type { HostDaemon } from '../daemon.js';
import type { HostEvent } from '../events.js';

export class Metrics {
  readonly #calls = new Map<string, number>();
  readonly #closed = new Map<string, number>();
  readonly #wire = new Map<string, { records: number; bytes: number }>();
  #sessions = 0;
  #epochs = 0;
  #retries = 0;
  #callMs = 0;
  readonly #onEvent = (event: HostEvent): void => this.#count(event);

  constructor(private readonly daemon: HostDaemon) {
    daemon.on('event', this.#onEvent);
  }
  close(): void {
    this.daemon.off('event', this.#onEvent);
  }

  text(): string {
    const out: string[] = [];
    const metric = (
      name: string,
      type: 'counter' | 'gauge',
      help: string,
      values: readonly (readonly [labels: string, value: number])[],
    ): void => {
      out.push(`# HELP cpu6_host_${name} ${help}`, `# TYPE cpu6_host_${name} ${type}`);
      for (const [labels, value] of values) out.push(`cpu6_host_${name}${labels && `{${labels}}`} ${value}`);
    };
    const by = (name: string, map: ReadonlyMap<string, number>) =>
      [...map].map(([k, v]) => [`${name}="${k}"`, v] as const);
    const cards = this.daemon.cards();
    const servers = this.daemon.servers();
    metric('cards', 'gauge', 'Cards connected.', [['', cards.filter((c) => c.connected).length]]);
    metric('uplinks', 'gauge', 'Uplinks up.', [['', servers.filter((s) => s.up).length]]);
    metric('sessions', 'gauge', 'Sessions open.', [['', this.daemon.sessions().length]]);
    metric('sessions_total', 'counter', 'Sessions that became ready.', [['', this.#sessions]]);
    metric('sessions_closed_total', 'counter', 'Sessions ended, by code.', by('code', this.#closed));
    metric('epochs_total', 'counter', 'Changes of epoch.', [['', this.#epochs]]);
    metric('calls_total', 'counter', 'Gate calls answered by the card, by code.', by('code', this.#calls));
    metric('call_seconds_total', 'counter', 'Time spent in gate calls.', [['', this.#callMs / 1000]]);
    metric('call_retries_total', 'counter', 'Calls repeated by the daemon.', [['', this.#retries]]);
    const wire = [...this.#wire];
    metric(
      'wire_records_total',
      'counter',
      'Sealed records that passed.',
      wire.map(([l, w]) => [l, w.records] as const),
    );
    metric(
      'wire_bytes_total',
      'counter',
      'Their bytes.',
      wire.map(([l, w]) => [l, w.bytes] as const),
    );
    const links = cards.map((c) => [`address="${c.address.replace(/[\\"\n]/g, '\\$&')}"`, c.link] as const);
    metric(
      'link_bytes_total',
      'counter',
      'Bytes on the lines to cards, repetitions included.',
      links.flatMap(([l, s]) => [
        [`${l},direction="down"`, s.bytesDown] as const,
        [`${l},direction="up"`, s.bytesUp] as const,
      ]),
    );
    metric(
      'link_discarded_bytes_total',
      'counter',
      'Bytes from cards that belonged to no good frame.',
      links.map(([l, s]) => [l, s.discarded] as const),
    );
    metric(
      'link_recoveries_total',
      'counter',
      'Steps of the recovery ladder.',
      links.flatMap(([l, s]) => Object.entries(s.recoveries).map(([rung, n]) => [`${l},rung="${rung}"`, n] as const)),
    );
    metric(
      'link_resumed_total',
      'counter',
      'Links that went on after an interruption.',
      links.map(([l, s]) => [l, s.resumed] as const),
    );
    metric(
      'link_round_trip_seconds',
      'gauge',
      'Smoothed round trip.',
      links.flatMap(([l, s]) => (s.roundTrip === undefined ? [] : [[l, s.roundTrip / 1000] as const])),
    );
    return `${out.join('\n')}\n`;
  }

  #count(event: HostEvent): void {
    const add = (map: Map<string, number>, key: string): void => void map.set(key, (map.get(key) ?? 0) + 1);
    switch (event.type) {
      case 'ready':
        this.#sessions++;
        return;
      case 'closed':
        add(this.#closed, event.code);
        return;
      case 'epoch':
        this.#epochs++;
        return;
      case 'result':
        this.#callMs += event.ms;
        add(this.#calls, event.code);
        return;
      case 'retry':
        this.#retries++;
        return;
      case 'wire': {
        const key = `hop="${event.hop}",direction="${event.direction}"`;
        const wire = this.#wire.get(key) ?? { records: 0, bytes: 0 };
        this.#wire.set(key, { records: wire.records + 1, bytes: wire.bytes + event.size });
      }
    }
  }
}
