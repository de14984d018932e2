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
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** One connection's pipeline on a channel without a socket. */
class ConnectionPipelineTest {

    private static final ClientQuotas QUOTAS = new ClientQuotas(Config.of(ConfigScope.BROKER, Map.of()),
            new ManualClock(0));

    private final List<String> log = new ArrayList<>();
    private final List<CompletableFuture<HeartbeatResponse>> heartbeats = new ArrayList<>();
    private final ManualClock clock = new ManualClock(0);
    private final ManualLoop timers = new ManualLoop(clock);
    private final EventLoop loop = new AtOnceLoop(timers);
    private final RequestMemory memory = new RequestMemory(1 << 20);
    private final EmbeddedChannel channel = new EmbeddedChannel(pipeline(1_000));

    private ConnectionPipeline pipeline(int requestBytesMax) {
        RequestHandler<HeartbeatRequest, HeartbeatResponse> heartbeat = (context, request) -> {
            CompletableFuture<HeartbeatResponse> answer = new CompletableFuture<>();
            heartbeats.add(answer);
            return answer;
        };
        HandlerTable handlers = HandlerTable.builder()
                .add(HeartbeatRequest.class, HeartbeatResponse.class, heartbeat)
                .build(() -> new FeatureLevels(Map.of(), -1, Map.of()));
        ListenerSettings settings = new ListenerSettings("127.0.0.1", 0, false, requestBytesMax, 3, -1, 30_000);
        return new ConnectionPipeline(handlers, settings,
                new ConnectionRules(QUOTAS, memory, ConnectionLimits.none(), new Refusals(clock, log::add)),
                new AtomicLong(), it -> loop);
    }

    @Test
    void a_frame_may_come_byte_by_byte() {
        for (byte one : heartbeat(5)) {
            assertThat(heartbeats).isEmpty();
            channel.writeInbound(Unpooled.wrappedBuffer(new byte[]{one}));
        }
        assertThat(heartbeats).hasSize(1);
        answer(0);
        assertThat(correlationIds()).containsExactly(5);
    }

    @Test
    void several_frames_may_come_in_one_piece() {
        channel.writeInbound(Unpooled.wrappedBuffer(heartbeat(1), heartbeat(2), heartbeat(3)));
        assertThat(heartbeats).hasSize(3);
        answer(2);
        answer(0);
        assertThat(correlationIds()).containsExactly(1);
        answer(1);
        assertThat(correlationIds()).containsExactly(2, 3);
    }

    @Test
    void a_peer_that_does_not_take_its_answers_is_not_read_from() {
        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, false);
        channel.writeInbound(Unpooled.wrappedBuffer(heartbeat(1)));
        assertThat(heartbeats).isEmpty();
        assertThat(channel.config().isAutoRead()).isFalse();

        channel.unsafe().outboundBuffer().setUserDefinedWritability(1, true);
        channel.runPendingTasks();
        assertThat(heartbeats).hasSize(1);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void requests_beyond_the_bound_wait_until_answers_have_left() {
        channel.writeInbound(
                Unpooled.wrappedBuffer(heartbeat(1), heartbeat(2), heartbeat(3), heartbeat(4), heartbeat(5)));
        assertThat(heartbeats).hasSize(3);
        assertThat(channel.config().isAutoRead()).isFalse();
        answer(1);
        assertThat(heartbeats).as("the first answer is still missing").hasSize(3);
        answer(0);
        assertThat(heartbeats).hasSize(5);
        answer(2);
        answer(3);
        answer(4);
        assertThat(correlationIds()).containsExactly(1, 2, 3, 4, 5);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void a_promised_frame_takes_memory_only_as_its_bytes_come() {
        // a gigabyte is promised a hundred times: were it taken, this test's heap would not have it
        for (int i = 0; i < 100; i++) {
            EmbeddedChannel one = new EmbeddedChannel(pipeline(Integer.MAX_VALUE));
            one.writeInbound(Unpooled.buffer().writeInt(1 << 30).writeZero(100));
            assertThat(one.isActive()).isTrue();
        }
        assertThat(log).isEmpty();
    }

    @Test
    void a_connection_that_finds_no_memory_is_not_read_from_until_some_comes_back() {
        RequestMemory.Share others = memory.share(() -> {});
        assertThat(others.take((1 << 20) - 10, true)).isTrue();
        RequestMemory.Share beyond = memory.share(() -> {});
        assertThat(beyond.take(20, true)).as("one may go beyond").isTrue();

        channel.writeInbound(Unpooled.wrappedBuffer(heartbeat(1), heartbeat(2)));
        assertThat(heartbeats).isEmpty();
        assertThat(channel.config().isAutoRead()).isFalse();
        assertThat(memory.waiting()).isEqualTo(1);

        others.give(1_000);
        channel.runPendingTasks();
        assertThat(heartbeats).hasSize(2);
        assertThat(channel.config().isAutoRead()).isTrue();
        beyond.give(20);
        others.give((1 << 20) - 1_010);
        answer(0);
        answer(1);
        assertThat(correlationIds()).containsExactly(1, 2);
        assertThat(memory.takenBytes()).as("answered requests hold nothing").isZero();
    }

    @Test
    void a_connection_that_goes_away_gives_its_memory_back() {
        channel.writeInbound(Unpooled.wrappedBuffer(heartbeat(1)));
        channel.writeInbound(Unpooled.buffer().writeInt(900).writeZero(500));
        assertThat(memory.takenBytes()).isGreaterThan(900);
        channel.close();
        channel.runPendingTasks();
        assertThat(memory.takenBytes()).as("the handler still has the first request").isPositive().isLessThan(300);
        answer(0);
        assertThat(memory.takenBytes()).isZero();
    }

    @Test
    void a_frame_that_is_no_request_gives_its_memory_back() {
        channel.writeInbound(Unpooled.buffer().writeInt(100).writeZero(100));
        assertThat(channel.isActive()).isFalse();
        assertThat(memory.takenBytes()).isZero();
    }

    @Test
    void a_request_that_does_not_come_on_ends_its_connection() {
        channel.freezeTime();
        channel.writeInbound(Unpooled.buffer().writeInt(900).writeZero(1));
        for (int second = 0; second < 29; second++) {
            pass(1_000);
            channel.writeInbound(Unpooled.buffer().writeZero(1));
        }
        assertThat(channel.isActive()).isTrue();
        pass(3_000);
        assertThat(channel.isActive()).as("after the time, and at most a sixteenth more").isFalse();
        assertThat(log).singleElement().asString().contains("900 bytes").contains("30000 ms");
        assertThat(memory.takenBytes()).isZero();
    }

    @Test
    void a_slow_peer_whose_requests_end_is_served_on() {
        channel.freezeTime();
        for (int request = 0; request < 5; request++) {
            byte[] frame = heartbeat(request);
            channel.writeInbound(Unpooled.wrappedBuffer(frame, 0, 10));
            pass(20_000);
            channel.writeInbound(Unpooled.wrappedBuffer(frame, 10, frame.length - 10));
            answer(request);
        }
        assertThat(channel.isActive()).isTrue();
        assertThat(correlationIds()).containsExactly(0, 1, 2, 3, 4);
    }

    @Test
    void the_time_in_which_we_do_not_read_is_not_held_against_the_peer() {
        channel.freezeTime();
        RequestMemory.Share others = memory.share(() -> {});
        assertThat(others.take(1 << 20, true)).isTrue();
        assertThat(memory.share(() -> {}).take(1, true)).isTrue();
        channel.writeInbound(Unpooled.wrappedBuffer(heartbeat(1)));
        pass(120_000);
        assertThat(channel.isActive()).isTrue();
        others.give(1 << 20);
        channel.runPendingTasks();
        answer(0);
        assertThat(correlationIds()).containsExactly(1);
    }

    private void pass(long ms) {
        timers.advanceMs(ms);
        channel.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
    }

    @Test
    void a_frame_above_the_bound_closes_the_connection_and_releases_its_bytes() {
        ByteBuf bytes = Unpooled.buffer().writeInt(1_001).writeZero(500);
        channel.writeInbound(bytes);
        assertThat(channel.isActive()).isFalse();
        assertThat(bytes.refCnt()).isZero();
        assertThat(log).singleElement().asString().contains("1001", "socket.request.max.bytes=1000");
    }

    @Test
    void lines_about_refusals_are_rate_limited_and_counted() {
        Refusals refusals = new Refusals(clock, log::add);
        for (int i = 0; i < 1_000; i++) {
            refusals.closed("/10.0.0.1:1", "reason");
        }
        assertThat(log).hasSizeLessThan(50);
        int before = log.size();
        clock.advanceMs(11_000);
        refusals.closed("/10.0.0.1:2", "reason");
        assertThat(log.subList(before, log.size())).anyMatch(line -> line.contains(String.valueOf(1_000 - before)));
        assertThat(refusals.count()).isEqualTo(1_001);
    }

    private void answer(int index) {
        heartbeats.get(index).complete(new HeartbeatResponse(0, (short) 0));
    }

    private List<Integer> correlationIds() {
        List<Integer> ids = new ArrayList<>();
        for (ByteBuf frame = channel.readOutbound(); frame != null; frame = channel.readOutbound()) {
            ids.add(frame.getInt(4));
            frame.release();
        }
        return ids;
    }

    private static byte[] heartbeat(int correlationId) {
        return WireClient.frame(new HeartbeatRequest("group", 1, "member", null), 4, correlationId);
    }
}
