package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.FeatureLevels;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.broker.request.RequestHandler;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.protocol.message.DeleteGroupsRequest;
import dev.tidemark.protocol.message.DeleteGroupsResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** Requests that are small on the wire and large in memory: empty names, a byte each. On channels without a socket. */
class DecodedRequestsTest {

    private static final long MEMORY_BYTES = 16 << 20;
    /** What an empty name in a list takes. */
    private static final int NAME_BYTES = 36;
    /** More, and the request takes more than one may. */
    private static final int NAMES_MAX = (1 << 20) / NAME_BYTES - 10;

    /** A request that a handler has. */
    private record Asked(int correlationId, DeleteGroupsRequest request,
            CompletableFuture<DeleteGroupsResponse> answer) {

        void finish() {
            answer.complete(new DeleteGroupsResponse(0, List.of()));
        }
    }

    private final List<String> log = new ArrayList<>();
    private final List<Asked> asked = new ArrayList<>();
    private final ManualClock clock = new ManualClock(0);
    private final EventLoop loop = new AtOnceLoop(new ManualLoop(clock));
    private final RequestMemory memory = new RequestMemory(MEMORY_BYTES);

    private EmbeddedChannel connection() {
        RequestHandler<DeleteGroupsRequest, DeleteGroupsResponse> handler = (context, request) -> {
            Asked one = new Asked(context.correlationId(), request, new CompletableFuture<>());
            asked.add(one);
            return one.answer;
        };
        HandlerTable handlers = HandlerTable.builder()
                .add(DeleteGroupsRequest.class, DeleteGroupsResponse.class, handler)
                .build(() -> new FeatureLevels(Map.of(), -1, Map.of()));
        return new EmbeddedChannel(new ConnectionPipeline(handlers,
                new ListenerSettings("127.0.0.1", 0, false, 1 << 20, 64, -1, 30_000),
                new ConnectionRules(new ClientQuotas(Config.of(ConfigScope.BROKER, Map.of()), clock), memory,
                        ConnectionLimits.none(), new Refusals(clock, log::add)),
                new AtomicLong(), it -> loop));
    }

    private static byte[] request(int names, int correlationId) {
        return WireClient.frame(new DeleteGroupsRequest(Collections.nCopies(names, "")), 2, correlationId);
    }

    private static void send(EmbeddedChannel connection, byte[] frame) {
        connection.writeInbound(Unpooled.wrappedBuffer(frame));
    }

    private List<Integer> handled() {
        return asked.stream().map(Asked::correlationId).toList();
    }

    @Test
    void objects_count_until_the_request_is_answered() {
        byte[] frame = request(10_000, 1);
        send(connection(), frame);
        assertThat(asked.getFirst().request.groupsNames()).hasSize(10_000);
        assertThat(memory.takenBytes()).isBetween(frame.length + 10_000L * NAME_BYTES,
                frame.length + 10_000L * NAME_BYTES + 500);
        asked.getFirst().finish();
        assertThat(memory.takenBytes()).isZero();
    }

    @Test
    void a_request_of_too_many_objects_ends_its_connection() {
        EmbeddedChannel connection = connection();
        send(connection, request(NAMES_MAX, 1));
        assertThat(handled()).containsExactly(1);
        send(connection, request(NAMES_MAX + 20, 2));
        assertThat(handled()).containsExactly(1);
        assertThat(connection.isActive()).isFalse();
        assertThat(log).singleElement()
                .asString()
                .contains("DeleteGroupsRequest.groupsNames")
                .contains("1048576 bytes of memory");
        asked.getFirst().finish();
        assertThat(memory.takenBytes()).isZero();
    }

    @Test
    void a_request_whose_objects_find_no_memory_waits_in_its_place() {
        RequestMemory.Share others = memory.share(() -> {});
        assertThat(others.take(MEMORY_BYTES - 50_000, true)).isTrue();
        RequestMemory.Share beyond = memory.share(() -> {});
        assertThat(beyond.take(50_000 - 12_000, true) && beyond.take(1, false)).isTrue();

        EmbeddedChannel connection = connection();
        byte[] large = request(10_000, 1);
        connection.writeInbound(Unpooled.wrappedBuffer(large, request(1, 2)));
        assertThat(asked).isEmpty();
        assertThat(memory.takenBytes()).as("its bytes, not its objects")
                .isEqualTo(MEMORY_BYTES - 12_000 + 1 + large.length - 4);
        assertThat(connection.config().isAutoRead()).isFalse();
        assertThat(memory.waiting()).isEqualTo(1);

        others.give(100_000);
        connection.runPendingTasks();
        assertThat(asked).as("too little").isEmpty();
        assertThat(memory.waiting()).isEqualTo(1);
        others.give(300_000);
        connection.runPendingTasks();
        assertThat(handled()).containsExactly(1, 2);
        assertThat(asked.getFirst().request.groupsNames()).hasSize(10_000);
        assertThat(connection.config().isAutoRead()).isTrue();
        asked.forEach(Asked::finish);
        connection.close();
        connection.runPendingTasks();
        assertThat(memory.takenBytes()).as("what the others hold").isEqualTo(others.heldBytes() + beyond.heldBytes());
    }

    @Test
    void a_connection_that_goes_away_while_its_request_waits_gives_its_bytes_back() {
        RequestMemory.Share others = memory.share(() -> {});
        assertThat(others.take(MEMORY_BYTES - 12_000, true)).isTrue();
        assertThat(memory.share(() -> {}).take(1, false)).isTrue();
        EmbeddedChannel connection = connection();
        send(connection, request(10_000, 1));
        assertThat(memory.waiting()).isEqualTo(1);
        connection.close();
        connection.runPendingTasks();
        assertThat(memory.waiting()).isZero();
        assertThat(memory.takenBytes()).isEqualTo(MEMORY_BYTES - 12_000 + 1);
        others.give(others.heldBytes());
        connection.runPendingTasks();
        assertThat(asked).isEmpty();
    }

    @Test
    void one_connection_is_not_read_from_while_its_requests_hold_a_quarter() {
        EmbeddedChannel connection = connection();
        for (int i = 0; i < 10; i++) {
            send(connection, request(NAMES_MAX, i));
        }
        assertThat(asked).hasSizeBetween(4, 5);
        assertThat(connection.config().isAutoRead()).isFalse();
        assertThat(memory.takenBytes()).isLessThan(MEMORY_BYTES / 4 + (1 << 20) + NAMES_MAX);
        for (int i = 0; i < 10; i++) {
            asked.get(i).finish();
        }
        assertThat(handled()).containsExactly(0, 1, 2, 3, 4, 5, 6, 7, 8, 9);
        assertThat(connection.config().isAutoRead()).isTrue();
        assertThat(memory.takenBytes()).isZero();
    }

    @Test
    void who_is_woken_and_cannot_go_on_leaves_the_memory_to_others() {
        EmbeddedChannel deaf = connection();
        send(deaf, request(1, 1));
        RequestMemory.Share others = memory.share(() -> {});
        assertThat(others.take(MEMORY_BYTES - 12_000, true)).isTrue();
        assertThat(memory.share(() -> {}).take(1, false)).isTrue();
        send(deaf, request(10_000, 2));
        EmbeddedChannel next = connection();
        send(next, request(11_000, 3));
        assertThat(memory.waiting()).isEqualTo(2);

        deaf.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        others.give(others.heldBytes());
        deaf.runPendingTasks();
        next.runPendingTasks();
        assertThat(handled()).containsExactly(1, 3);
        deaf.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        deaf.runPendingTasks();
        assertThat(handled()).containsExactly(1, 3, 2);
    }

    @Test
    void whatever_comes_everybody_is_served_and_what_handlers_have_is_within_the_bound() {
        for (long seed = 0; seed < 8; seed++) {
            runLoad(seed);
        }
    }

    /** More than the memory holds, ten times over, from clients of all sizes; answered in any order. */
    private void runLoad(long seed) {
        SplittableRandom random = new SplittableRandom(seed);
        asked.clear();
        List<EmbeddedChannel> connections = new ArrayList<>();
        int sent = 0;
        for (int i = 0; i < 60; i++) {
            EmbeddedChannel connection = connection();
            connections.add(connection);
            for (int requests = random.nextInt(1, 8); requests > 0; requests--) {
                send(connection, request(random.nextInt(1, NAMES_MAX), sent++));
            }
        }
        int answered = 0;
        long most = 0;
        while (answered < sent) {
            assertThat(asked).as("seed %d: requests wait although all others are answered", seed)
                    .hasSizeGreaterThan(answered);
            most = Math.max(most, memory.takenBytes());
            // the ones before are answered already: which of the rest is next is left to chance
            Collections.swap(asked, answered, random.nextInt(answered, asked.size()));
            asked.get(answered++).finish();
            connections.forEach(EmbeddedChannel::runPendingTasks);
            connections.forEach(DecodedRequestsTest::takeAnswers);
        }
        assertThat(memory.takenBytes()).as("seed %d", seed).isZero();
        assertThat(most).as("seed %d", seed)
                .isGreaterThan(MEMORY_BYTES - (2 << 20))
                .isLessThan(MEMORY_BYTES + MEMORY_BYTES / 4 + (2 << 20));
    }

    private static void takeAnswers(EmbeddedChannel connection) {
        for (ByteBuf frame = connection.readOutbound(); frame != null; frame = connection.readOutbound()) {
            frame.release();
        }
    }
}
