// Counters of the server's work, in the Prometheus text format 0.0.4.
import type { ServerEvent } from '../events.js';

interface Gauges {
  readonly sessions: number;
  readonly uplinks: number;
  readonly cards: number;
}

const help: Readonly<Record<string, string>> = {
  cpu6_sessions_opened_total: 'Sessions that cards asked for and that were begun',
  cpu6_sessions_established_total: 'Sessions whose both Finished were right',
  cpu6_sessions_refused_total: 'Sessions refused at S1, by error code',
  cpu6_sessions_closed_total: 'Sessions that ended, by error code',
  cpu6_epochs_total: 'Epochs that took over after the first one',
  cpu6_projected_bytes_total: 'Bytes of channel code and applets sent',
  cpu6_calls_total: 'Calls by direction',
  cpu6_results_total: 'Answers by direction and status',
  cpu6_calls_repeated_total: 'Calls answered from the record, without running their handler',
  cpu6_enrolments_total: 'Cards enrolled',
  cpu6_pushes_total: 'Pushed cards by outcome',
};

export class Metrics {
  readonly #counts = new Map<string, number>();

  count(event: ServerEvent): void {
    switch (event.type) {
      case 'open':
        this.#add('cpu6_sessions_opened_total');
        return;
      case 'finished':
        this.#add('cpu6_sessions_established_total');
        return;
      case 'refused':
        this.#add(`cpu6_sessions_refused_total{code="${event.code}"}`);
        return;
      case 'closed':
        this.#add(`cpu6_sessions_closed_total{code="${event.code}"}`);
        return;
      case 'epoch':
        this.#add('cpu6_epochs_total');
        return;
      case 'projected':
        this.#add('cpu6_projected_bytes_total', event.bytes);
        return;
      case 'call':
        this.#add(`cpu6_calls_total{direction="${event.direction}"}`);
        return;
      case 'result':
        this.#add(`cpu6_results_total{direction="${event.direction}",status="${event.status}"}`);
        if (event.repeated) this.#add('cpu6_calls_repeated_total');
        return;
      case 'enrolled':
        this.#add('cpu6_enrolments_total');
        return;
      case 'pushed':
        this.#add(`cpu6_pushes_total{code="${event.code}"}`);
        return;
    }
  }

  text(gauges: Gauges): string {
    const lines: string[] = [];
    for (const [name, text] of Object.entries(help)) {
      lines.push(`# HELP ${name} ${text}`, `# TYPE ${name} counter`);
      const series = [...this.#counts].filter(([key]) => key === name || key.startsWith(`${name}{`)).sort();
      for (const [key, value] of series) lines.push(`${key} ${value}`);
    }
    for (const [name, value] of Object.entries(gauges))
      lines.push(`# HELP cpu6_${name} Now`, `# TYPE cpu6_${name} gauge`, `cpu6_${name} ${value}`);
    lines.push('# HELP cpu6_memory_bytes Resident set', '# TYPE cpu6_memory_bytes gauge');
    lines.push(`cpu6_memory_bytes ${process.memoryUsage.rss()}`);
    return `${lines.join('\n')}\n`;
  }

  #add(key: string, by = 1): void {
    this.#counts.set(key, (this.#counts.get(key) ?? 0) + by);
  }
}
