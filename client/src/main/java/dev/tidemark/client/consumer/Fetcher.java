package dev.tidemark.client.consumer;

import dev.tidemark.client.net.Call;
import dev.tidemark.client.net.ClientFailures;
import dev.tidemark.client.net.Cluster;
import dev.tidemark.client.net.Lane;
import dev.tidemark.client.net.MetadataImage;
import dev.tidemark.client.net.OffsetQuestions;
import dev.tidemark.client.net.Reply;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.record.RecordBytes;
import dev.tidemark.record.RecordCursor;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletionStage;
import org.jspecify.annotations.Nullable;

/**
 * {@link BatchConsumer} over a cluster; confined to its loop. One fetch per broker is on its way at a time. A partition is fetched ahead of its
 * taker by up to two fetches.
 */
public final class Fetcher implements BatchConsumer {

    /** So many fetches of a partition may wait to be taken. */
    private static final int AHEAD = 2;
    /** A fetch that leaves partitions out because their taker is behind waits no longer than this for others, so that they come back soon. */
    private static final int BUSY_WAIT_MS = 20;
    private static final int TOPIC_IDS = 13;

    private final Cluster cluster;
    private final EventLoop loop;
    private final ConsumerSettings settings;
    private final Lane lane;
    private final boolean checkCrc;
    private final Map<TopicPartition, PartitionPosition> partitions = new LinkedHashMap<>();
    private final Map<Integer, FetchSession> sessions = new HashMap<>();
    private final Set<Integer> inFlight = new HashSet<>();
    private final Runnable onMetadata = this::fetchSoon;
    private Runnable available = () -> {};
    private @Nullable Trouble trouble;
    private boolean fetching;
    private boolean closed;

    /**
     * @param lane the connection for fetches; consumers that shall not wait for one another have different ones
     * @param checkCrc whether batches are checked against their checksum: over a network yes, in process the broker did
     */
    public Fetcher(Cluster cluster, ConsumerSettings settings, Lane lane, boolean checkCrc) {
        this.cluster = cluster;
        this.loop = cluster.loop();
        this.settings = settings;
        this.lane = lane;
        this.checkCrc = checkCrc;
        cluster.metadata().onChange(onMetadata);
    }

    // ---- what is read

    @Override
    public void assign(Collection<TopicPartition> wanted) {
        Set<TopicPartition> keep = new HashSet<>(wanted);
        partitions.values().removeIf(state -> {
            boolean gone = !keep.contains(state.partition);
            if (gone) {
                state.drop();
            }
            return gone;
        });
        Set<String> topics = new TreeSet<>();
        for (TopicPartition partition : wanted) {
            partitions.computeIfAbsent(partition, PartitionPosition::new);
            topics.add(partition.topic());
        }
        cluster.metadata().watch(topics, false);
        fetchSoon();
    }

    @Override
    public Set<TopicPartition> assignment() {
        return new TreeSet<>(partitions.keySet());
    }

    @Override
    public void seek(TopicPartition partition, long offset, int leaderEpoch) {
        PartitionPosition state = partitions.get(partition);
        if (state != null) {
            state.seek(offset);
            fetchSoon();
        }
    }

    @Override
    public void pause(Collection<TopicPartition> paused) {
        setPaused(paused, true);
    }

    @Override
    public void resume(Collection<TopicPartition> resumed) {
        setPaused(resumed, false);
        fetchSoon();
        if (resumed.stream().anyMatch(partition -> {
            PartitionPosition state = partitions.get(partition);
            return state != null && !state.buffered.isEmpty();
        })) {
            available.run();
        }
    }

    private void setPaused(Collection<TopicPartition> which, boolean paused) {
        for (TopicPartition partition : which) {
            PartitionPosition state = partitions.get(partition);
            if (state != null) {
                state.paused = paused;
            }
        }
    }

    @Override
    public long position(TopicPartition partition) {
        PartitionPosition state = partitions.get(partition);
        return state == null ? -1 : state.position;
    }

    @Override
    public long highWatermark(TopicPartition partition) {
        PartitionPosition state = partitions.get(partition);
        return state == null ? -1 : state.highWatermark;
    }

    @Override
    public long lastStableOffset(TopicPartition partition) {
        PartitionPosition state = partitions.get(partition);
        return state == null ? -1 : state.lastStableOffset;
    }

    @Override
    public long logStartOffset(TopicPartition partition) {
        PartitionPosition state = partitions.get(partition);
        return state == null ? -1 : state.logStartOffset;
    }

    @Override
    public void onAvailable(Runnable listener) {
        available = listener;
    }

    @Override
    public void onTrouble(Trouble listener) {
        trouble = listener;
    }

    @Override
    public CompletionStage<Map<TopicPartition, Long>> offsetsFor(Map<TopicPartition, Long> timestampsMs,
            boolean readCommitted) {
        return OffsetQuestions.ask(cluster, timestampsMs, readCommitted, settings.apiTimeoutMs()).thenApply(answers -> {
            Map<TopicPartition, Long> offsets = new TreeMap<>();
            answers.forEach((partition, answer) -> offsets.put(partition, answer.offset()));
            return offsets;
        });
    }

    @Override
    public @Nullable FetchedRecords take() {
        for (PartitionPosition state : partitions.values()) {
            if (!state.paused && !state.buffered.isEmpty()) {
                FetchedRecords taken = state.buffered.remove();
                state.position = taken.endOffset();
                // to the end of the round, so that partitions take turns
                partitions.remove(state.partition);
                partitions.put(state.partition, state);
                fetchSoon();
                return taken;
            }
        }
        return null;
    }

    @Override
    public void close() {
        closed = true;
        cluster.metadata().removeListener(onMetadata);
        partitions.values().forEach(PartitionPosition::drop);
        partitions.clear();
    }

    // ---- fetching

    private void fetchSoon() {
        if (!fetching && !closed) {
            fetching = true;
            loop.execute(this::fetch);
        }
    }

    private void fetch() {
        fetching = false;
        if (closed) {
            return;
        }
        long nowMs = cluster.clock().monotonicMs();
        MetadataImage image = cluster.metadata().image();
        Map<Integer, Map<TopicPartition, FetchSession.Wanted>> byLeader = new TreeMap<>();
        Set<Integer> busy = new HashSet<>();
        boolean leaderless = false;
        long wakeMs = Long.MAX_VALUE;
        for (PartitionPosition state : partitions.values()) {
            if (state.paused || state.fetchOffset < 0) {
                continue;
            }
            int leader = image.leaderOf(state.partition);
            if (leader < 0) {
                leaderless = true;
            } else if (state.buffered.size() >= AHEAD) {
                busy.add(leader);
            } else if (nowMs < state.retryAtMs) {
                wakeMs = Math.min(wakeMs, state.retryAtMs);
            } else {
                byLeader.computeIfAbsent(leader, node -> new LinkedHashMap<>())
                        .put(state.partition, wanted(state, image));
            }
        }
        if (leaderless) {
            cluster.metadata().refresh();
        }
        byLeader.forEach((leader, wanted) -> {
            if (!inFlight.contains(leader)) {
                send(leader, wanted, busy.contains(leader));
            }
        });
        if (wakeMs < Long.MAX_VALUE) {
            loop.schedule(wakeMs - nowMs, this::fetchSoon);
        }
    }

    private FetchSession.Wanted wanted(PartitionPosition state, MetadataImage image) {
        MetadataImage.Topic topic = image.topic(state.partition.topic());
        MetadataImage.Partition known = image.partition(state.partition);
        return new FetchSession.Wanted(topic == null ? KafkaUuid.ZERO : topic.id(), state.fetchOffset,
                known == null ? -1 : known.leaderEpoch(), settings.partitionMaxBytes());
    }

    private void send(int leader, Map<TopicPartition, FetchSession.Wanted> wanted, boolean othersWait) {
        FetchSession session = sessions.computeIfAbsent(leader, node -> new FetchSession());
        FetchSession.Ask ask = session.ask(wanted);
        int waitMs = othersWait ? Math.min(BUSY_WAIT_MS, settings.fetchMaxWaitMs()) : settings.fetchMaxWaitMs();
        boolean ids = wanted.values().stream().noneMatch(want -> want.topicId().equals(KafkaUuid.ZERO));
        FetchRequest request = FetchRequest.builder()
                .replicaId(-1)
                .maxWaitMs(waitMs)
                .minBytes(settings.fetchMinBytes())
                .maxBytes(settings.fetchMaxBytes())
                .isolationLevel((byte) (settings.readCommitted() ? 1 : 0))
                .sessionId(ask.sessionId())
                .sessionEpoch(ask.epoch())
                .topics(ask.topics())
                .forgottenTopicsData(ask.forgotten())
                .build();
        inFlight.add(leader);
        cluster.call(leader, lane,
                Call.of(ApiKey.FETCH, FetchResponse.class, 4, ids ? 17 : TOPIC_IDS - 1, request),
                cluster.settings().requestTimeoutMs(), reply -> {
                    inFlight.remove(leader);
                    if (!closed) {
                        answered(session, wanted, reply);
                        fetchSoon();
                    }
                });
    }

    private void answered(FetchSession session, Map<TopicPartition, FetchSession.Wanted> wanted,
            Reply<FetchResponse> reply) {
        switch (reply) {
            case Reply.Lost<FetchResponse> lost -> {
                session.reset();
                cluster.metadata().refresh();
                wanted.keySet().forEach(this::later);
            }
            case Reply.Answer<FetchResponse>(FetchResponse response, short version) -> {
                ErrorCode error = ErrorCode.of(response.errorCode());
                if (error == ErrorCode.NONE) {
                    session.answered(response.sessionId());
                    if (take(wanted, response, version)) {
                        available.run();
                    }
                } else {
                    // the session is gone or was never this one: begin another; other errors pause as well
                    session.reset();
                    boolean sessionOnly = error == ErrorCode.FETCH_SESSION_ID_NOT_FOUND
                            || error == ErrorCode.INVALID_FETCH_SESSION_EPOCH;
                    if (!sessionOnly) {
                        cluster.metadata().refresh();
                        wanted.keySet().forEach(this::later);
                    }
                }
            }
        }
    }

    /** Whether there is something new to take. */
    private boolean take(Map<TopicPartition, FetchSession.Wanted> wanted, FetchResponse response, short version) {
        boolean fresh = false;
        for (FetchResponse.FetchableTopicResponse topic : response.responses()) {
            String name = version >= TOPIC_IDS ? nameOf(topic.topicId(), wanted) : topic.topic();
            for (FetchResponse.PartitionData data : topic.partitions()) {
                TopicPartition partition = new TopicPartition(name, data.partitionIndex());
                PartitionPosition state = partitions.get(partition);
                FetchSession.Wanted want = wanted.get(partition);
                RecordBytes records = data.records() == null ? RecordBytes.empty() : data.records();
                // a seek or another assignment in the meantime makes the answer one to a question nobody asks any more
                if (state == null || want == null || state.fetchOffset != want.fetchOffset()) {
                    records.release();
                } else {
                    fresh |= take(state, data, records);
                }
            }
        }
        return fresh;
    }

    private boolean take(PartitionPosition state, FetchResponse.PartitionData data, RecordBytes records) {
        ErrorCode error = ErrorCode.of(data.errorCode());
        if (error != ErrorCode.NONE) {
            records.release();
            failed(state, error, data);
            return false;
        }
        state.failures = 0;
        state.highWatermark = data.highWatermark();
        state.lastStableOffset = data.lastStableOffset() < 0 ? data.highWatermark() : data.lastStableOffset();
        state.logStartOffset = data.logStartOffset();
        long end = FetchedRecords.endOf(records, state.fetchOffset);
        if (end <= state.fetchOffset) {
            records.release();
            return false;
        }
        List<FetchResponse.AbortedTransaction> aborted = settings.readCommitted() && data.abortedTransactions() != null
                ? data.abortedTransactions()
                : List.of();
        state.buffered.add(new FetchedRecords(state.partition, records, new AbortedTransactions(aborted),
                state.fetchOffset, end, checkCrc, new RecordCursor()));
        state.fetchOffset = end;
        return !state.paused;
    }

    private void failed(PartitionPosition state, ErrorCode error, FetchResponse.PartitionData data) {
        if (error == ErrorCode.OFFSET_OUT_OF_RANGE) {
            long position = state.fetchOffset;
            state.fetchOffset = PartitionPosition.UNKNOWN;
            Trouble told = trouble;
            if (told != null) {
                told.outOfRange(state.partition, position);
            }
            return;
        }
        if (data.currentLeader().leaderId() >= 0) {
            cluster.metadata()
                    .learnLeader(state.partition, data.currentLeader().leaderId(), data.currentLeader().leaderEpoch());
        }
        boolean moved = error.retriable() || error == ErrorCode.FENCED_LEADER_EPOCH
                || error == ErrorCode.UNKNOWN_SERVER_ERROR;
        if (moved) {
            cluster.metadata().refresh();
            later(state.partition);
        } else {
            state.fetchOffset = PartitionPosition.UNKNOWN;
            Trouble told = trouble;
            TidemarkException why = ClientFailures.refused("A partition cannot be read", state.partition.toString(),
                    error, null);
            if (told != null) {
                told.unreadable(state.partition, why);
            }
        }
    }

    private void later(TopicPartition partition) {
        PartitionPosition state = partitions.get(partition);
        if (state != null) {
            state.failures++;
            state.retryAtMs = cluster.clock().monotonicMs()
                    + cluster.settings().retry().afterFailures(state.failures, cluster.random());
        }
    }

    private static String nameOf(UUID id, Map<TopicPartition, FetchSession.Wanted> wanted) {
        for (Map.Entry<TopicPartition, FetchSession.Wanted> entry : wanted.entrySet()) {
            if (entry.getValue().topicId().equals(id)) {
                return entry.getKey().topic();
            }
        }
        return "";
    }
}
