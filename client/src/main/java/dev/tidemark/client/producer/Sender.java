package dev.tidemark.client.producer;

import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.failure.Invariants;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ProduceResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Brings queued batches to the leaders of their partitions and each to one result; confined to its cluster's loop. Up to
 * {@code max.in.flight} requests per broker, one batch per partition in each; retries until {@code delivery.timeout.ms}.
 */
final class Sender {

    private final Cluster cluster;
    private final EventLoop loop;
    private final ProducerSettings settings;
    private final Lane lane;
    private final Consumer<Boolean> needIdentity;
    private final Map<TopicPartition, PartitionQueue> queues = new LinkedHashMap<>();
    private final Map<Integer, Integer> inFlight = new HashMap<>();
    /** Partitions whose logs have taken a batch of the present producer id. */
    private final Set<TopicPartition> introduced = new HashSet<>();
    private final Runnable onMetadata = this::drainSoon;
    private ProducerIdentity identity = ProducerIdentity.NONE;
    private boolean implicitTransactions;
    private boolean draining;
    private EventLoop.@Nullable Scheduled timer;
    private long timerAtMs = Long.MAX_VALUE;
    private boolean closed;

    /**
     * @param needIdentity asked when a batch waits for an identity; with true if the one before is of no more use
     */
    Sender(Cluster cluster, ProducerSettings settings, Lane lane, Consumer<Boolean> needIdentity) {
        this.cluster = cluster;
        this.loop = cluster.loop();
        this.settings = settings;
        this.lane = lane;
        this.needIdentity = needIdentity;
        cluster.metadata().onChange(onMetadata);
    }

    /** The queue of a partition, from which the accumulator takes the batch to fill. */
    PartitionQueue queue(TopicPartition partition) {
        PartitionQueue queue = queues.get(partition);
        if (queue == null) {
            queue = new PartitionQueue(partition, introduced);
            queues.put(partition, queue);
            cluster.metadata().watch(List.of(partition.topic()), false);
        }
        return queue;
    }

    void enqueue(SendBatch batch) {
        queue(batch.partition).add(batch);
        drainSoon();
    }

    ProducerIdentity identity() {
        return identity;
    }

    /** Batches that leave from now on carry this identity; those of an older one keep theirs. */
    void identity(ProducerIdentity newIdentity, boolean implicit) {
        if (settings.transactionalId() != null && !newIdentity.equals(identity)) {
            Invariants.check(idle(), "a transaction's epoch changes between transactions");
            queues.clear();
        }
        if (newIdentity.id() != identity.id()) {
            introduced.clear();
        }
        identity = newIdentity;
        implicitTransactions = implicit;
        drainSoon();
    }

    /** Whether no batch is without a result. */
    boolean idle() {
        for (PartitionQueue queue : queues.values()) {
            if (!queue.isEmpty()) {
                return false;
            }
        }
        return true;
    }

    /** Whether no request is unanswered. */
    boolean quiet() {
        return inFlight.values().stream().allMatch(count -> count == 0);
    }

    /** Gives up what has not left or would have to leave again. */
    void abandon(String why) {
        for (PartitionQueue queue : queues.values()) {
            for (SendBatch batch : queue.pending()) {
                if (batch.state != SendBatch.State.SENT) {
                    fail(queue, batch, ErrorCode.OPERATION_NOT_ATTEMPTED, why);
                }
            }
        }
    }

    /** Gives up everything. */
    void close(String why) {
        closed = true;
        cluster.metadata().removeListener(onMetadata);
        if (timer != null) {
            timer.cancel();
        }
        for (PartitionQueue queue : queues.values()) {
            for (SendBatch batch : queue.pending()) {
                batch.perhapsWritten |= batch.state == SendBatch.State.SENT;
                fail(queue, batch, ErrorCode.OPERATION_NOT_ATTEMPTED, why);
            }
        }
    }

    /** Drains once the present task is over: several changes, one round. */
    void drainSoon() {
        if (!draining && !closed) {
            draining = true;
            loop.execute(this::drain);
        }
    }

    private void drain() {
        draining = false;
        if (closed) {
            return;
        }
        long nowMs = cluster.clock().monotonicMs();
        expire(nowMs);
        for (PartitionQueue queue : queues.values()) {
            queue.closeGapIfQuiet();
        }
        if (identityReady()) {
            while (sendRound(nowMs)) {
                // the next request to a broker, while it may have more
            }
        }
        scheduleNext(nowMs);
    }

    /** Sees to it that there is an identity, and one with unused sequences for those who start anew. */
    private boolean identityReady() {
        if (!settings.idempotent()) {
            return true;
        }
        if (!identity.exists()) {
            if (!idle()) {
                needIdentity.accept(false);
            }
            return identity.exists();
        }
        if (settings.transactionalId() != null) {
            return true;
        }
        boolean due = false;
        for (PartitionQueue queue : queues.values()) {
            due |= queue.restartDue();
        }
        if (due && !identity.canBump()) {
            needIdentity.accept(true);
            return false;
        }
        if (due) {
            identity = identity.bumped();
            queues.values().stream().filter(PartitionQueue::restartDue).forEach(queue -> queue.restart(identity));
        }
        return true;
    }

    private boolean sendRound(long nowMs) {
        Map<Integer, List<SendBatch>> byLeader = new LinkedHashMap<>();
        Map<Integer, Integer> bytes = new HashMap<>();
        boolean leaderless = false;
        int unackedMax = Math.max(1, settings.inFlightMax());
        for (PartitionQueue queue : queues.values()) {
            SendBatch batch = queue.next(nowMs, unackedMax, identity);
            if (batch == null) {
                continue;
            }
            int leader = cluster.metadata().image().leaderOf(queue.partition);
            if (leader < 0) {
                leaderless = true;
                continue;
            }
            if (inFlight.getOrDefault(leader, 0) >= settings.inFlightMax()) {
                continue;
            }
            int size = bytes.merge(leader, batch.sizeInBytes(), Integer::sum);
            List<SendBatch> together = byLeader.computeIfAbsent(leader, node -> new ArrayList<>());
            if (together.isEmpty() || size <= settings.requestBytesMax()) {
                together.add(batch);
            }
        }
        if (leaderless) {
            cluster.metadata().refresh();
        }
        byLeader.forEach(this::send);
        return !byLeader.isEmpty();
    }

    private void send(int leader, List<SendBatch> batches) {
        for (SendBatch batch : batches) {
            queue(batch.partition).leaving(batch, identity, settings.transactionalId() != null);
        }
        inFlight.merge(leader, 1, Integer::sum);
        int timeoutMs = cluster.settings().requestTimeoutMs();
        ProduceCall request = new ProduceCall(batches, cluster.metadata().image());
        if (settings.acks() == 0) {
            cluster.sendOneWay(leader, lane, request.call(settings, timeoutMs, false), timeoutMs, sent -> {
                answered(leader);
                batches.forEach(batch -> {
                    if (sent) {
                        written(batch, -1, -1);
                    } else {
                        again(batch, ErrorCode.NETWORK_EXCEPTION, "the connection was lost", true);
                    }
                });
            });
            return;
        }
        cluster.call(leader, lane, request.call(settings, timeoutMs, implicitTransactions), timeoutMs, reply -> {
            answered(leader);
            switch (reply) {
                case Reply.Answer<ProduceResponse>(ProduceResponse response, short version) -> request.match(response,
                        version, this::judge);
                case Reply.Lost<ProduceResponse> lost -> lost(batches, lost);
            }
        });
    }

    private void answered(int leader) {
        inFlight.merge(leader, -1, Integer::sum);
        drainSoon();
    }

    private void lost(List<SendBatch> batches, Reply.Lost<?> lost) {
        cluster.metadata().refresh();
        for (SendBatch batch : batches) {
            batch.perhapsWritten |= lost.reason().perhapsDone();
            if (lost.reason() == Reply.Reason.UNSUPPORTED) {
                giveUp(batch, ErrorCode.UNSUPPORTED_VERSION, lost.detail());
            } else {
                again(batch, ErrorCode.NETWORK_EXCEPTION, lost.detail(), false);
            }
        }
    }

    private void judge(SendBatch batch, ProduceResponse.@Nullable PartitionProduceResponse answer) {
        if (batch.state == SendBatch.State.DONE) {
            return;
        }
        if (answer == null) {
            batch.perhapsWritten = true;
            again(batch, ErrorCode.UNKNOWN_SERVER_ERROR, "the broker's answer left the partition out", true);
            return;
        }
        ErrorCode error = ErrorCode.of(answer.errorCode());
        String why = answer.errorMessage() == null ? error.message() : answer.errorMessage();
        PartitionQueue queue = queue(batch.partition);
        boolean transactional = settings.transactionalId() != null;
        switch (error) {
            case NONE -> written(batch, answer.baseOffset(), answer.logAppendTimeMs());
            case DUPLICATE_SEQUENCE_NUMBER -> written(batch, -1, -1);
            case OUT_OF_ORDER_SEQUENCE_NUMBER, UNKNOWN_PRODUCER_ID -> {
                if (transactional && batch.sentAsFirst) {
                    giveUp(batch, error, why);
                    return;
                }
                // behind a failed one it only has to wait its turn; as the first, the log has forgotten this producer
                if (batch.sentAsFirst) {
                    queue.startAnew();
                }
                again(batch, error, why, false);
            }
            case INVALID_PRODUCER_EPOCH -> {
                if (transactional) {
                    giveUp(batch, error, why);
                } else {
                    queue.startAnew();
                    again(batch, error, why, false);
                    needIdentity.accept(true);
                }
            }
            case CONCURRENT_TRANSACTIONS -> again(batch, error, why, false);
            default -> { // not an exhaustive list of ours: whatever a broker may answer is judged by its class
                learnLeader(batch, answer);
                if (error.retriable() || error == ErrorCode.UNKNOWN_TOPIC_ID
                        || error == ErrorCode.INCONSISTENT_TOPIC_ID) {
                    again(batch, error, why, true);
                } else {
                    giveUp(batch, error, why);
                }
            }
        }
    }

    private void learnLeader(SendBatch batch, ProduceResponse.PartitionProduceResponse answer) {
        if (answer.currentLeader().leaderId() >= 0) {
            cluster.metadata()
                    .learnLeader(batch.partition, answer.currentLeader().leaderId(),
                            answer.currentLeader().leaderEpoch());
        }
    }

    private void written(SendBatch batch, long baseOffset, long logAppendTimeMs) {
        if (batch.state == SendBatch.State.DONE) {
            return;
        }
        PartitionQueue queue = queue(batch.partition);
        queue.remove(batch);
        queue.retryAtMs = 0;
        if (queue.writesAs(identity)) {
            introduced.add(batch.partition);
        }
        batch.finish(new SendResult.Written(baseOffset, logAppendTimeMs));
    }

    private void again(SendBatch batch, ErrorCode error, String why, boolean metadataOld) {
        if (batch.state == SendBatch.State.DONE) {
            return;
        }
        if (metadataOld) {
            cluster.metadata().refresh();
        }
        if (batch.attempts > settings.retries()) {
            giveUp(batch, error, why);
            return;
        }
        batch.state = SendBatch.State.RETRY;
        queue(batch.partition).retryAtMs = cluster.clock().monotonicMs()
                + cluster.settings().retry().afterFailures(batch.attempts, cluster.random());
        drainSoon();
    }

    private void giveUp(SendBatch batch, ErrorCode error, String why) {
        if (batch.state != SendBatch.State.DONE) {
            fail(queue(batch.partition), batch, error, why);
        }
    }

    /**
     * What left and is given up makes the sequence unknowable, even if it was refused: a copy of it may come late, when what it was refused for is
     * over, and whoever had its sequence by then would be taken for it (KIP-360). Within a transaction, which has to be aborted anyway, what was
     * certainly not written leaves a gap that the next ones close.
     */
    private void fail(PartitionQueue queue, SendBatch batch, ErrorCode error, String why) {
        if (batch.state != SendBatch.State.QUEUED) {
            if (batch.perhapsWritten || settings.transactionalId() == null) {
                queue.startAnew();
            } else {
                queue.closeGap(batch);
            }
        }
        queue.remove(batch);
        batch.finish(new SendResult.Failed(error, why, batch.perhapsWritten));
    }

    private void expire(long nowMs) {
        for (PartitionQueue queue : queues.values()) {
            if (nowMs - settings.deliveryTimeoutMs() < queue.oldestMs()) {
                continue;
            }
            for (SendBatch batch : queue.pending()) {
                if (nowMs - settings.deliveryTimeoutMs() >= batch.createdMs) {
                    batch.perhapsWritten |= batch.state == SendBatch.State.SENT;
                    fail(queue, batch, ErrorCode.REQUEST_TIMED_OUT,
                            "delivery.timeout.ms=" + settings.deliveryTimeoutMs() + " passed");
                }
            }
        }
    }

    private void scheduleNext(long nowMs) {
        long atMs = Long.MAX_VALUE;
        for (PartitionQueue queue : queues.values()) {
            if (!queue.isEmpty()) {
                long ready = queue.nextReadyMs();
                // what is ready already waits for an answer, a leader or an identity, which wake this by themselves
                atMs = Math.min(atMs, ready <= nowMs ? Long.MAX_VALUE : ready);
                atMs = Math.min(atMs, queue.oldestMs() + settings.deliveryTimeoutMs());
            }
        }
        if (atMs == timerAtMs && timer != null) {
            return;
        }
        if (timer != null) {
            timer.cancel();
            timer = null;
        }
        timerAtMs = atMs;
        if (atMs < Long.MAX_VALUE) {
            timer = loop.schedule(Math.max(0, atMs - nowMs), () -> {
                timer = null;
                drainSoon();
            });
        }
    }
}
