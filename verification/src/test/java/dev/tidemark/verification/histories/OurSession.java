package dev.tidemark.verification.histories;

import dev.tidemark.client.consumer.GroupMetadata;
import dev.tidemark.client.consumer.OffsetAndMetadata;
import dev.tidemark.client.net.ClientConfig;
import dev.tidemark.client.net.ClientEnvironment;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.NetworkSettings;
import dev.tidemark.client.producer.Outbox;
import dev.tidemark.client.producer.OutboxBatch;
import dev.tidemark.client.producer.ProducerSettings;
import dev.tidemark.client.producer.SteppedProducer;
import dev.tidemark.client.producer.TransactionOutcome;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.record.CompressionType;
import dev.tidemark.record.Headers;
import dev.tidemark.verification.simulation.history.Append;
import dev.tidemark.verification.simulation.history.Partition;
import dev.tidemark.verification.simulation.history.ReadRange;
import dev.tidemark.verification.simulation.history.Transaction;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;

/** Our step-by-step producer, on its network's loop, and our consumer. Used by one thread. */
final class OurSession implements Session {

    private static final int OPENINGS_MAX = 20;
    private static final long PATIENCE_S = 60;

    private final String topic;
    private final String id;
    private final Cluster cluster;
    private final SteppedProducer producer;
    private final OurSource source;
    private final StableReader reader;
    private final List<Transaction.Appended> appended = new ArrayList<>();
    private Outbox outbox = emptied();

    OurSession(ClientEnvironment environment, String bootstrap, String topic, int partitions, String id) {
        this.topic = topic;
        this.id = id;
        Config config = ClientConfig.of(Map.of("bootstrap.servers", bootstrap, "transactional.id", id,
                "request.timeout.ms", "3000", "delivery.timeout.ms", "15000", "max.block.ms", "10000"));
        this.cluster = environment.cluster(NetworkSettings.of(config));
        this.producer = new SteppedProducer(cluster, ProducerSettings.of(config), Lane.PRODUCE);
        this.source = new OurSource(environment, bootstrap, topic, partitions, group());
        this.reader = new StableReader(topic, partitions, source);
    }

    private static Outbox emptied() {
        return new Outbox(CompressionType.NONE, topic -> 1 << 20);
    }

    private TransactionOutcome step(Supplier<CompletionStage<TransactionOutcome>> step) {
        CompletableFuture<TransactionOutcome> outcome = new CompletableFuture<>();
        cluster.loop().execute(() -> step.get().whenComplete((done, failure) -> {
            if (failure != null) {
                outcome.completeExceptionally(failure);
            } else {
                outcome.complete(done);
            }
        }));
        try {
            return outcome.get(PATIENCE_S, TimeUnit.SECONDS);
        } catch (ExecutionException | TimeoutException | InterruptedException failed) {
            throw new IllegalStateException(id + " made no step", failed);
        }
    }

    private void mustBeDone(TransactionOutcome outcome) {
        if (!(outcome instanceof TransactionOutcome.Done)) {
            throw new IllegalStateException(id + ": " + outcome);
        }
    }

    @Override
    public void open() {
        TransactionOutcome last = null;
        for (int i = 0; i < OPENINGS_MAX; i++) {
            last = step(producer::initialise);
            if (last instanceof TransactionOutcome.Done) {
                return;
            }
        }
        throw new IllegalStateException(id + " could not be opened: " + last);
    }

    @Override
    public void begin() {
        appended.clear();
        outbox = emptied();
    }

    @Override
    public long stableEnd(int partition) {
        return source.end(partition);
    }

    @Override
    public ReadRange readTo(int partition, long end) {
        return reader.readTo(partition, end, true);
    }

    @Override
    public void append(int partition, long key, long value) {
        outbox.append(new TopicPartition(topic, partition), System.currentTimeMillis(), ByteBuffer.wrap(Bytes.of(key)),
                ByteBuffer.wrap(Bytes.of(value)), Headers.none());
        appended.add(new Transaction.Appended(new Partition(topic, partition), key, value, Append.NO_OFFSET));
    }

    @Override
    public void sendOffset(int partition, long offset) {
        mustBeDone(step(() -> producer.sendOffsets(GroupMetadata.none(group()),
                Map.of(new TopicPartition(topic, partition), OffsetAndMetadata.of(offset)))));
    }

    @Override
    public List<Transaction.Appended> flush() {
        List<OutboxBatch> batches = outbox.takeAll();
        mustBeDone(step(() -> producer.send(batches)));
        // one transaction's records for a partition fit into one batch, so they lie behind each other
        Map<Integer, Long> next = new HashMap<>();
        for (OutboxBatch batch : batches) {
            next.put(batch.partition().partition(),
                    batch.endOffset() < 0 ? Append.NO_OFFSET : batch.endOffset() - batch.recordCount());
        }
        List<Transaction.Appended> written = new ArrayList<>();
        for (Transaction.Appended record : appended) {
            long offset = next.get(record.partition().number());
            next.put(record.partition().number(), offset == Append.NO_OFFSET ? offset : offset + 1);
            written.add(new Transaction.Appended(record.partition(), record.key(), record.value(), offset));
        }
        return written;
    }

    @Override
    public void commit() {
        mustBeDone(step(() -> producer.end(true)));
    }

    @Override
    public void abort() {
        mustBeDone(step(() -> producer.end(false)));
    }

    @Override
    public long committed(int partition) {
        return source.committed(partition);
    }

    @Override
    public String group() {
        return "group-of-" + id;
    }

    @Override
    public void close() {
        cluster.loop().execute(() -> {
            producer.close();
            cluster.close();
        });
        reader.close();
    }
}
