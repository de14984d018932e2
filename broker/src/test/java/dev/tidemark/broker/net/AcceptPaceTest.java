package dev.tidemark.broker.net;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.embedded.EmbeddedChannel;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** How fast a listener takes connections from its backlog. */
class AcceptPaceTest {

    private final EmbeddedChannel listener = new EmbeddedChannel(new AcceptPace());

    @Test
    void after_a_few_connections_the_listener_rests_a_moment() {
        listener.freezeTime();
        for (int round = 0; round < 3; round++) {
            for (int i = 0; i < 7; i++) {
                listener.writeInbound("a connection");
                assertThat(listener.config().isAutoRead()).as("round %d, connection %d", round, i).isTrue();
            }
            listener.writeInbound("the eighth");
            assertThat(listener.config().isAutoRead()).as("round %d", round).isFalse();
            pass(1);
            assertThat(listener.config().isAutoRead()).as("round %d", round).isFalse();
            pass(1);
            assertThat(listener.config().isAutoRead()).as("round %d", round).isTrue();
        }
        assertThat(listener.inboundMessages()).as("each was handed on").hasSize(24);
    }

    @Test
    void a_listener_that_is_not_open_is_not_opened() {
        listener.config().setAutoRead(false);
        for (int i = 0; i < 20; i++) {
            listener.writeInbound("a connection that was on its way");
        }
        pass(10);
        assertThat(listener.config().isAutoRead()).isFalse();
    }

    private void pass(long ms) {
        listener.advanceTimeBy(ms, TimeUnit.MILLISECONDS);
        listener.runScheduledPendingTasks();
    }
}
