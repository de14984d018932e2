package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.broker.metadata.ClusterDelta;
import dev.tidemark.broker.metadata.ClusterImage;
import dev.tidemark.broker.metadata.FeatureLevels;
import dev.tidemark.broker.metadata.ImageBuilder;
import dev.tidemark.broker.metadata.MetadataRecord.QuotaChanged;
import dev.tidemark.broker.metadata.QuotaEntity;
import dev.tidemark.broker.metadata.QuotaEntity.Part;
import dev.tidemark.broker.quota.ClientQuotas;
import dev.tidemark.broker.request.HandlerTable;
import dev.tidemark.client.net.Connection;
import dev.tidemark.client.net.Endpoint;
import dev.tidemark.core.config.Config;
import dev.tidemark.core.config.ConfigScope;
import dev.tidemark.core.loop.EventLoop;
import dev.tidemark.core.loop.ManualClock;
import dev.tidemark.core.loop.ManualLoop;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.HeartbeatResponse;
import io.netty.buffer.Unpooled;
import io.netty.channel.embedded.EmbeddedChannel;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

/** A connection whose client is over a quota is answered at once and then not heard for a while (KIP-219), over TCP and in process. */
class RestingConnectionsTest {

    private static final HeartbeatRequest HEARTBEAT = new HeartbeatRequest("g", 1, "m", null);

    private final ManualClock clock = new ManualClock(0);
    private final ManualLoop brokerLoop = new ManualLoop(clock);
    private final ManualLoop clientLoop = new ManualLoop(clock);
    private final List<HeartbeatRequest> handled = new ArrayList<>();
    private final ClientQuotas quotas = new ClientQuotas(Config.of(ConfigScope.BROKER, Map.of()), clock);
    /** Each request takes a second of its loop. */
    private final HandlerTable handlers = HandlerTable.builder()
            .add(HeartbeatRequest.class, HeartbeatResponse.class, (context, request) -> {
                handled.add(request);
                clock.advanceMs(1_000);
                return CompletableFuture.completedFuture(new HeartbeatResponse(0, (short) 0));
            })
            .build(() -> new FeatureLevels(Map.of(), -1, Map.of()));

    @Test
    void a_tcp_connection_is_not_read_from_until_the_rest_is_over() throws Exception {
        EmbeddedChannel channel = new EmbeddedChannel(
                new ConnectionPipeline(handlers, ListenerSettings.of("127.0.0.1", 0),
                        new ConnectionRules(quotas, new RequestMemory(1 << 20), ConnectionLimits.none(),
                                new Refusals(clock, line -> {})),
                        new AtomicLong(), it -> new AtOnceLoop(brokerLoop)));
        channel.freezeTime();
        limit("request_percentage", new QuotaEntity(Part.DEFAULT, null, null), 1);

        channel.writeInbound(Unpooled.wrappedBuffer(frame(1), frame(2)));
        assertThat(handled).hasSize(1);
        assertThat(channel.<Object>readOutbound()).as("the answer left at once").isNotNull();
        assertThat(channel.config().isAutoRead()).isFalse();

        channel.advanceTimeBy(999, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        assertThat(handled).hasSize(1);
        channel.advanceTimeBy(1, TimeUnit.MILLISECONDS);
        channel.runScheduledPendingTasks();
        channel.runPendingTasks();
        assertThat(handled).hasSize(2);
    }

    @Test
    void a_connection_without_quotas_is_read_on() {
        EmbeddedChannel channel = new EmbeddedChannel(
                new ConnectionPipeline(handlers, ListenerSettings.of("127.0.0.1", 0),
                        new ConnectionRules(quotas, new RequestMemory(1 << 20), ConnectionLimits.none(),
                                new Refusals(clock, line -> {})),
                        new AtomicLong(), it -> new AtOnceLoop(brokerLoop)));
        channel.writeInbound(Unpooled.wrappedBuffer(frame(1), frame(2)));
        assertThat(handled).hasSize(2);
        assertThat(channel.config().isAutoRead()).isTrue();
    }

    @Test
    void requests_of_an_in_process_connection_are_held_back_in_their_order() {
        limit("request_percentage", new QuotaEntity(Part.DEFAULT, null, null), 1);
        Endpoint self = new Endpoint("127.0.0.1", 9092);
        LocalTransport transport = new LocalTransport(self, List.of(brokerLoop), handlers, quotas);
        CompletableFuture<Connection> opening = transport.connect(self, "c", clientLoop).toCompletableFuture();
        run();
        Connection connection = opening.join();
        List<CompletableFuture<?>> answers = new ArrayList<>();
        clientLoop.execute(() -> answers.add(connection.send(HEARTBEAT, (short) 4).toCompletableFuture()));
        run();
        assertThat(answers.get(0)).isCompletedWithValueMatching(
                answer -> ((HeartbeatResponse) answer).throttleTimeMs() == 1_000);

        clientLoop.execute(() -> {
            answers.add(connection.send(HEARTBEAT, (short) 4).toCompletableFuture());
            answers.add(connection.send(HEARTBEAT, (short) 4).toCompletableFuture());
        });
        run();
        assertThat(handled).hasSize(1);
        clock.advanceMs(1_000);
        run();
        assertThat(handled).hasSize(3);
        assertThat(answers).allMatch(CompletableFuture::isDone);
    }

    @Test
    void a_connection_too_many_from_an_address_is_closed_after_a_while() {
        limit("connection_creation_rate", new QuotaEntity(null, null, Part.DEFAULT), 1);
        for (int i = 0; i < 10; i++) {
            assertThat(quotas.connected("10.0.0.1")).isZero();
        }
        assertThat(quotas.connected("10.0.0.1")).isPositive();
        assertThat(quotas.connected("10.0.0.2")).isZero();
    }

    private void run() {
        while (brokerLoop.runReady() + clientLoop.runReady() > 0) {
            assertThat(handled).hasSizeLessThan(100);
        }
    }

    private void limit(String key, QuotaEntity entity, double value) {
        ImageBuilder builder = new ImageBuilder(ClusterImage.EMPTY);
        builder.apply(-1, List.of(new QuotaChanged(entity, Map.of(key, value))));
        ClusterDelta delta = builder.build();
        quotas.changed(delta);
    }

    private static byte[] frame(int correlationId) {
        return WireClient.frame(HEARTBEAT, 4, correlationId);
    }
}
