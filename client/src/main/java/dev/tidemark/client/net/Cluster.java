package dev.tidemark.client.net;

import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.id.TopicPartition;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.message.Response;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A cluster as a client sees it: links to its brokers by lane, and {@link Metadata}; confined to its loop. Producers, consumers and
 * admin clients on the same loop may share one, and with it the connections.
 */
public final class Cluster {

    private record LinkKey(Endpoint endpoint, Lane lane) {}

    private record CoordinatorKey(Coordinator.Kind kind, String key) {}

    private final Transport transport;
    private final EventLoop loop;
    private final Clock clock;
    private final RandomGenerator random;
    private final NetworkSettings settings;
    private final Metadata metadata;
    private final Map<LinkKey, BrokerLink> links = new HashMap<>();
    private final Map<Integer, Endpoint> coordinatorEndpoints = new HashMap<>();
    /** The nodes, for all who call the same coordinator: each over a lane of its own. */
    private final Map<CoordinatorKey, Integer> coordinators = new HashMap<>();
    /** The last failure per address, for the error that a person reads. */
    private final Map<Endpoint, String> unreachable = new LinkedHashMap<>();
    private int nextCandidate;
    private boolean closed;

    public Cluster(Transport transport, EventLoop loop, Clock clock, RandomGenerator random, NetworkSettings settings) {
        this.transport = transport;
        this.loop = loop;
        this.clock = clock;
        this.random = random;
        this.settings = settings;
        this.metadata = new Metadata(this, loop, settings);
    }

    public EventLoop loop() {
        return loop;
    }

    public Clock clock() {
        return clock;
    }

    public RandomGenerator random() {
        return random;
    }

    public NetworkSettings settings() {
        return settings;
    }

    public Metadata metadata() {
        return metadata;
    }

    public boolean closed() {
        return closed;
    }

    /** Calls a broker by its id; the reply comes on the loop, never inside this call unless the node is unknown. */
    public <R extends Response> void call(int nodeId, Lane lane, Call<R> call, long timeoutMs,
            Consumer<Reply<R>> waiter) {
        BrokerLink link = linkTo(nodeId, lane);
        if (link == null) {
            waiter.accept(new Reply.Lost<>(closed ? Reply.Reason.CLOSED : Reply.Reason.UNREACHABLE,
                    "no address is known for broker " + nodeId));
        } else {
            link.call(call, timeoutMs, waiter);
        }
    }

    /** Opens this lane to the leaders of these partitions, as far as they are known, so that the first call does not wait for a connection. */
    public void connectAhead(Collection<TopicPartition> partitions, Lane lane) {
        for (TopicPartition partition : partitions) {
            connectAhead(metadata.image().leaderOf(partition), lane);
        }
    }

    /** Opens this lane to a broker, if its address is known. */
    void connectAhead(int nodeId, Lane lane) {
        BrokerLink link = linkTo(nodeId, lane);
        if (link != null) {
            link.connectAhead();
        }
    }

    /** Sends what has no answer; tells whether it left. */
    public <R extends Response> void sendOneWay(int nodeId, Lane lane, Call<R> call, long timeoutMs,
            Consumer<Boolean> onSent) {
        BrokerLink link = linkTo(nodeId, lane);
        if (link == null) {
            onSent.accept(false);
        } else {
            link.sendOneWay(call, timeoutMs, onSent);
        }
    }

    /** Calls some broker: one already connected if there is one, otherwise the known ones and the bootstrap addresses in turn. */
    public <R extends Response> void callAny(Call<R> call, Consumer<Reply<R>> waiter) {
        if (closed) {
            waiter.accept(new Reply.Lost<>(Reply.Reason.CLOSED, "the client is closed"));
            return;
        }
        List<Endpoint> candidates = new ArrayList<>(metadata.image().brokers().values());
        settings.bootstrap().stream().filter(address -> !candidates.contains(address)).forEach(candidates::add);
        Endpoint chosen = null;
        for (Endpoint candidate : candidates) {
            BrokerLink link = links.get(new LinkKey(candidate, Lane.CONTROL));
            if (link != null && link.ready()) {
                chosen = candidate;
                break;
            }
        }
        if (chosen == null) {
            chosen = candidates.get(Math.floorMod(nextCandidate++, candidates.size()));
        }
        link(chosen, Lane.CONTROL).call(call, settings.requestTimeoutMs(), waiter);
    }

    /** What a broker serves, or null if this lane has not been used yet. */
    public @Nullable ServedApis served(int nodeId, Lane lane) {
        Endpoint endpoint = endpointOf(nodeId);
        BrokerLink link = endpoint == null ? null : links.get(new LinkKey(endpoint, lane));
        return link == null ? null : link.served();
    }

    /** The node that coordinates this group or transactional id, or -1 while nobody has found it. */
    int coordinatorOf(Coordinator.Kind kind, String key) {
        return coordinators.getOrDefault(new CoordinatorKey(kind, key), -1);
    }

    /** FindCoordinator told it, with an address that metadata may not know yet. */
    void learnCoordinator(Coordinator.Kind kind, String key, int nodeId, Endpoint endpoint) {
        coordinators.put(new CoordinatorKey(kind, key), nodeId);
        coordinatorEndpoints.put(nodeId, endpoint);
    }

    void forgetCoordinator(Coordinator.Kind kind, String key) {
        coordinators.remove(new CoordinatorKey(kind, key));
    }

    /** Links to addresses that nobody advertises any more are let go. */
    void brokersChanged() {
        MetadataImage image = metadata.image();
        links.entrySet().removeIf(entry -> {
            Endpoint endpoint = entry.getKey().endpoint();
            boolean known = image.brokers().containsValue(endpoint) || settings.bootstrap().contains(endpoint)
                    || coordinatorEndpoints.containsValue(endpoint);
            if (!known) {
                BrokerLink gone = entry.getValue();
                loop.execute(gone::close);
            }
            return !known;
        });
        unreachable.keySet().removeIf(endpoint -> !image.brokers().containsValue(endpoint));
    }

    /**
     * Why no broker answers, for a person: which addresses were tried, what each said, and what the cluster advertised.
     *
     * @param what that could not be done
     */
    public TidemarkException unreachable(String what) {
        MetadataImage image = metadata.image();
        String tried = unreachable.isEmpty() ? "no broker answered in time"
                : unreachable.entrySet()
                        .stream()
                        .map(entry -> entry.getKey() + ": " + entry.getValue())
                        .collect(Collectors.joining("; "));
        String advertised = image.brokers().isEmpty() ? "the cluster has not told its brokers yet"
                : "the cluster advertises " + image.brokers()
                        .entrySet()
                        .stream()
                        .map(entry -> "broker " + entry.getKey() + " at " + entry.getValue())
                        .sorted()
                        .collect(Collectors.joining(", "));
        return new TidemarkException(FailureCode.BROKER_UNREACHABLE, what,
                "bootstrap.servers=" + settings.bootstrap()
                        .stream()
                        .map(Endpoint::toString)
                        .collect(Collectors.joining(",")),
                tried + "; " + advertised,
                "start a broker there, or set bootstrap.servers (the broker's advertised.listeners, if it is those) to an address that this machine reaches");
    }

    /** Closes all links; everything outstanding is lost. Idempotent. */
    public void close() {
        closed = true;
        List<BrokerLink> open = List.copyOf(links.values());
        links.clear();
        open.forEach(BrokerLink::close);
    }

    private @Nullable BrokerLink linkTo(int nodeId, Lane lane) {
        Endpoint endpoint = endpointOf(nodeId);
        return endpoint == null || closed ? null : link(endpoint, lane);
    }

    private @Nullable Endpoint endpointOf(int nodeId) {
        Endpoint advertised = metadata.image().brokers().get(nodeId);
        return advertised != null ? advertised : coordinatorEndpoints.get(nodeId);
    }

    private BrokerLink link(Endpoint endpoint, Lane lane) {
        return links.computeIfAbsent(new LinkKey(endpoint, lane),
                key -> new BrokerLink(endpoint, lane, transport, loop, random, settings,
                        why -> unreachable.put(endpoint, why)));
    }
}
