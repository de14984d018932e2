package dev.tidemark.client.producer;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

/** Writes records for applications. Safe from any thread; the work happens on the process's client network loop. */
public interface Producer extends AutoCloseable {

    /**
     * Hands a record over. The future completes when the broker acknowledged it as {@code acks} says, or fails with a
     * {@code TidemarkException}.
     *
     * <p>Records sent to one partition by one thread are written in that order, retries included. Blocks up to {@code max.block.ms}
     * while {@code buffer.memory} is used up, then fails the future.
     */
    CompletableFuture<RecordMetadata> send(ProducerRecord record);

    /** Completes once everything handed over before is acknowledged or failed; does not wait for {@code linger.ms}. */
    CompletableFuture<Void> flush();

    /** Flushes, waits up to {@code timeout}, fails the rest and lets go of connections. Idempotent. */
    void close(Duration timeout);

    /** Closes with {@code delivery.timeout.ms} as the limit. */
    @Override
    void close();
}
