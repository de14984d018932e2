/**
 * Counting: {@link dev.tidemark.core.metrics.Metrics} is a registry of counters, gauges and histograms, made once per broker, app or client
 * and handed down by constructor. Recording is lock-free from any thread; exporters live elsewhere and read snapshots.
 */
@NullMarked
package dev.tidemark.core.metrics;

import org.jspecify.annotations.NullMarked;
