package dev.tidemark.broker.quota;

import dev.tidemark.broker.controller.MutationQuota;
import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.MetadataListener;
import dev.tidemark.broker.metadata.QuotaKey;
import dev.tidemark.broker.quota.QuotaTable.Limit;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.protocol.codec.Components;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.record.RecordBytes;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Holds clients to their quotas: measures what each uses up and says for how long its connection is to rest (KIP-13, KIP-124, KIP-219, KIP-599,
 * KIP-612). Called on the loops of connections and, for changes of topics, on the control loop; any thread may. While no quota is set, a call
 * costs the reading of one field.
 *
 * <p>Clients are told apart by user and client id; without authentication every user is {@value #USER}. Bytes are those of record batches, in the
 * request of a produce and in the answer of a fetch. Time is what a handler takes on its connection's loop; what other loops do for it is theirs.
 * Unlike Kafka, a fetch that goes over the quota is answered with its records and the time to rest, not with nothing: they are read already, and
 * the rate over time is the same.
 */
public final class ClientQuotas implements MetadataListener {

    /** Kafka's name for those who did not authenticate. */
    public static final String USER = "ANONYMOUS";

    private static final double PERCENT_PER_NANO = 100.0 / 1_000_000_000;
    private static final int METERS_BETWEEN_CLEARINGS = 1_000;

    private record Who(QuotaKey key, @Nullable String user, @Nullable String clientId) {}

    /**
     * An answer under quotas.
     *
     * @param response the answer, with the time to rest in it if it has a place for that
     * @param restMs for how long nothing more is to be read from the connection
     */
    public record Verdict(Response response, int restMs) {}

    private final Clock clock;
    private final WindowSettings rates;
    private final WindowSettings mutations;
    private final Map<Who, RateMeter> meters = new ConcurrentHashMap<>();
    private final Map<Who, MutationMeter> mutationMeters = new ConcurrentHashMap<>();
    private volatile @Nullable QuotaTable table;

    /** @param config for the windows over which use is measured */
    public ClientQuotas(Config config, Clock clock) {
        this.clock = clock;
        this.rates = WindowSettings.ofRates(config);
        this.mutations = WindowSettings.ofMutations(config);
    }

    /** Whether there are quotas at all. */
    public boolean active() {
        return table != null;
    }

    /** A clock for what handlers take. */
    public long nanos() {
        return clock.monotonicNanos();
    }

    @Override
    public void changed(ClusterDelta delta) {
        if (delta.before().quotas() != delta.after().quotas()) {
            QuotaTable changed = new QuotaTable(delta.after().quotas());
            table = changed.isEmpty() ? null : changed;
        }
    }

    /** The request, with a fetch cut down to what its client may read in all windows together: more would always be too much. */
    public Request admitted(String clientId, Request request) {
        Limit limit = request instanceof FetchRequest ? find(QuotaKey.CONSUMER_BYTE_RATE, clientId) : null;
        if (limit == null || !(request instanceof FetchRequest fetch)) {
            return request;
        }
        double most = limit.perSecond() * (rates.count() - 1) * rates.sizeMs() / 1_000;
        return most >= fetch.maxBytes() ? request : Components.with(fetch, "maxBytes", Math.max(1, (int) most));
    }

    /**
     * Takes in what an answered request used up.
     *
     * @param clientId empty if the client told none
     * @param handlerNanos what its handler took on the connection's loop
     */
    public Verdict answered(String clientId, Request request, Response response, long handlerNanos) {
        long restMs = Math.max(Components.number(response, "throttleTimeMs"),
                Math.min(rates.sizeMs(), use(QuotaKey.REQUEST_PERCENTAGE, clientId, handlerNanos * PERCENT_PER_NANO)));
        if (request instanceof ProduceRequest produce) {
            restMs = Math.max(restMs, use(QuotaKey.PRODUCER_BYTE_RATE, clientId, (double) bytes(produce)));
        } else if (response instanceof FetchResponse fetch) {
            restMs = Math.max(restMs, use(QuotaKey.CONSUMER_BYTE_RATE, clientId, (double) bytes(fetch)));
        }
        int rest = (int) Math.min(Integer.MAX_VALUE, restMs);
        return new Verdict(rest == 0 ? response : Components.with(response, "throttleTimeMs", rest), rest);
    }

    /** The quota of a client for changes of topics; counts for one request. */
    public Mutations mutations(String clientId, boolean strict) {
        Limit limit = find(QuotaKey.CONTROLLER_MUTATION_RATE, clientId);
        return new Mutations(limit == null ? null : meter(limit), limit == null ? 0 : limit.perSecond(), strict);
    }

    /**
     * A connection came.
     *
     * @param ip its peer's address, as a literal
     * @return 0 to serve it; else it is too much, and is to be closed after so many milliseconds
     */
    public long connected(String ip) {
        QuotaTable now = table;
        Double limit = now == null ? null : now.ofAddress(ip);
        if (limit == null) {
            return 0;
        }
        Who who = new Who(QuotaKey.CONNECTION_CREATION_RATE, ip, null);
        return Math.min(rates.sizeMs(), meter(who).tryUse(1, limit, clock.monotonicMs()));
    }

    private long use(QuotaKey key, String clientId, double value) {
        Limit limit = find(key, clientId);
        return limit == null ? 0
                : meter(new Who(key, limit.user(), limit.clientId())).use(value, limit.perSecond(),
                        clock.monotonicMs());
    }

    private @Nullable Limit find(QuotaKey key, String clientId) {
        QuotaTable now = table;
        return now == null ? null : now.find(key, USER, clientId);
    }

    /** Meters of clients that have long been quiet are as good as new ones: they go, so that invented client ids take no memory for ever. */
    private RateMeter meter(Who who) {
        RateMeter meter = meters.get(who);
        if (meter == null) {
            if (meters.size() >= METERS_BETWEEN_CLEARINGS) {
                long nowMs = clock.monotonicMs();
                meters.values().removeIf(other -> other.stale(nowMs));
            }
            meter = meters.computeIfAbsent(who, unused -> new RateMeter(rates));
        }
        return meter;
    }

    private MutationMeter meter(Limit limit) {
        Who who = new Who(QuotaKey.CONTROLLER_MUTATION_RATE, limit.user(), limit.clientId());
        if (mutationMeters.size() >= METERS_BETWEEN_CLEARINGS && !mutationMeters.containsKey(who)) {
            long nowMs = clock.monotonicMs();
            mutationMeters.values().removeIf(other -> other.stale(nowMs));
        }
        return mutationMeters.computeIfAbsent(who, unused -> new MutationMeter(mutations));
    }

    private static long bytes(ProduceRequest request) {
        long bytes = 0;
        for (ProduceRequest.TopicProduceData topic : request.topicData()) {
            for (ProduceRequest.PartitionProduceData partition : topic.partitionData()) {
                RecordBytes records = partition.records();
                bytes += records == null ? 0 : records.sizeInBytes();
            }
        }
        return bytes;
    }

    private static long bytes(FetchResponse response) {
        long bytes = 0;
        for (FetchResponse.FetchableTopicResponse topic : response.responses()) {
            for (FetchResponse.PartitionData partition : topic.partitions()) {
                RecordBytes records = partition.records();
                bytes += records == null ? 0 : records.sizeInBytes();
            }
        }
        return bytes;
    }

    /** What a request may change. Confined to the control loop until the request is answered. */
    public final class Mutations implements MutationQuota {

        private final @Nullable MutationMeter meter;
        private final double perSecond;
        private final boolean strict;
        private long restMs;
        private long restSinceMs;

        private Mutations(@Nullable MutationMeter meter, double perSecond, boolean strict) {
            this.meter = meter;
            this.perSecond = perSecond;
            this.strict = strict;
        }

        @Override
        public boolean admit(int partitions) {
            if (meter == null) {
                return true;
            }
            long nowMs = clock.monotonicMs();
            long more = meter.take(partitions, perSecond, strict, nowMs);
            if (more > 0) {
                restMs = more;
                restSinceMs = nowMs;
            }
            return !strict || more == 0;
        }

        /** For how long the client is to rest, the time since its last change left out. */
        public int restMs() {
            return restMs == 0 ? 0 : (int) Math.max(0, restMs - (clock.monotonicMs() - restSinceMs));
        }
    }
}
