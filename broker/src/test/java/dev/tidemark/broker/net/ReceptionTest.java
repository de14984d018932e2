package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.FeatureLevels;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.loop.Clock;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.protocol.message.ApiVersionsRequest;
import dev.tidemark.protocol.message.ApiVersionsResponse;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;
import io.netty.channel.embedded.EmbeddedChannel;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.ImmediateEventExecutor;
import java.io.IOException;
import java.util.Arrays;
import java.util.HashSet;
import java.util.Map;
import java.util.Queue;
import java.util.Set;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Where a connection is until its first request is here, and that it is served from then on. */
class ReceptionTest {

    private static final int VERSION = 4;
    private static final int STALL_MS = 50;
    private static final int NO_IDLE_BOUND = -1;
    private static final HandlerTable HANDLERS = HandlerTable.builder()
            .build(() -> new FeatureLevels(Map.of(), 1, Map.of()));

    private final Queue<String> log = new ConcurrentLinkedQueue<>();
    private final Queue<Throwable> failures = new ConcurrentLinkedQueue<>();
    private final ConnectionRules rules = new ConnectionRules(
            new ClientQuotas(Config.of(ConfigScope.BROKER, Map.of()), new ManualClock(0)),
            new RequestMemory(64 << 20), ConnectionLimits.none(), new Refusals(Clock.system(), log::add));
    private CoreLoops loops;
    private NetServer server;

    @BeforeEach
    void start() {
        loops = new CoreLoops(1, failures::add);
        server = serve(STALL_MS, NO_IDLE_BOUND);
    }

    private NetServer serve(int stallMs, int idleMs) {
        NetServer opened = NetServer.bind(settings(stallMs, idleMs), loops, HANDLERS, rules);
        opened.open();
        return opened;
    }

    private static ListenerSettings settings(int stallMs, int idleMs) {
        return new ListenerSettings("127.0.0.1", 0, false, 100_000, 4, idleMs, stallMs);
    }

    @AfterEach
    void stop() {
        server.close();
        loops.close();
        assertThat(failures).isEmpty();
    }

    @Test
    void who_has_not_sent_a_whole_request_takes_no_time_of_a_data_loop() throws IOException {
        try (Held held = hold(loops.dataLoops().getFirst()); WireClient slow = new WireClient(server.bound())) {
            slow.sendRaw(Arrays.copyOf(request(1, "slow"), 9));
            assertThat(slow.isClosedByBroker()).isTrue();
            held.assertOn();
        }
        assertThat(log).singleElement().asString().contains("/127.0.0.1:", "it began a request of ", "in 50 ms sent 9");
    }

    @Test
    void who_sent_less_than_a_size_is_closed_as_well() throws IOException {
        try (WireClient slow = new WireClient(server.bound())) {
            slow.sendRaw((byte) 0, (byte) 0);
            assertThat(slow.isClosedByBroker()).isTrue();
        }
        assertThat(log).singleElement().asString().contains("it began a request of unknown size", "sent 2,");
    }

    @Test
    void who_has_spoken_is_served_whatever_the_reception_is_busy_with() throws IOException {
        try (WireClient client = new WireClient(server.bound())) {
            assertAnswered(client, 1);
            try (Held held = hold(loops.receptionLoop())) {
                client.sendRaw(request(2, "client"));
                assertAnswer(client, 2);
                held.assertOn();
            }
        }
    }

    @Test
    void a_first_request_may_come_in_pieces() throws IOException {
        server.close();
        server = serve(30_000, NO_IDLE_BOUND);
        byte[] request = request(7, "a".repeat(1_500));
        try (WireClient client = new WireClient(server.bound()); WireClient other = new WireClient(server.bound())) {
            int sent = 0;
            for (int upTo : new int[]{2, 5, 700, 1_200, 1_300, request.length}) {
                client.sendRaw(Arrays.copyOfRange(request, sent, upTo));
                sent = upTo;
                try (WireClient next = new WireClient(server.bound())) {
                    assertAnswered(next, upTo); // so the reception has read this piece,
                }
                assertAnswered(other, upTo); // and a data loop what was handed to it
            }
            assertAnswer(client, 7);
            assertAnswered(client, 8);
        }
    }

    @Test
    void who_sent_a_kilobyte_and_no_more_is_closed_where_requests_are_read() throws IOException {
        try (WireClient slow = new WireClient(server.bound())) {
            slow.sendRaw(Arrays.copyOf(request(1, "a".repeat(20_000)), 1_100));
            assertThat(slow.isClosedByBroker()).isTrue();
        }
        assertThat(log).singleElement().asString().contains("1096 had come");
    }

    @Test
    void all_requests_of_the_first_bytes_are_answered_in_order() throws IOException {
        server.close();
        server = serve(30_000, NO_IDLE_BOUND);
        try (WireClient client = new WireClient(server.bound())) {
            byte[] one = request(1, "client");
            byte[] all = Arrays.copyOf(one, 2 * one.length + 6);
            System.arraycopy(request(2, "client"), 0, all, one.length, one.length);
            byte[] third = request(3, "client");
            System.arraycopy(third, 0, all, 2 * one.length, 6);
            client.sendRaw(all);
            assertAnswer(client, 1);
            assertAnswer(client, 2);
            client.sendRaw(Arrays.copyOfRange(third, 6, third.length));
            assertAnswer(client, 3);
        }
    }

    @Test
    void who_says_nothing_is_closed_when_connections_are_that_long_idle() throws IOException {
        server.close();
        server = serve(30_000, 50);
        try (WireClient silent = new WireClient(server.bound())) {
            assertThat(silent.isClosedByBroker()).isTrue();
        }
        assertThat(log).as("nothing was wrong with it").isEmpty();
    }

    @Test
    void who_has_begun_to_speak_is_not_idle() throws IOException {
        server.close();
        server = serve(1_000, 500);
        try (WireClient begun = new WireClient(server.bound())) {
            begun.sendRaw((byte) 0);
            assertThat(begun.isClosedByBroker()).isTrue();
        }
        assertThat(log).singleElement().asString().contains("it began a request of ");
    }

    @Test
    void who_leaves_on_the_way_to_a_data_loop_leaves_nothing_behind() throws IOException {
        try (Held held = hold(loops.dataLoops().getFirst())) {
            for (int i = 0; i < 20; i++) {
                try (WireClient client = new WireClient(server.bound())) {
                    client.sendRaw(request(i, "gone"));
                }
            }
            Awaitility.await().until(() -> server.connections() == 20);
            held.assertOn();
        }
        Awaitility.await().until(() -> server.connections() == 0);
        try (WireClient next = new WireClient(server.bound())) {
            assertAnswered(next, 1);
        }
    }

    @Test
    void what_was_kept_of_a_connection_goes_with_it() {
        UnpooledByteBufAllocator memory = new UnpooledByteBufAllocator(true);
        EmbeddedChannel channel = received(new Timers(new HashSet<>()));
        channel.config().setAllocator(memory);
        channel.writeInbound(memory.buffer().writeInt(100), memory.buffer().writeZero(50));
        assertThat(memory.metric().usedDirectMemory()).as("what was kept of both").isBetween(54L, 256L);
        channel.close();
        assertThat(memory.metric().usedDirectMemory()).isZero();
    }

    @Test
    void who_has_spoken_is_not_waited_for_any_more() {
        Timers timers = new Timers(new HashSet<>());
        EmbeddedChannel channel = received(timers);
        assertThat(timers.waiting).as("its silence").hasSize(1);
        byte[] request = request(1, "client");
        channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOf(request, 6)));
        assertThat(timers.waiting).as("that it stalls, and not its silence").hasSize(1);
        channel.writeInbound(Unpooled.wrappedBuffer(Arrays.copyOfRange(request, 6, request.length)));
        assertThat(channel.config().isAutoRead()).as("it is read on its way to a data loop").isFalse();
        timers.pass();
        assertThat(log).isEmpty();
    }

    @Test
    void who_speaks_at_once_has_no_time_to_be_watched() {
        Timers timers = new Timers(new HashSet<>());
        received(timers).writeInbound(Unpooled.wrappedBuffer(request(1, "client")));
        assertThat(timers.waiting).isEmpty();
    }

    /** A loop on which time passes when told. */
    private record Timers(Set<Runnable> waiting) implements EventLoop {

        /** All that is due, and what that brings. */
        void pass() {
            while (!waiting.isEmpty()) {
                Runnable next = waiting.iterator().next();
                waiting.remove(next);
                next.run();
            }
        }

        @Override
        public void execute(Runnable task) {
            task.run();
        }

        @Override
        public Scheduled schedule(long delayMs, Runnable task) {
            waiting.add(task);
            return () -> waiting.remove(task);
        }

        @Override
        public boolean inLoop() {
            return true;
        }
    }

    /** A connection without a socket in the reception; no data loop can take it. */
    private EmbeddedChannel received(EventLoop loop) {
        ListenerSettings settings = settings(STALL_MS, 50);
        ConnectionPipeline pipeline = new ConnectionPipeline(HANDLERS, settings, rules, new AtomicLong(), channel -> {
            throw new AssertionError("it is not served");
        });
        return new EmbeddedChannel(new FirstRequest(new Reception(pipeline, settings, rules.refusals(),
                new DefaultChannelGroup(ImmediateEventExecutor.INSTANCE), loop, loops.dataGroup())));
    }

    private static byte[] request(int correlationId, String software) {
        return WireClient.frame(new ApiVersionsRequest(software, "1.0", null, -1), VERSION, correlationId);
    }

    private static void assertAnswered(WireClient client, int correlationId) throws IOException {
        client.sendRaw(request(correlationId, "client"));
        assertAnswer(client, correlationId);
    }

    private static void assertAnswer(WireClient client, int correlationId) throws IOException {
        assertThat(client.receive(ApiVersionsResponse.class, VERSION, correlationId).errorCode()).isZero();
    }

    /** A loop that is busy until this is closed. */
    private record Held(CountDownLatch busy, CountDownLatch done) implements AutoCloseable {

        void assertOn() {
            assertThat(done.getCount()).as("the loop is still busy").isOne();
        }

        @Override
        public void close() {
            done.countDown();
        }
    }

    private static Held hold(EventLoop loop) {
        Held held = new Held(new CountDownLatch(1), new CountDownLatch(1));
        loop.execute(() -> {
            held.busy.countDown();
            try {
                held.done.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        Awaitility.await().until(() -> held.busy.getCount() == 0);
        return held;
    }
}
