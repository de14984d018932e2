package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.broker.metadata.FeatureLevels;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.broker.request.NoResponse;
import dev.tidemark.broker.request.RequestHandler;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.failure.FailureCode;
import dev.tidemark.core.failure.TidemarkException;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.protocol.ApiKey;
import dev.tidemark.protocol.ErrorCode;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import dev.tidemark.protocol.message.ListOffsetsRequest;
import dev.tidemark.protocol.message.ListOffsetsResponse;
import dev.tidemark.protocol.message.ProduceRequest;
import dev.tidemark.protocol.message.ProduceResponse;
import dev.tidemark.protocol.message.Response;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.atomic.AtomicInteger;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The listener from outside: what good peers get in which order, and what bad ones get. */
class NetServerTest {

    private static final ClientQuotas QUOTAS = new ClientQuotas(Config.of(ConfigScope.BROKER, Map.of()),
            new ManualClock(0));

    private static final FeatureLevels FEATURES = new FeatureLevels(
            Map.of("transaction.version", new FeatureLevels.Range((short) 0, (short) 2)), 7,
            Map.of("transaction.version", (short) 2));
    private static final int REQUEST_BYTES_MAX = 100_000;
    private static final int IN_FLIGHT_MAX = 4;

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    /** Heartbeats wait here until the test answers them. */
    private final Queue<CompletableFuture<HeartbeatResponse>> heartbeats = new ConcurrentLinkedQueue<>();
    private final AtomicInteger heartbeatsSeen = new AtomicInteger();
    private CoreLoops loops;
    private NetServer server;

    @BeforeEach
    void start() {
        loops = new CoreLoops(2, failures::add);
        RequestHandler<HeartbeatRequest, HeartbeatResponse> heartbeat = (context, request) -> {
            CompletableFuture<HeartbeatResponse> answer = new CompletableFuture<>();
            heartbeats.add(answer);
            heartbeatsSeen.incrementAndGet();
            return answer;
        };
        RequestHandler<ListOffsetsRequest, ListOffsetsResponse> broken = (context, request) -> {
            throw new IllegalStateException("a bug in a handler");
        };
        RequestHandler<ProduceRequest, Response> produce = (context, request) -> CompletableFuture
                .completedFuture(request.timeoutMs() == 0 ? NoResponse.SILENT : NoResponse.CLOSE_CONNECTION);
        HandlerTable handlers = HandlerTable.builder()
                .add(HeartbeatRequest.class, HeartbeatResponse.class, heartbeat)
                .add(ListOffsetsRequest.class, ListOffsetsResponse.class, broken)
                .add(ProduceRequest.class, ProduceResponse.class, produce)
                .build(() -> FEATURES);
        ListenerSettings settings = new ListenerSettings("127.0.0.1", 0, false, REQUEST_BYTES_MAX, IN_FLIGHT_MAX, -1,
                30_000);
        server = NetServer.bind(settings, loops, handlers, rules());
        server.open();
    }

    private ConnectionRules rules() {
        return rules(ConnectionLimits.none());
    }

    private ConnectionRules rules(ConnectionLimits limits) {
        return new ConnectionRules(QUOTAS, new RequestMemory(64 << 20), limits, new Refusals(Clock.system(), log::add));
    }

    @AfterEach
    void stop() {
        server.close();
        loops.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void advertises_a_literal_address_and_the_port_it_took() {
        assertThat(server.advertisedHost()).isEqualTo("127.0.0.1");
        assertThat(server.bound().getPort()).isPositive();
    }

    @Test
    void api_versions_lists_the_handler_table_and_the_features_in_every_version() throws IOException {
        for (int version = 0; version <= 5; version++) {
            try (WireClient client = connect()) {
                ApiVersionsResponse answer = client.call(new ApiVersionsRequest("test", "1.0", null, -1),
                        ApiVersionsResponse.class, version);
                assertThat(answer.errorCode()).isZero();
                assertThat(answer.apiKeys()).extracting(ApiVersionsResponse.ApiVersion::apiKey)
                        .containsExactly(ApiKey.PRODUCE.id(), ApiKey.LIST_OFFSETS.id(), ApiKey.HEARTBEAT.id(),
                                ApiKey.API_VERSIONS.id());
                assertThat(answer.apiKeys().getFirst().minVersion()).as("Produce 0, for old librdkafka").isZero();
                if (version >= 3) {
                    assertThat(answer.finalizedFeaturesEpoch()).isEqualTo(7);
                    assertThat(answer.finalizedFeatures())
                            .containsExactly(new ApiVersionsResponse.FinalizedFeatureKey("transaction.version",
                                    (short) 2, (short) 2));
                    assertThat(answer.supportedFeatures()).as("ranges from 0 confuse clients before version 4")
                            .hasSize(version >= 4 ? 1 : 0);
                }
            }
        }
    }

    @Test
    void api_versions_of_the_future_is_answered_in_version_0() throws IOException {
        try (WireClient client = connect()) {
            byte[] frame = WireClient.frame(new ApiVersionsRequest("test", "1.0", null, -1), 4, 42);
            ByteBuffer.wrap(frame).putShort(6, (short) 99);
            client.sendRaw(frame);
            ApiVersionsResponse answer = client.receive(ApiVersionsResponse.class, 0, 42);
            assertThat(answer.errorCode()).isEqualTo(ErrorCode.UNSUPPORTED_VERSION.code());
            assertThat(answer.apiKeys()).hasSize(4);
        }
    }

    @Test
    void answers_leave_in_the_order_of_the_requests_whatever_finishes_first() throws IOException {
        try (WireClient client = connect()) {
            int first = client.send(heartbeat(), 4);
            int second = client.send(heartbeat(), 4);
            int third = client.send(new ApiVersionsRequest("test", "1.0", null, -1), 4);
            await(2);
            CompletableFuture<HeartbeatResponse> answerToFirst = heartbeats.remove();
            heartbeats.remove().complete(new HeartbeatResponse(0, (short) 22));
            answerToFirst.complete(new HeartbeatResponse(0, (short) 11));
            assertThat(client.receive(HeartbeatResponse.class, 4, first).errorCode()).isEqualTo((short) 11);
            assertThat(client.receive(HeartbeatResponse.class, 4, second).errorCode()).isEqualTo((short) 22);
            assertThat(client.receive(ApiVersionsResponse.class, 4, third).errorCode()).isZero();
        }
    }

    @Test
    void a_connection_has_a_bounded_number_of_requests_worked_on_and_the_rest_comes_later() throws IOException {
        int requests = 15;
        try (WireClient client = connect()) {
            ArrayDeque<Integer> ids = new ArrayDeque<>();
            for (int i = 0; i < requests; i++) {
                ids.add(client.send(heartbeat(), 4));
            }
            await(IN_FLIGHT_MAX);
            serveOthers();
            assertThat(heartbeatsSeen).hasValue(IN_FLIGHT_MAX);
            for (int done = 0; done < requests; done++) {
                Awaitility.await().until(() -> !heartbeats.isEmpty());
                heartbeats.remove().complete(new HeartbeatResponse(0, (short) 0));
                client.receive(HeartbeatResponse.class, 4, ids.remove());
                assertThat(heartbeatsSeen.get()).isLessThanOrEqualTo(done + 1 + IN_FLIGHT_MAX);
            }
        }
    }

    @Test
    void acks_0_gets_no_answer_and_an_error_closes_the_connection() throws IOException {
        try (WireClient client = connect()) {
            client.send(new ProduceRequest(null, (short) 0, 0, List.of()), 9);
            client.call(new ApiVersionsRequest("test", "1.0", null, -1), ApiVersionsResponse.class, 4);
            client.send(new ProduceRequest(null, (short) 0, 1, List.of()), 9);
            assertThat(client.isClosedByBroker()).isTrue();
        }
    }

    @Test
    void a_frame_too_long_is_closed_before_memory_is_taken_for_it() throws IOException {
        try (WireClient client = connect()) {
            client.sendRaw((byte) 0x7f, (byte) 0xff, (byte) 0xff, (byte) 0xff);
            assertThat(client.isClosedByBroker()).isTrue();
        }
        assertThat(log).singleElement()
                .asString()
                .contains("/127.0.0.1:", "2147483647", "socket.request.max.bytes=" + REQUEST_BYTES_MAX);
        serveOthers();
    }

    @Test
    void a_negative_frame_length_is_closed() throws IOException {
        try (WireClient client = connect()) {
            client.sendRaw((byte) 0xff, (byte) 0xff, (byte) 0xff, (byte) 0xff);
            assertThat(client.isClosedByBroker()).isTrue();
        }
        assertThat(log).singleElement().asString().contains("/127.0.0.1:", "-1");
        serveOthers();
    }

    @Test
    void garbage_is_closed_with_a_line_that_names_peer_and_reason() throws IOException {
        try (WireClient client = connect()) {
            client.sendRaw(
                    "GET / HTTP/1.1\r\nHost: localhost\r\n\r\n".getBytes(java.nio.charset.StandardCharsets.US_ASCII));
            assertThat(client.isClosedByBroker()).isTrue();
        }
        assertThat(log).singleElement().asString().contains("/127.0.0.1:");
        serveOthers();
    }

    @Test
    void an_api_that_is_not_served_and_a_version_that_is_not_served_are_closed() throws IOException {
        for (short[] bad : new short[][]{{ApiKey.VOTE.id(), 0}, {999, 0}, {-5, 0}, {ApiKey.HEARTBEAT.id(), 99},
                {ApiKey.PRODUCE.id(), 2}}) {
            try (WireClient client = connect()) {
                client.sendRaw(ByteBuffer.allocate(14)
                        .putInt(10)
                        .putShort(bad[0])
                        .putShort(bad[1])
                        .putInt(1)
                        .putShort((short) -1)
                        .array());
                assertThat(client.isClosedByBroker()).as("API %s version %s", bad[0], bad[1]).isTrue();
            }
        }
        assertThat(log).hasSize(5);
        serveOthers();
    }

    @Test
    void random_frames_close_their_connection_and_nothing_else() throws IOException {
        long seed = Long.getLong("seed", 20261122L);
        Random random = new Random(seed);
        for (int i = 0; i < 300; i++) {
            byte[] body = new byte[random.nextInt(200)];
            random.nextBytes(body);
            ByteBuffer frame = ByteBuffer.allocate(12 + body.length)
                    .putInt(8 + body.length)
                    .putShort(random.nextBoolean() ? ApiKey.HEARTBEAT.id() : ApiKey.PRODUCE.id())
                    .putShort((short) (3 + random.nextInt(2)))
                    .putInt(i)
                    .put(body);
            try (WireClient client = connect()) {
                client.sendRaw(frame.array());
                client.socket().shutdownOutput();
                while (client.socket().getInputStream().read() != -1) {
                    // whatever it says, it must end
                }
            } catch (IOException reset) {
                // as good an end as any
            }
        }
        assertThat(failures).as("seed %s", seed).isEmpty();
        heartbeats.clear();
        serveOthers();
    }

    @Test
    void a_broken_handler_costs_its_connection_only() throws IOException {
        try (WireClient client = connect()) {
            client.send(new ListOffsetsRequest(-1, (byte) 0, List.of(), 0), 7);
            assertThat(client.isClosedByBroker()).isTrue();
        }
        serveOthers();
    }

    @Test
    void a_taken_port_is_named_with_what_to_do() {
        ListenerSettings taken = ListenerSettings.of("127.0.0.1", server.bound().getPort());
        assertThatThrownBy(() -> NetServer.bind(taken, loops, HandlerTable.builder().build(() -> FEATURES),
                rules()))
                .isInstanceOfSatisfying(TidemarkException.class, failure -> {
                    assertThat(failure.code()).isEqualTo(FailureCode.PORT_TAKEN);
                    assertThat(failure.where()).contains("127.0.0.1:" + server.bound().getPort());
                });
    }

    @Test
    void an_address_beyond_loopback_is_refused_unless_accepted() {
        ListenerSettings open = ListenerSettings.of("0.0.0.0", 0);
        HandlerTable handlers = HandlerTable.builder().build(() -> FEATURES);
        assertThatThrownBy(() -> NetServer.bind(open, loops, handlers, rules()))
                .isInstanceOfSatisfying(TidemarkException.class, failure -> assertThat(failure.code())
                        .isEqualTo(FailureCode.LISTENER_NOT_LOOPBACK));
        try (NetServer accepted = NetServer.bind(open.insecureListen(true), loops, handlers, rules())) {
            assertThat(accepted.bound().getPort()).isPositive();
        }
    }

    @Test
    void connections_above_the_limit_are_closed_with_a_reason_and_the_others_are_served_on() throws IOException {
        HandlerTable handlers = HandlerTable.builder().build(() -> FEATURES);
        try (NetServer limited = NetServer.bind(ListenerSettings.of("127.0.0.1", 0), loops, handlers,
                rules(new ConnectionLimits(9, 1, Map.of("127.0.0.1", 2))))) {
            limited.open();
            try (WireClient first = new WireClient(limited.bound());
                    WireClient second = new WireClient(limited.bound())) {
                versions(first);
                versions(second);
                try (WireClient third = new WireClient(limited.bound())) {
                    assertThat(third.isClosedByBroker()).isTrue();
                }
                assertThat(log).anyMatch(line -> line.contains("max.connections.per.ip=2"));
                versions(first);
            }
            Awaitility.await().until(() -> limited.connections() == 0);
            try (WireClient next = new WireClient(limited.bound())) {
                versions(next);
            }
        }
    }

    private static void versions(WireClient client) throws IOException {
        assertThat(client.call(new ApiVersionsRequest("test", "1.0", null, -1), ApiVersionsResponse.class, 4)
                .errorCode()).isZero();
    }

    private WireClient connect() throws IOException {
        return new WireClient(server.bound());
    }

    private void serveOthers() throws IOException {
        try (WireClient other = connect()) {
            assertThat(other.call(new ApiVersionsRequest("test", "1.0", null, -1), ApiVersionsResponse.class, 4)
                    .errorCode()).isZero();
        }
    }

    private void await(int seen) {
        Awaitility.await().until(() -> heartbeatsSeen.get() >= seen);
    }

    private static HeartbeatRequest heartbeat() {
        return new HeartbeatRequest("group", 1, "member", null);
    }
}
