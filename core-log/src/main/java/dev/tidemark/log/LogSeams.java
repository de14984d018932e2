package dev.tidemark.log;

import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.log.segment.SegmentSeams;
import java.nio.file.Path;
import java.util.concurrent.Executor;
import java.util.function.BiConsumer;
import java.util.function.LongSupplier;

/**
 * What a log gets from the one who opened it.
 *
 * @param segments storage, cache of open files, rebuild of indexes
 * @param clock wall time of append timestamps and rolls
 * @param flushers runs forces
 * @param onDiskFailure told the log's folder and the cause when the disk failed
 * @param producerIdExpirationMs silence after which a producer is forgotten, as of now
 */
record LogSeams(SegmentSeams segments, Clock clock, Executor flushers,
        BiConsumer<Path, TidemarkException> onDiskFailure, LongSupplier producerIdExpirationMs) {}
