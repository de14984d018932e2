/** From process start to one record produced and fetched, with 100 topics on disk, beside Apache Kafka. */
@NullMarked
package dev.tidemark.benchmarks.system.startup;

import org.jspecify.annotations.NullMarked;
