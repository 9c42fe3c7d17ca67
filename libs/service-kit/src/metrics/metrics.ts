import type { FastifyInstance } from 'fastify';
import type { SqlTraffic } from '@syncline/database';
import { collectDefaultMetrics, Counter, Histogram, Registry } from 'prom-client';

/** The metrics of one process: a registry of its own, so that two services in one test do not share theirs. */
export class Metrics {
  readonly registry = new Registry();
  readonly #httpDuration: Histogram<'method' | 'route' | 'status'>;

  constructor(service: string) {
    this.registry.setDefaultLabels({ service });
    collectDefaultMetrics({ register: this.registry });
    this.#httpDuration = new Histogram({
      name: 'http_request_duration_seconds',
      help: 'Time from the request to the end of its answer.',
      labelNames: ['method', 'route', 'status'],
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
      registers: [this.registry],
    });
  }

  /** The label is the route's pattern and never the path, whose values nobody bounds. */
  observeRequests(fastify: FastifyInstance): void {
    fastify.addHook('onResponse', (request, reply, done) => {
      const route = request.is404 ? 'unknown' : (request.routeOptions.url ?? 'unknown');
      this.#httpDuration.observe({ method: request.method, route, status: String(reply.statusCode) }, reply.elapsedTime / 1000);
      done();
    });
  }

  /** Shows what the process has sent to its database. */
  observeDatabase(traffic: SqlTraffic): void {
    this.#follow('syncline_sql_statements_total', 'Statements sent to the database; BEGIN, COMMIT and ROLLBACK are not counted.', () => traffic.statements);
    this.#follow('syncline_sql_commits_total', 'Transactions committed; a statement outside of one is a transaction of its own.', () => traffic.commits);
  }

  /** A counter that somebody else counts. */
  #follow(name: string, help: string, value: () => number): void {
    const counter: Counter = new Counter({
      name,
      help,
      registers: [this.registry],
      collect: () => {
        counter.reset();
        counter.inc(value());
      },
    });
  }
}
