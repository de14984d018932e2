package dev.tidemark.cli.dev;

import dev.tidemark.cli.demo.DemoInput;
import dev.tidemark.cli.demo.DemoRecord;
import dev.tidemark.client.producer.Murmur2;
import dev.tidemark.client.producer.Producer;
import dev.tidemark.client.producer.ProducerRecord;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.record.Headers;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.jspecify.annotations.Nullable;

/**
 * Writes the rows of a demo's input to its topic, in their order and at a speed. Run by one thread; {@link #stop} from any.
 *
 * <p>A row's partition follows from its key alone, so after a crash the number of records in each partition says exactly which of its rows were
 * acknowledged: playing goes on behind these, whatever the order was in which partitions answered.
 */
final class DemoPlayer {

    private final Producer producer;
    private final String topic;
    private final Speed speed;
    private final Clock clock;
    private final CountDownLatch stopped = new CountDownLatch(1);
    private final AtomicReference<@Nullable Throwable> failure = new AtomicReference<>();

    DemoPlayer(Producer producer, String topic, Speed speed, Clock clock) {
        this.producer = producer;
        this.topic = topic;
        this.speed = speed;
        this.clock = clock;
    }

    /** Ends {@link #play} after the row at hand. */
    void stop() {
        stopped.countDown();
    }

    /**
     * Plays all rows and waits until they are acknowledged, or until stopped.
     *
     * @param acknowledged per partition, how many of its rows are in the topic already
     * @return how many rows the input has, those skipped included, up to where playing ended
     */
    long play(DemoInput input, long[] acknowledged) throws InterruptedException {
        long[] skip = acknowledged.clone();
        long rows = 0;
        long startedMs = 0;
        long firstArrivalMs = 0;
        for (DemoRecord row = input.next(); row != null && stopped.getCount() > 0; row = input.next()) {
            rows++;
            int partition = Murmur2.partition(row.key(), skip.length);
            if (skip[partition] > 0) {
                skip[partition]--;
                continue;
            }
            if (startedMs == 0) {
                startedMs = clock.monotonicMs();
                firstArrivalMs = row.timestampMs();
            }
            long waitMs = startedMs + speed.dueAfterMs(row.timestampMs() - firstArrivalMs) - clock.monotonicMs();
            if (waitMs > 0 && stopped.await(waitMs, TimeUnit.MILLISECONDS)) {
                break;
            }
            send(row, partition);
            rethrow();
        }
        producer.flush().join();
        rethrow();
        return rows;
    }

    private void send(DemoRecord row, int partition) {
        CompletableFuture<?> sent = producer.send(new ProducerRecord(topic, partition, row.timestampMs(), row.key(),
                row.value(), Headers.none()));
        CompletableFuture<?> unused = sent.whenComplete((where, failed) -> {
            if (failed != null) {
                failure.compareAndSet(null, failed);
            }
        });
    }

    private void rethrow() {
        Throwable failed = failure.get();
        if (failed instanceof RuntimeException known) {
            throw known;
        }
        if (failed != null) {
            throw new IllegalStateException(failed);
        }
    }
}
