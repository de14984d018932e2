package dev.tidemark.client.producer;

import dev.tidemark.client.net.ClientConfig;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.record.RecordBatchBuilder;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/**
 * {@link Producer} over a cluster; callable from any thread. Each call becomes a message to the environment's loop, which runs all the rest.
 */
public final class RecordProducer implements Producer {

    private final ProducerSettings settings;
    private final EventLoop loop;
    private final Clock clock;
    private final MemoryBudget memory;
    private final Cluster cluster;
    private final Sender sender;
    private final RecordAccumulator accumulator;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** A producer with a view of the cluster of its own, which closes with it. */
    public RecordProducer(ClientEnvironment environment, NetworkSettings network, ProducerSettings settings) {
        this.settings = settings;
        this.loop = environment.loop();
        this.clock = environment.clock();
        this.memory = new MemoryBudget(settings.bufferBytes());
        this.cluster = environment.cluster(network);
        IdentityHolder holder = new IdentityHolder();
        this.sender = new Sender(cluster, settings, Lane.PRODUCE, fresh -> holder.request());
        holder.ids = new IdempotentIds(cluster, identity -> sender.identity(identity, false));
        this.accumulator = new RecordAccumulator(cluster, settings, sender, memory::release);
    }

    /** Breaks the circle between the sender, which asks for an identity, and those who give it one. */
    private static final class IdentityHolder {
        @Nullable
        IdempotentIds ids;

        void request() {
            if (ids != null) {
                ids.request();
            }
        }
    }

    /**
     * A producer by Kafka's configuration keys.
     *
     * @throws TidemarkException {@code CONFIG_UNKNOWN_KEY} naming the nearest known key, {@code CONFIG_INVALID_VALUE};
     *         {@code UNSUPPORTED} for {@code transactional.id}, which {@link SteppedProducer} serves
     */
    public static Producer open(ClientEnvironment environment, Map<String, String> configuration) {
        Config config = ClientConfig.of(configuration);
        ProducerSettings settings = ProducerSettings.of(config);
        if (settings.transactionalId() != null) {
            throw new TidemarkException(FailureCode.UNSUPPORTED, "A record-level producer has no transactions",
                    "transactional.id=" + settings.transactionalId(), "transactions are driven step by step",
                    "leave transactional.id out, or use SteppedProducer");
        }
        return new RecordProducer(environment, NetworkSettings.of(config), settings);
    }

    @Override
    public CompletableFuture<RecordMetadata> send(ProducerRecord record) {
        byte[] key = record.key();
        byte[] value = record.value();
        int size = RecordBatchBuilder.sizeOfOne(key == null ? -1 : key.length, value == null ? -1 : value.length,
                record.headers());
        if (size > settings.requestBytesMax()) {
            return CompletableFuture.failedFuture(tooLarge(record.topic(), size));
        }
        if (closed.get()) {
            return CompletableFuture.failedFuture(closedFailure(record.topic()));
        }
        if (!memory.acquire(size, settings.maxBlockMs())) {
            return CompletableFuture
                    .failedFuture(closed.get() ? closedFailure(record.topic()) : noMemory(record.topic()));
        }
        ProducerRecord stamped = record.timestampMs() < 0 ? record.withTimestampMs(clock.wallMs()) : record;
        CompletableFuture<RecordMetadata> future = new CompletableFuture<>();
        RecordAccumulator.Handed handed = new RecordAccumulator.Handed(stamped, size, future);
        loop.execute(() -> accumulator.append(handed));
        return future;
    }

    @Override
    public CompletableFuture<Void> flush() {
        CompletableFuture<Void> flushed = new CompletableFuture<>();
        loop.execute(() -> accumulator.flush(() -> flushed.complete(null)));
        return flushed;
    }

    @Override
    public void close(Duration timeout) {
        if (closed.getAndSet(true)) {
            return;
        }
        try {
            flush().get(Math.max(1, timeout.toMillis()), TimeUnit.MILLISECONDS);
        } catch (TimeoutException late) {
            // what is left fails below, with a result for each record
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException impossible) {
            throw new IllegalStateException(impossible);
        }
        memory.close();
        loop.execute(() -> {
            accumulator.close(closedFailure("records not sent yet"));
            sender.close("the producer closed");
            cluster.close();
        });
    }

    @Override
    public void close() {
        close(Duration.ofMillis(settings.deliveryTimeoutMs()));
    }

    private TidemarkException tooLarge(String topic, int size) {
        return new TidemarkException(FailureCode.BATCH_INVALID, "A record is too large to be written", "topic " + topic,
                "it takes " + size + " bytes, max.request.size=" + settings.requestBytesMax(),
                "raise max.request.size and the topic's max.message.bytes, or write less");
    }

    private TidemarkException noMemory(String topic) {
        return new TidemarkException(FailureCode.DELIVERY_TIMED_OUT, "A record found no memory to wait in",
                "topic " + topic,
                memory.usedBytes() + " of buffer.memory=" + memory.limitBytes() + " bytes are used, for max.block.ms="
                        + settings.maxBlockMs() + " ms",
                "send slower, raise buffer.memory, or see why the cluster does not acknowledge faster");
    }

    private static TidemarkException closedFailure(String where) {
        return new TidemarkException(FailureCode.REQUEST_FAILED, "A record cannot be written", where,
                "the producer is closed", "send before closing, and wait for the futures");
    }
}
