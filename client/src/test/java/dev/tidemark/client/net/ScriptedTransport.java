package dev.tidemark.client.net;

import dev.tidemark.core.id.KafkaUuid;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.codec.Api;
import dev.tidemark.protocol.message.AddOffsetsToTxnRequest;
import dev.tidemark.protocol.message.AddPartitionsToTxnRequest;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.EndTxnRequest;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FindCoordinatorRequest;
import dev.tidemark.protocol.message.FindCoordinatorResponse;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.InitProducerIdRequest;
import dev.tidemark.protocol.message.InitProducerIdResponse;
import dev.tidemark.protocol.message.JoinGroupRequest;
import dev.tidemark.protocol.message.LeaveGroupRequest;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataResponse;
import dev.tidemark.protocol.message.OffsetCommitRequest;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.Request;
import dev.tidemark.protocol.message.Response;
import dev.tidemark.protocol.message.SyncGroupRequest;
import dev.tidemark.protocol.message.TxnOffsetCommitRequest;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.function.Consumer;

/**
 * A cluster of one broker that does what a test says: a handler per request, which answers now, later, or not at all. Confined to the test's
 * loop; answers of one connection keep the order of its requests.
 */
public final class ScriptedTransport implements Transport {

    public static final Endpoint BROKER = new Endpoint("broker", 9092);

    /** A request, to be answered by the test. */
    public final class Exchange<Q extends Request> {
        public final Q request;
        public final short version;
        private final ScriptedConnection connection;
        private final CompletableFuture<Response> answer = new CompletableFuture<>();
        private Response ready;

        private Exchange(Q request, short version, ScriptedConnection connection) {
            this.request = request;
            this.version = version;
            this.connection = connection;
        }

        public void reply(Response response) {
            ready = response;
            connection.flush();
        }

        /** The connection breaks: nothing on it is answered. */
        public void cut() {
            connection.close();
        }
    }

    private final class ScriptedConnection implements Connection {
        private final List<Exchange<?>> outstanding = new ArrayList<>();
        private boolean open = true;

        @Override
        public Endpoint endpoint() {
            return BROKER;
        }

        @Override
        public CompletionStage<Response> send(Request request, short version) {
            requests.add(request);
            Exchange<Request> exchange = new Exchange<>(request, version, this);
            if (!open) {
                loop.execute(() -> exchange.answer.completeExceptionally(new ConnectionLostException("closed")));
                return exchange.answer;
            }
            outstanding.add(exchange);
            loop.execute(() -> handle(exchange));
            return exchange.answer;
        }

        @Override
        public CompletionStage<Void> sendOneWay(Request request, short version) {
            requests.add(request);
            return CompletableFuture.completedFuture(null);
        }

        @Override
        public boolean open() {
            return open;
        }

        @Override
        public void close() {
            if (open) {
                open = false;
                List<Exchange<?>> lost = List.copyOf(outstanding);
                outstanding.clear();
                lost.forEach(exchange -> loop
                        .execute(() -> exchange.answer.completeExceptionally(new ConnectionLostException("cut"))));
            }
        }

        private void flush() {
            while (!outstanding.isEmpty() && outstanding.getFirst().ready != null) {
                Exchange<?> first = outstanding.removeFirst();
                loop.execute(() -> first.answer.complete(first.ready));
            }
        }
    }

    private final EventLoop loop;
    private final Map<Class<?>, Consumer<Exchange<Request>>> handlers = new HashMap<>();
    private final Map<String, Integer> topics = new LinkedHashMap<>();
    /** Everything that was sent, in order. */
    public final List<Request> requests = new ArrayList<>();
    public final Map<ApiKey, Short> maxVersions = new HashMap<>();
    public short transactionVersion = 2;
    public boolean reachable = true;
    public int leaderEpoch = 1;

    public ScriptedTransport(EventLoop loop) {
        this.loop = loop;
        on(ApiVersionsRequest.class, exchange -> exchange.reply(versions()));
        on(MetadataRequest.class, exchange -> exchange.reply(metadata(exchange.request)));
        on(FindCoordinatorRequest.class, exchange -> exchange.reply(FindCoordinatorResponse.builder()
                .coordinators(exchange.request.coordinatorKeys()
                        .stream()
                        .map(key -> new FindCoordinatorResponse.Coordinator(key, 1, BROKER.host(), BROKER.port(),
                                (short) 0, null))
                        .toList())
                .build()));
        on(InitProducerIdRequest.class,
                exchange -> exchange.reply(new InitProducerIdResponse(0, (short) 0, 7L, (short) 0)));
    }

    @SuppressWarnings("unchecked") // a handler is kept under the class of its request
    public <Q extends Request> void on(Class<Q> type, Consumer<Exchange<Q>> handler) {
        handlers.put(type, (Consumer<Exchange<Request>>) (Consumer<?>) handler);
    }

    public void topic(String name, int partitions) {
        topics.put(name, partitions);
    }

    public <Q extends Request> List<Q> sent(Class<Q> type) {
        return requests.stream().filter(type::isInstance).map(type::cast).toList();
    }

    @Override
    public CompletionStage<Connection> connect(Endpoint endpoint, String clientId, EventLoop replies) {
        CompletableFuture<Connection> opened = new CompletableFuture<>();
        loop.execute(() -> {
            if (reachable && endpoint.equals(BROKER)) {
                opened.complete(new ScriptedConnection());
            } else {
                opened.completeExceptionally(new ConnectionLostException("connection refused"));
            }
        });
        return opened;
    }

    @Override
    public void close() {}

    private void handle(Exchange<Request> exchange) {
        Consumer<Exchange<Request>> handler = handlers.get(exchange.request.getClass());
        if (handler == null) {
            throw new AssertionError("the script has no answer to " + exchange.request);
        }
        handler.accept(exchange);
    }

    private ApiVersionsResponse versions() {
        List<ApiVersionsResponse.ApiVersion> served = new ArrayList<>();
        for (Class<?> type : List.of(ApiVersionsRequest.class, MetadataRequest.class, ProduceRequest.class,
                FetchRequest.class, ListOffsetsRequest.class, FindCoordinatorRequest.class, JoinGroupRequest.class,
                SyncGroupRequest.class, HeartbeatRequest.class, LeaveGroupRequest.class, OffsetCommitRequest.class,
                OffsetFetchRequest.class, InitProducerIdRequest.class, AddPartitionsToTxnRequest.class,
                AddOffsetsToTxnRequest.class, TxnOffsetCommitRequest.class, EndTxnRequest.class)) {
            Api api = type.getAnnotation(Api.class);
            String[] range = api.versions().split("-");
            short max = maxVersions.getOrDefault(api.key(), Short.parseShort(range[1]));
            served.add(new ApiVersionsResponse.ApiVersion(api.key().id(), Short.parseShort(range[0]), max));
        }
        return ApiVersionsResponse.builder()
                .apiKeys(served)
                .finalizedFeaturesEpoch(1)
                .finalizedFeatures(List.of(new ApiVersionsResponse.FinalizedFeatureKey("transaction.version",
                        transactionVersion, transactionVersion)))
                .build();
    }

    private MetadataResponse metadata(MetadataRequest request) {
        List<MetadataResponse.MetadataResponseTopic> answered = new ArrayList<>();
        if (request.topics() != null) {
            request.topics().forEach(topic -> answered.add(topicMetadata(topic.name())));
        }
        return MetadataResponse.builder()
                .brokers(List.of(new MetadataResponse.MetadataResponseBroker(1, BROKER.host(), BROKER.port(), null)))
                .clusterId("scripted")
                .controllerId(1)
                .topics(answered)
                .build();
    }

    private MetadataResponse.MetadataResponseTopic topicMetadata(String name) {
        Integer count = topics.get(name);
        if (count == null) {
            return MetadataResponse.MetadataResponseTopic.builder().name(name).errorCode((short) 3).build();
        }
        List<MetadataResponse.MetadataResponsePartition> partitions = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            partitions.add(MetadataResponse.MetadataResponsePartition.builder()
                    .partitionIndex(i)
                    .leaderId(1)
                    .leaderEpoch(leaderEpoch)
                    .replicaNodes(List.of(1))
                    .isrNodes(List.of(1))
                    .build());
        }
        return MetadataResponse.MetadataResponseTopic.builder()
                .name(name)
                .topicId(KafkaUuid.ZERO)
                .partitions(partitions)
                .build();
    }
}
