package dev.tidemark.protocol.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.tidemark.core.failure.InvariantFailure;
import dev.tidemark.protocol.message.FetchRequest;
import dev.tidemark.protocol.message.FetchRequest.FetchPartition;
import dev.tidemark.protocol.message.FetchRequest.FetchTopic;
import dev.tidemark.protocol.message.HeartbeatRequest;
import dev.tidemark.protocol.message.MetadataRequest;
import dev.tidemark.protocol.message.MetadataRequest.MetadataRequestTopic;
import dev.tidemark.protocol.message.OffsetFetchRequest;
import java.util.List;
import java.util.UUID;
import org.junit.jupiter.api.Test;

/** Messages that a version cannot carry are refused by name before a byte is written. */
class UnwritableMessageTest {

    private static final UUID TOPIC_ID = new UUID(1, 2);

    @Test
    void a_value_that_the_version_lacks_is_not_dropped() {
        FetchRequest request = FetchRequest.builder()
                .topics(List.of(new FetchTopic("t", TOPIC_ID,
                        List.of(FetchPartition.builder().build(),
                                FetchPartition.builder().lastFetchedEpoch(7).build()))))
                .build();

        assertThatThrownBy(() -> MessageCodecs.of(FetchRequest.class).size(request, (short) 11))
                .isInstanceOf(UnwritableMessage.class)
                .hasMessage(
                        "FetchRequest.topics[0].partitions[1].lastFetchedEpoch is 7, but version 11 has no place for it "
                                + "and its reader would take it for -1");
        assertThat(MessageCodecs.of(FetchRequest.class).size(request, (short) 12)).isPositive();
    }

    @Test
    void an_ignorable_value_is_dropped() {
        FetchRequest request = FetchRequest.builder().sessionId(9).sessionEpoch(3).rackId("a").build();

        FetchRequest read = MessageCodecs.of(FetchRequest.class)
                .fromBuffer(MessageCodecs.of(FetchRequest.class).toBuffer(request, (short) 4), (short) 4);

        assertThat(read.sessionId()).isZero();
        assertThat(read.sessionEpoch()).isEqualTo(-1);
        assertThat(read.rackId()).isEmpty();
    }

    @Test
    void a_null_is_refused_where_the_version_has_none() {
        MetadataRequest allTopics = new MetadataRequest(null, true, false, false);
        assertThatThrownBy(() -> MessageCodecs.of(MetadataRequest.class).size(allTopics, (short) 0))
                .hasMessage("MetadataRequest.topics is null, which this version cannot carry");
        assertThat(MessageCodecs.of(MetadataRequest.class).size(allTopics, (short) 1)).isEqualTo(4);

        MetadataRequest byId = new MetadataRequest(List.of(new MetadataRequestTopic(TOPIC_ID, null)), true, false,
                false);
        assertThatThrownBy(() -> MessageCodecs.of(MetadataRequest.class).size(byId, (short) 9))
                .hasMessage("MetadataRequest.topics[0].name is null, which this version cannot carry");
        assertThat(MessageCodecs.of(MetadataRequest.class).size(byId, (short) 12)).isPositive();
    }

    @Test
    void a_request_for_several_groups_does_not_become_one_for_none() {
        OffsetFetchRequest request = new OffsetFetchRequest("", List.of(),
                List.of(new OffsetFetchRequest.OffsetFetchRequestGroup("g", null, -1, null)), false);
        assertThatThrownBy(() -> MessageCodecs.of(OffsetFetchRequest.class).size(request, (short) 7))
                .isInstanceOf(UnwritableMessage.class)
                .hasMessageStartingWith("OffsetFetchRequest.groups is ");
    }

    @Test
    void a_string_beyond_its_limit_is_refused_in_both_forms() {
        HeartbeatRequest request = new HeartbeatRequest("g".repeat(32_768), 1, "m", null);
        for (short version = 0; version <= 4; version++) {
            short tried = version;
            assertThatThrownBy(() -> MessageCodecs.of(HeartbeatRequest.class).size(request, tried))
                    .hasMessage("HeartbeatRequest.groupId has 32768 bytes; strings have at most 32767");
        }
    }

    @Test
    void a_version_that_does_not_exist_is_a_mistake_of_the_caller() {
        assertThatThrownBy(() -> MessageCodecs.of(HeartbeatRequest.class)
                .size(new HeartbeatRequest("g", 1, "m", null),
                        (short) 5))
                .isInstanceOf(InvariantFailure.class)
                .hasMessageContaining("HeartbeatRequest has versions 0-4, not 5");
    }
}
