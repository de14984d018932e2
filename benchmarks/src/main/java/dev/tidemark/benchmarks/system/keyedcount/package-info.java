/** Counting records per key, exactly once, beside Kafka Streams on Apache Kafka; and where our application's time goes. */
@NullMarked
package dev.tidemark.benchmarks.system.keyedcount;

import org.jspecify.annotations.NullMarked;
