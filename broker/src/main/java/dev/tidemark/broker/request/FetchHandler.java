package dev.tidemark.broker.request;

import dev.tidemark.broker.partition.Partition;
import dev.tidemark.broker.partition.Partitions;
import dev.tidemark.broker.request.FetchRound.PartitionRead;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchRequest.FetchPartition;
import dev.tidemark.protocol.message.FetchRequest.FetchTopic;
import dev.tidemark.protocol.message.FetchRequest.ForgottenTopic;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.FetchResponse.FetchableTopicResponse;
import dev.tidemark.protocol.message.FetchResponse.PartitionData;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;

/**
 * Fetch: reads on the connection's loop from immutable views of the logs, waits as a {@link PendingFetch} if there is too
 * little, and keeps incremental sessions (KIP-227).
 */
public final class FetchHandler implements RequestHandler<FetchRequest, FetchResponse> {

    private static final short TOPIC_IDS_SINCE = 13;
    private static final int FINAL_EPOCH = -1;
    private static final int INITIAL_EPOCH = 0;
    private static final int NO_SESSION = 0;
    private static final byte READ_COMMITTED = 1;
    /** A fetch outlives its connection until data or its deadline comes; so no deadline lies further off than this. */
    private static final int WAIT_MS_MAX = 300_000;

    /**
     * Bounds of what fetches may take.
     *
     * @param bytesMax largest answer, {@code fetch.max.bytes} of the broker
     * @param sessionSlots how many sessions live at once, {@code max.incremental.fetch.session.cache.slots}
     * @param loops on how many loops connections live; the slots are shared out among them
     */
    public record Bounds(int bytesMax, int sessionSlots, int loops) {}

    private final Partitions partitions;
    private final Bounds bounds;
    private final PerLoop<FetchSessions> sessions;

    /**
     * @param clock for the age of sessions
     * @param random for their ids
     */
    public FetchHandler(Partitions partitions, Bounds bounds, Clock clock, RandomGenerator random) {
        this.partitions = partitions;
        this.bounds = bounds;
        int slotsPerLoop = bounds.sessionSlots == 0 ? 0 : Math.max(1, bounds.sessionSlots / bounds.loops);
        this.sessions = new PerLoop<>(() -> new FetchSessions(clock, random, slotsPerLoop));
    }

    @Override
    public CompletionStage<FetchResponse> handle(RequestContext context, FetchRequest request) {
        boolean byTopicId = context.apiVersion() >= TOPIC_IDS_SINCE;
        FetchSessions own = sessions.of(context.loop());
        if (request.sessionEpoch() == FINAL_EPOCH || request.sessionEpoch() == INITIAL_EPOCH) {
            own.close(request.sessionId());
            FetchSession session = request.sessionEpoch() == FINAL_EPOCH ? null : own.create(byTopicId);
            return full(context, request, byTopicId, session);
        }
        FetchSession session = own.find(request.sessionId());
        if (session == null) {
            return refused(ErrorCode.FETCH_SESSION_ID_NOT_FOUND);
        }
        if (session.nextEpoch() != request.sessionEpoch()) {
            return refused(ErrorCode.INVALID_FETCH_SESSION_EPOCH);
        }
        if (session.byTopicId() != byTopicId) {
            return refused(ErrorCode.FETCH_SESSION_TOPIC_ID_ERROR);
        }
        own.used(session);
        forEachWanted(request, session::put);
        forget(session, request.forgottenTopicsData());
        return start(context, request, session.partitions(), byTopicId)
                .thenApply(round -> incremental(round, session));
    }

    /** A request that names all it wants, with a new session to go on from or without one. */
    private CompletionStage<FetchResponse> full(RequestContext context, FetchRequest request, boolean byTopicId,
            @Nullable FetchSession session) {
        List<FetchedPartition> wanted;
        if (session != null) {
            forEachWanted(request, session::put);
            wanted = session.partitions();
        } else {
            Map<FetchedPartition.Key, FetchedPartition> unique = new LinkedHashMap<>();
            forEachWanted(request, (key, partition) -> unique.put(key, new FetchedPartition(key, partition)));
            wanted = List.copyOf(unique.values());
        }
        return start(context, request, wanted, byTopicId).thenApply(round -> {
            for (PartitionRead read : round.reads()) {
                read.fetched().told(read);
            }
            return response(round.reads(), session == null ? NO_SESSION : session.id());
        });
    }

    private CompletionStage<FetchRound> start(RequestContext context, FetchRequest request,
            List<FetchedPartition> wanted, boolean byTopicId) {
        int bytesMax = Math.min(request.maxBytes(), bounds.bytesMax);
        PendingFetch.Limits limits = new PendingFetch.Limits(Math.min(request.minBytes(), bytesMax), bytesMax,
                Math.min(request.maxWaitMs(), WAIT_MS_MAX));
        return new PendingFetch(partitions, context.loop(), wanted, byTopicId,
                request.isolationLevel() == READ_COMMITTED, limits).start();
    }

    private static FetchResponse incremental(FetchRound round, FetchSession session) {
        List<PartitionRead> news = new ArrayList<>();
        for (PartitionRead read : round.reads()) {
            if (read.fetched().isNews(read)) {
                read.fetched().told(read);
                news.add(read);
            }
            if (read.bytes() > 0) {
                session.moveToEnd(read.fetched());
            }
        }
        return response(news, session.id());
    }

    private static FetchResponse response(List<PartitionRead> reads, int sessionId) {
        List<FetchableTopicResponse> topics = new ArrayList<>();
        FetchedPartition.Key topic = null;
        List<PartitionData> data = new ArrayList<>();
        for (PartitionRead read : reads) {
            FetchedPartition.Key key = read.fetched().key();
            if (topic == null || !topic.topicId().equals(key.topicId()) || !topic.topic().equals(key.topic())) {
                data = new ArrayList<>();
                topics.add(new FetchableTopicResponse(key.topic(), key.topicId(), data));
                topic = key;
            }
            data.add(read.toData());
            Partition from = read.partition();
            if (from != null && read.bytes() > 0) {
                from.answered(read.bytes());
            }
        }
        return FetchResponse.builder().sessionId(sessionId).responses(topics).build();
    }

    private static CompletionStage<FetchResponse> refused(ErrorCode error) {
        return CompletableFuture.completedFuture(FetchResponse.builder().errorCode(error.code()).build());
    }

    private interface Wanted {
        void accept(FetchedPartition.Key key, FetchPartition wanted);
    }

    private static void forEachWanted(FetchRequest request, Wanted visitor) {
        for (FetchTopic topic : request.topics()) {
            for (FetchPartition partition : topic.partitions()) {
                visitor.accept(new FetchedPartition.Key(topic.topic(), topic.topicId(), partition.partition()),
                        partition);
            }
        }
    }

    private static void forget(FetchSession session, List<ForgottenTopic> forgotten) {
        for (ForgottenTopic topic : forgotten) {
            for (int partition : topic.partitions()) {
                session.forget(new FetchedPartition.Key(topic.topic(), topic.topicId(), partition));
            }
        }
    }
}
