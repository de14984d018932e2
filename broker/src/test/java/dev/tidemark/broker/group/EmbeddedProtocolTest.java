package dev.tidemark.broker.group;

import static org.assertj.core.api.Assertions.assertThat;

import dev.tidemark.protocol.codec.MessageCodecs;
import dev.tidemark.protocol.message.ConsumerProtocolSubscription;
import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What members say about themselves, as bytes in their requests. */
class EmbeddedProtocolTest {

    @Test
    void a_subscription_to_very_many_topics_is_read() {
        List<String> topics = IntStream.range(0, 20_000).mapToObj(i -> "a topic with a name of its own " + i).toList();
        ConsumerProtocolSubscription read = EmbeddedProtocol.subscription(bytes(topics));
        assertThat(read).isNotNull();
        assertThat(read.topics()).isEqualTo(topics);
    }

    @Test
    void a_subscription_that_would_fill_the_heap_is_none() {
        assertThat(EmbeddedProtocol.subscription(bytes(Collections.nCopies(1_000_000, "")))).isNull();
    }

    private static ByteBuffer bytes(List<String> topics) {
        return MessageCodecs.of(ConsumerProtocolSubscription.class)
                .toVersionedBuffer(ConsumerProtocolSubscription.builder().topics(topics).build(), (short) 1);
    }
}
