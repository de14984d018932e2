/**
 * Queries of streams, exactly once, beside Kafka Streams on Apache Kafka: what each costs, whether what came out is what a plain fold of the
 * input says, and where our application's time goes.
 */
@NullMarked
package dev.tidemark.benchmarks.system.streams;

import org.jspecify.annotations.NullMarked;
